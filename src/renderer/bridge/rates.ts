import { useEffect } from 'react';
import { create } from 'zustand';
import { useBench } from './bench-store.ts';
import { getClient } from './connection.ts';

/**
 * Bytes per second of the last minute, for the sessions whose picture is on the screen. They are asked for once a
 * second, all in one call, and only while there can be something new: a minute after its last byte a picture is flat.
 */
export interface Rates {
  readonly in: readonly number[];
  readonly out: readonly number[];
}

const EVERY_MS = 1000;
const PICTURE_MS = 62_000;
const MOST = 200;
const FLAT: Rates = { in: [], out: [] };

const useRatesStore = create<{ rates: ReadonlyMap<string, Rates> }>(() => ({ rates: new Map() }));
const shown = new Map<string, { viewers: number; bytes: number; movedAt: number }>();
let timer: ReturnType<typeof setInterval> | undefined;
let asking = false;

/** The rates of a session, kept fresh while the component that asks is drawn. */
export function useRates(session: string): Rates {
  useEffect(() => watch(session), [session]);
  return useRatesStore((s) => s.rates.get(session)) ?? FLAT;
}

function watch(session: string): () => void {
  const entry = shown.get(session) ?? { viewers: 0, bytes: -1, movedAt: 0 };
  entry.viewers += 1;
  shown.set(session, entry);
  timer ??= setInterval(() => void ask(), EVERY_MS);
  return () => {
    entry.viewers -= 1;
    if (entry.viewers > 0) return;
    shown.delete(session);
    if (shown.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

async function ask(): Promise<void> {
  if (asking || document.hidden) return;
  const sessions = moving(Date.now());
  if (sessions.length === 0) return;
  asking = true;
  try {
    const answer = await getClient().capture.rates({ sessions });
    const rates = new Map([...useRatesStore.getState().rates].filter(([id]) => shown.has(id)));
    for (const { session, in: received, out } of answer.rates) rates.set(session, { in: received, out });
    useRatesStore.setState({ rates });
  } catch (error) {
    // A picture is not worth a message; the connection says itself when it is lost.
    console.debug('no rates', error);
  } finally {
    asking = false;
  }
}

function moving(now: number): string[] {
  const { sessions } = useBench.getState();
  const ids: string[] = [];
  for (const [id, entry] of shown) {
    const counts = sessions.get(id)?.counts;
    if (!counts) continue;
    const bytes = counts.bytesIn + counts.bytesOut;
    if (bytes !== entry.bytes) {
      entry.bytes = bytes;
      entry.movedAt = now;
    }
    if (bytes > 0 && now - entry.movedAt < PICTURE_MS && ids.length < MOST) ids.push(id);
  }
  return ids;
}
