import type { Failure } from '../../contract/failure.ts';
import { causeOf, codeOf } from '../bench/failure.ts';

/** Why one client could not be accepted; the listener goes on. */
export function explainAccept(error: unknown): Failure {
  const code = codeOf(error);
  const full = code === 'EMFILE' || code === 'ENFILE';
  return {
    code,
    message: full
      ? 'A client could not be accepted: the system lets no more files and sockets be open.'
      : `A client could not be accepted: the system says ${code}.`,
    hint: full
      ? 'Close some sessions, or raise the limit of open files (ulimit -n).'
      : 'The listener goes on.',
    mends: [],
    cause: causeOf(error),
  };
}

/** Why an open connection ended without a close. */
export function explainBroken(error: unknown): Failure {
  const code = codeOf(error);
  const cause = causeOf(error);
  const of = (message: string, hint: string): Failure => ({ code, message, hint, mends: [], cause });
  switch (code) {
    case 'ECONNRESET':
      return of(
        'The peer reset the connection.',
        'It closed with data unread, crashed, or something between reset it. What came before is kept.',
      );
    case 'EPIPE':
      return of('The peer had closed already when more was sent.', 'What was sent last did not arrive.');
    case 'ETIMEDOUT':
      return of(
        'The peer stopped answering.',
        'The system gave up sending, or keep-alive found the peer gone.',
      );
    default:
      return of('The connection broke.', `The system says ${code}.`);
  }
}
