import { BenchError, causeOf, codeOf } from '../failure.ts';

const REASONS: Record<string, [message: string, hint: string]> = {
  ENOSPC: ['The disk is full', 'Free some space, or receive into a folder on another disk.'],
  EDQUOT: ['Your share of the disk is used up', 'Free some space, or receive into a folder on another disk.'],
  EFBIG: ['The disk takes no file of this size', 'Receive into a folder on another disk.'],
  EACCES: ['The folder may not be written to', 'Change its permissions, or choose another folder.'],
  EPERM: ['The system does not allow it', 'Choose another folder.'],
  EROFS: ['The disk can only be read', 'Choose a folder on another disk.'],
  ENAMETOOLONG: ['Its name is too long for this disk', 'Choose a folder that is not as deep.'],
  ENOENT: ['The folder is not there any more', 'Choose another folder.'],
  EILSEQ: ['Its name can’t be written on this disk', 'Choose a folder on another disk.'],
  EINVAL: ['Its name can’t be written on this disk', 'Choose a folder on another disk.'],
  EMFILE: ['Too many files are open', 'End other transfers first.'],
  EIO: ['The disk reports an error', 'Choose a folder on another disk.'],
};
const FULL = new Set(['ENOSPC', 'EDQUOT']);

/** What the system said about a file of the other side, as a failure that names the file. Everything else stays what it is. */
export function notReceived(path: string, error: unknown): unknown {
  const cause = causeOf(error);
  // What neither the system nor we have said is a defect.
  if (error instanceof BenchError || cause?.syscall === undefined) return error;
  const code = codeOf(error);
  const [what, hint] = REASONS[code] ?? ['It could not be written', `The system says ${code}.`];
  return new BenchError({
    code: FULL.has(code) ? 'DISK_FULL' : code,
    message: `${shown(path)}: ${what}.`,
    hint,
    cause,
  });
}

/** Refused or given up for a reason of our own. */
export const refused = (code: string, path: string, why: string, hint?: string) =>
  new BenchError({ code, message: `${shown(path)}: ${why}`, ...(hint === undefined ? {} : { hint }) });

/** A path of the other side in a sentence: quoted, with nothing in it that steers, and not endless. */
export function shown(path: string): string {
  const text = JSON.stringify(path.length > 300 ? `${path.slice(0, 300)}…` : path).slice(1, -1);
  return `“${text.replaceAll('\\"', '"')}”`;
}
