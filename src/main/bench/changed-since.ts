import { revisionOf } from '../../contract/payload/revision.ts';
import { BenchError } from './failure.ts';

/**
 * Throws CHANGED where what is kept is no longer what was read as `was` by somebody who now saves it: then the first of
 * two who edit the same thing would lose it without a word. `what` as it is named in a sentence.
 */
export function refuseIfChanged(what: string, kept: unknown, was: string | undefined): void {
  if (was === undefined || (kept !== undefined && kept !== null && revisionOf(kept) === was)) return;
  throw new BenchError({
    code: 'CHANGED',
    message: `${what} was ${kept === undefined || kept === null ? 'removed' : 'changed'} in another window meanwhile.`,
    hint: 'Nothing was saved, and what is written here is still here.',
  });
}
