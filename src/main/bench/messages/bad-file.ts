import { BenchError } from '../failure.ts';

/** A file that is refused: `why` says what and where, without an end. */
export const broken = (name: string, why: string, hint?: string): BenchError =>
  new BenchError({
    code: 'BAD_FILE',
    field: 'file',
    message: `${name} can’t be imported: ${why}.`,
    hint: hint ?? 'Nothing was changed.',
  });
