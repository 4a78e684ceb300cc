import type { Failure } from '../../../contract/failure.ts';
import { causeOf, codeOf } from '../failure.ts';

/** The index of a lens has its own bound, so that no lens takes the room of captures. */
export const TOO_MANY: Failure = {
  code: 'TOO_MUCH',
  message: 'There are too many messages: the lens shows the first ones and stops here.',
  hint: 'Nothing captured is lost. Look at raw reads, or at a part of the stream.',
  mends: [],
};

export function notRead(error: unknown): Failure {
  return {
    code: codeOf(error),
    message: 'The capture could not be read back, so the lens stops here.',
    hint: `The system says ${codeOf(error)}.`,
    mends: [],
    cause: causeOf(error),
  };
}
