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
  const told = (error: unknown): unknown => {
    if (error instanceof BenchError) {
      return new ORPCError<'FAILED', Failure>('FAILED', {
        defined: true,
        data: error.failure,
        message: error.failure.message,
      });
    }
    if (!(error instanceof ORPCError) && !isAbort(error)) console.error(`${path.join('.')}:`, error);
    return error;
  };
  try {
    const result = await next();
    // A stream fails later than the call that began it.
    if (isStream(result.output)) result.output = eachTold(result.output, told);
    return result;
  } catch (error) {
    throw told(error);
  }
});

async function* eachTold(stream: AsyncIterable<unknown>, told: (error: unknown) => unknown) {
  try {
    yield* stream;
  } catch (error) {
    throw told(error);
  }
}

const isStream = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
