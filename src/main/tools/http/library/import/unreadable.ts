import { BenchError } from '../../../../bench/failure.ts';

export const NO_CHANGE = 'Nothing was changed.';

/** A file that can’t be taken over; `why` says what and where, without an end. */
export const unreadable = (name: string, why: string, hint = NO_CHANGE): BenchError =>
  new BenchError({
    code: 'BAD_FILE',
    field: 'file',
    message: `${name} can’t be imported: ${why.replace(/\.$/, '')}.`,
    hint,
  });
