import { implement, ORPCError } from '@orpc/server';
import { contract } from '../../contract/index.ts';
import type { Failure } from '../../contract/failure.ts';
import { BenchError } from './failure.ts';

/**
 * The contract with nothing behind it yet; services give handlers to its parts. What a handler throws as a
 * {@link BenchError} crosses as the contract's error `FAILED`; anything else is a defect: logged here, and told to the
 * window as an internal error without its insides.
 */
export const dispatcher = implement(contract).use(async ({ next, path }) => {
  try {
    return await next();
  } catch (error) {
    if (error instanceof BenchError) {
      throw new ORPCError<'FAILED', Failure>('FAILED', {
        defined: true,
        data: error.failure,
        message: error.failure.message,
      });
    }
    if (!(error instanceof ORPCError) && !isAbort(error)) console.error(`${path.join('.')}:`, error);
    throw error;
  }
});

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
