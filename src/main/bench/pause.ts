import { setTimeout as timer } from 'node:timers/promises';

/** Waits so long, in milliseconds, or until `signal` aborts, which whoever waits looks at next. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  // All that it ever rejects with is the abort.
  await timer(ms, undefined, { signal }).catch(() => undefined);
}
