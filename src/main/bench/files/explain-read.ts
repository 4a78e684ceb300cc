import { BenchError, causeOf, codeOf } from '../failure.ts';

const WHY: Record<string, string> = {
  ENOENT: 'there is no such file on the machine where Wirebench runs',
  ENOTDIR: 'a part of its path is no folder',
  EACCES: 'Wirebench may not read it',
  EPERM: 'Wirebench may not read it',
  ELOOP: 'it is a link that leads in a circle',
  ENAMETOOLONG: 'its path is too long for the system',
  ESPIPE: 'it is no regular file',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open on this machine',
  EIO: 'the disk could not read it',
  ESTALE: 'it is on a network disk that lost it',
};

/** Why a file can’t be read, as the end of a sentence, without a full stop. */
export const whyUnreadable = (error: unknown): string =>
  WHY[codeOf(error)] ?? `the system says ${codeOf(error)}`;

/** What the file system said about a file that is to be sent, with the file’s name. */
export function unreadable(error: unknown, path: string): BenchError {
  if (error instanceof BenchError) return error;
  return new BenchError({
    code: codeOf(error),
    field: 'file',
    message: `${path} can’t be sent: ${whyUnreadable(error)}.`,
    cause: causeOf(error),
  });
}

/** A file is not any more what it was when it was listed. */
export const fileChanged = (path: string, how: string): BenchError =>
  new BenchError({
    code: 'FILE_CHANGED',
    message: `${path} changed while it was sent: ${how}.`,
    hint: 'Send it again when nothing writes to it any more.',
  });
