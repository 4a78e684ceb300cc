import type { Latency, Load, LoadPlan } from '../../../../contract/tools/http-load.ts';
import { formatCount } from '../../../ui/format.ts';

/** How a load and its numbers are told. Pure. */

/** `0.85 ms`, `15.9 ms`, `1.25 s`: three digits that matter. */
export function formatMs(ms: number): string {
  if (ms >= 999.5) return `${(ms / 1000).toFixed(ms >= 99_950 ? 0 : ms >= 9995 ? 1 : 2)} s`;
  return `${ms.toFixed(ms >= 99.95 ? 0 : ms >= 9.995 ? 1 : 2)} ms`;
}

/** `1,596/s`, `0.5/s`. */
export const formatPerSecond = (rate: number): string =>
  `${rate >= 99.95 ? formatCount(Math.round(rate)) : rate.toFixed(rate >= 9.995 ? 1 : 2)}/s`;

const secondsOf = (ms: number) => `${Number((ms / 1000).toFixed(1)).toLocaleString('en-US')} s`;

/** `2,000 requests, 50 at a time`. */
export function planText({ amount, pace }: LoadPlan): string {
  const how =
    pace.kind === 'rate'
      ? `${pace.perSecond.toLocaleString('en-US')} a second`
      : `${formatCount(pace.atOnce)} at a time`;
  return amount.kind === 'time'
    ? `${secondsOf(amount.ms)}, ${how}`
    : `${formatCount(amount.count)} requests, ${how}`;
}

export const isRunning = ({ state }: Load): boolean => state === 'starting' || state === 'running';

/**
 * The latency that is told first: at a rate from when requests were due, since who asks at a rate does not wait for the
 * answer before. Null: no answer has come.
 */
export const toldLatency = ({ plan, measured, corrected }: Load, of = plan): Latency | null =>
  of.pace.kind === 'rate' ? corrected : measured;

/** What it is called in the list of results. */
export function nameOf({ name, requests }: Load): string {
  if (name !== '') return name;
  const [first] = requests;
  const one = first ? `${first.method} ${first.url}` : 'Nothing';
  return requests.length > 1 ? `${one} and ${requests.length - 1} more` : one;
}

/** How far it is: `1,204 of 2,000`, `3.2 of 10 s`. */
export function progressOf({ plan, counts, ms }: Load): { part: number; text: string } {
  const { amount } = plan;
  if (amount.kind === 'time')
    return {
      part: Math.min(1, ms / amount.ms),
      text: `${(ms / 1000).toFixed(1)} of ${secondsOf(amount.ms)}`,
    };
  const over = counts.done + counts.failed + counts.cut;
  return { part: over / amount.count, text: `${formatCount(over)} of ${formatCount(amount.count)}` };
}

const STATES = {
  starting: 'Starting…',
  running: 'Running…',
  done: 'Done',
  stopped: 'Stopped',
  failed: 'Broken off',
} as const;
export const stateText = ({ state }: Load): string => STATES[state];

/** What a screen reader is told at the end. */
export function summaryText(load: Load): string {
  const { counts, perSecond } = load;
  const told = toldLatency(load);
  const failed = counts.failed > 0 ? `, ${formatCount(counts.failed)} failed` : '';
  const half = told ? `; half within ${formatMs(told.p50)}, 99 of 100 within ${formatMs(told.p99)}` : '';
  return `${stateText(load)}: ${formatCount(counts.done)} answers${failed}, ${formatPerSecond(perSecond)}${half}`;
}

/** By how much a number is other than that of another load: `+12 %`; empty where nothing can be said. */
export function changeText(now: number, other: number): string {
  if (other === 0 || now === other) return now === other ? '±0 %' : '';
  const percent = ((now - other) / other) * 100;
  const digits = Math.abs(percent) < 10 ? 1 : 0;
  return `${percent > 0 ? '+' : '−'}${Math.abs(percent).toFixed(digits)} %`;
}
