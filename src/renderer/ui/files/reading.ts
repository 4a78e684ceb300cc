import { create } from 'zustand';
import { isAbort, toFailure } from '../../bridge/failure.ts';
import { announce } from '../announce.ts';
import { formatCount } from '../format.ts';
import type { Chosen, Taken } from './chosen.ts';

/** Folders that the page is walking through, and what the last ones came to. */
interface Reading {
  /** Files so far; null while nothing is read. */
  files: number | null;
  stop: AbortController;
  /** What could not be taken of the last drop, as a sentence. */
  problem: string | null;
}

export const useReading = create<Reading>(() => ({
  files: null,
  stop: new AbortController(),
  problem: null,
}));

/** Told to the window now and then: a folder may hold 100,000 files. */
const TELL_EVERY = 100;
let count = 0;

export function countRead(): void {
  count++;
  if (count % TELL_EVERY === 0) useReading.setState({ files: count });
}

export const cancelReading = (): void => useReading.getState().stop.abort();

/**
 * Gives what a drop or a dialog comes to to `take`. What can’t be read is said, and the rest is taken. A second one
 * takes the place of one that is still read.
 */
export async function reading(
  work: (signal: AbortSignal) => Promise<Taken>,
  take: (chosen: Chosen[]) => void,
): Promise<void> {
  cancelReading();
  const stop = new AbortController();
  count = 0;
  useReading.setState({ files: 0, stop, problem: null });
  try {
    const { chosen, notTaken } = await work(stop.signal);
    if (stop.signal.aborted) return;
    if (chosen.length > 0) take(chosen);
    if (notTaken.length > 0) useReading.setState({ problem: problemOf(notTaken) });
  } catch (error) {
    if (stop.signal.aborted || isAbort(error)) return;
    const problem = toFailure(error).message;
    useReading.setState({ problem });
    announce(problem);
  } finally {
    if (useReading.getState().stop === stop) useReading.setState({ files: null });
  }
}

function problemOf(notTaken: Taken['notTaken']): string {
  const [first] = notTaken;
  const rest = notTaken.length - 1;
  const others = rest === 0 ? '' : ` So ${rest === 1 ? 'was 1 other' : `were ${formatCount(rest)} others`}.`;
  const problem = `${first?.path} was left out: ${first?.why}${others}`;
  announce(problem);
  return problem;
}
