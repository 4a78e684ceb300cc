import { BenchError, causeOf, codeOf } from './failure.ts';

/** Explains what the file system said when a file was saved; everything else stays what it is. */
export function notSaved(error: unknown): never {
  const cause = causeOf(error);
  if (error instanceof BenchError || !cause?.syscall) throw error;
  const code = codeOf(error);
  throw new BenchError({
    code,
    message:
      code === 'ENOSPC' ? 'The disk is full, so the file was not saved.' : 'The file could not be written.',
    hint:
      code === 'ENOSPC'
        ? 'Free some space, or save to another disk.'
        : `The system says ${code}. Save it elsewhere.`,
    cause,
  });
}
