import type { Failure } from '../../../contract/failure.ts';
import type { TransferSession } from '../../../contract/tools/transfer.ts';
import { BenchError, causeOf, codeOf } from '../../bench/failure.ts';

export type Outcome = NonNullable<TransferSession['details']['outcome']>;

/** How the session ended, in short. */
export const CLOSED: { [outcome in Outcome]: string } = {
  whole: 'done',
  part: 'done in part',
  cancelled: 'cancelled',
  broken: 'broken off',
};

/** Whether it is by the will of the user at the other end. */
export const isCancel = ({ code }: Failure): boolean => code === 'CANCELLED_THERE';

/** What broke a transfer, in words. What is no failure that was foreseen is logged as a defect. */
export function failureOf(error: unknown): Failure {
  if (error instanceof BenchError) return error.failure;
  console.error('transfer:', error);
  return {
    code: codeOf(error),
    message: 'The transfer ended by an error that was not foreseen.',
    hint: `The system says ${codeOf(error)}. What is half there is kept for a later try.`,
    mends: [],
    cause: causeOf(error),
  };
}
