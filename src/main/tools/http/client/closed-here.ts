import { BenchError } from '../../../bench/failure.ts';
import { retry } from './explain-dial.ts';

/** The user closed a connection that was in use. */
export const closedHere = (): BenchError =>
  new BenchError({
    code: 'CLOSED_HERE',
    message: 'The connection was closed here.',
    hint: 'What came before is kept.',
    mends: [retry],
  });
