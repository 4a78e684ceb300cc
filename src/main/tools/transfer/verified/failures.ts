import type { Failure } from '../../../../contract/failure.ts';
import { BenchError } from '../../../bench/failure.ts';
import type { Fault } from './frames.ts';

/** How a transfer in verified mode can break, in words. Codes are stable. */

const RESUME = 'What has arrived is kept: resume carries on from there.';

export const cancelledHere = () =>
  new BenchError({ code: 'CANCELLED', message: 'The transfer was cancelled.', hint: RESUME });

export const endedEarly = (peer: string) =>
  new BenchError({
    code: 'ENDED_EARLY',
    message: `The other side (${peer}) closed the connection before the transfer was complete.`,
    hint: RESUME,
  });

export const silent = (peer: string, ms: number) =>
  new BenchError({
    code: 'SILENT',
    message: `Nothing was heard from the other side (${peer}) for ${Math.round(ms / 1000)} s.`,
    hint: `It may have stopped, or the network may be gone. ${RESUME}`,
  });

export const noHello = (peer: string, ms: number) =>
  new BenchError({
    code: 'NO_HELLO',
    message: `The other side (${peer}) said nothing within ${Math.round(ms / 1000)} s.`,
    hint: 'Verified mode needs Wirebench at both ends. For nc, tar or a program of your own take Plain or Tar.',
  });

export const otherLanguage = (peer: string, what: string) =>
  new BenchError({
    code: 'NOT_WIREBENCH',
    message: `The other side (${peer}) speaks ${what}.`,
    hint: what.startsWith('version')
      ? 'Use the same version of Wirebench at both ends.'
      : 'Verified mode needs Wirebench at both ends, in verified mode. For other programs take Plain or Tar.',
  });

export const sameRole = (role: 'send' | 'receive') =>
  new BenchError({
    code: 'SAME_ROLE',
    message: `Both sides want to ${role}.`,
    hint: 'One side has to be a Send, the other a Receive.',
  });

export const wrongRole = (role: string) =>
  new BenchError({
    code: 'WRONG_ROLE',
    message: `The other side wants “${role}”, which this one did not expect.`,
    hint: 'Both sides have to be a file transfer in verified mode.',
  });

/** The other side says what can’t be; the connection is of no use any more. */
export const untrue = (what: string) =>
  new BenchError({
    code: 'PROTOCOL',
    message: `The other side broke the rules of the format: ${what}.`,
    hint: 'It may be another version, have a defect, or mean harm. Nothing was written under a final name for it.',
  });

export function unreadable({ kind, detail }: Fault): BenchError {
  switch (kind) {
    case 'damaged':
      return new BenchError({
        code: 'DAMAGED',
        message: `Bytes were changed on the way: the check of ${detail.startsWith('the ') ? detail : `a frame (${detail})`} does not hold.`,
        hint: `Something between the two ends changes what passes. ${RESUME}`,
      });
    case 'unknown':
      return untrue(`a frame of type ${detail} is not known to version 1`);
    case 'too-long':
      return untrue(`a frame (${detail}) is longer than 1 MiB`);
    case 'no-json':
      return untrue(`a frame (${detail}) does not hold JSON`);
  }
}

/** The other side gave up, and said so. */
export class StoppedThere extends Error {
  readonly failure: Failure;
  constructor(why: string, cancelled: boolean) {
    super(why);
    this.failure = {
      code: cancelled ? 'CANCELLED_THERE' : 'STOPPED_THERE',
      message: cancelled ? 'The other side cancelled the transfer.' : `The other side stopped: ${why}`,
      hint: RESUME,
      mends: [],
    };
  }
}

/** Any error as a sentence about one file. */
export const sentence = (error: unknown): string =>
  error instanceof BenchError
    ? error.failure.message
    : error instanceof Error
      ? error.message
      : String(error);

export const isCode = (error: unknown, ...codes: string[]): boolean =>
  (error instanceof BenchError && codes.includes(error.failure.code)) ||
  (error instanceof Error && codes.includes((error as NodeJS.ErrnoException).code ?? ''));
