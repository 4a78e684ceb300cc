import { useEffect, useState } from 'react';
import type { Exchange } from '../../../../contract/http/exchange.ts';
import { formatBytes, formatDuration } from '../../../ui/format.ts';
import { useNow } from '../../../ui/use-now.ts';
import { rateOf, type Sample, withSample } from './rate.ts';

/** Shorter pauses nobody notices, in milliseconds. */
const SILENCE_MS = 3000;

/** Of an answer that still comes: how fast, how long it will take at that, or how long nothing has come. */
export function AnswerProgress({ exchange }: { exchange: Exchange }) {
  const { received, expected } = exchange.bytes;
  const now = useNow(true);
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  useEffect(
    () => setSamples((before) => withSample(before, { time: Date.now(), bytes: received })),
    [received],
  );
  const last = samples.at(-1);
  if (!last) return null;
  const silent = now - last.time;
  if (silent >= SILENCE_MS) return <span>Nothing for {formatDuration(silent)}</span>;
  const rate = rateOf(samples);
  if (rate === null) return null;
  const left = expected === null ? null : ((expected - received) / rate) * 1000;
  return (
    <span>
      {formatBytes(Math.round(rate))}/s{left !== null && left >= 1000 ? `, ${formatDuration(left)} left` : ''}
    </span>
  );
}
