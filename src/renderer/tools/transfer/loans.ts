import type { BenchState } from '../../bridge/bench-store.ts';
import { useBench } from '../../bridge/bench-store.ts';

/**
 * Files that this page lends, by what reads them: a transfer may be resumed, and a listener sends to whoever comes, so
 * they are lent until what reads them has left the bench.
 */
const lent = new Map<string, { release(): void; known: boolean }>();

/** `reader`: the session or listener that reads what `release` takes back. */
export function lendTo(reader: string, release: () => void): void {
  lent.set(reader, { release, known: false });
}

/** A transfer that goes on where another broke reads the same files. */
export function lendOn(before: string, next: string): void {
  const loan = lent.get(before);
  if (loan) lent.set(next, { release: loan.release, known: false });
}

/** Takes back what nobody reads any more. Called once, before the first screen. */
export function followLoans(): void {
  useBench.subscribe((now, before) => {
    if (now.shape === before.shape) return;
    for (const [reader, loan] of lent) {
      if (isThere(now, reader)) loan.known = true;
      // The answer to a call may come before the news.
      else if (loan.known) lent.delete(reader);
      else continue;
      if (![...lent.values()].some(({ release }) => release === loan.release)) loan.release();
    }
  });
}

function isThere({ sessions, listeners }: BenchState, reader: string): boolean {
  if (sessions.has(reader) || listeners.has(reader)) return true;
  for (const { listener } of sessions.values()) if (listener === reader) return true;
  return false;
}
