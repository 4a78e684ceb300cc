import type { Failure } from '../../contract/failure.ts';

/**
 * Thrown by anything in the bench or a tool that cannot do what was asked; the dispatcher turns it into the contract's
 * error `FAILED`. Everything else that is thrown is a defect of ours and crosses as an internal error.
 */
export class BenchError extends Error {
  readonly failure: Failure;
  constructor(failure: Omit<Failure, 'mends'> & { mends?: Failure['mends'] }) {
    super(failure.message);
    this.name = 'BenchError';
    this.failure = { mends: [], ...failure };
  }
}

/** The part of a Node system error that may cross the bridge. */
export function causeOf(error: unknown): Failure['cause'] {
  if (!(error instanceof Error)) return undefined;
  const { code, syscall, address, port } = error as NodeJS.ErrnoException & {
    address?: string;
    port?: number;
  };
  const cause: NonNullable<Failure['cause']> = {};
  if (typeof code === 'string') cause.code = code;
  if (typeof syscall === 'string') cause.syscall = syscall;
  if (typeof address === 'string') cause.address = address;
  if (typeof port === 'number' && Number.isInteger(port)) cause.port = port;
  return cause;
}

/** The code of a Node system error, or `UNKNOWN`. */
export function codeOf(error: unknown): string {
  return (error instanceof Error && (error as NodeJS.ErrnoException).code) || 'UNKNOWN';
}
