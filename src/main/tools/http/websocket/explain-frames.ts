import type { Failure } from '../../../../contract/failure.ts';
import { codeOf } from '../../../bench/failure.ts';
import { again } from './explain.ts';

/** What it did, and the section of RFC 6455 that forbids it. */
type Wrong = [did: string, section: string];
const WRONG: Record<string, Wrong> = {
  WS_ERR_UNEXPECTED_MASK: ['masked a frame, which only clients may.', '5.1'],
  WS_ERR_EXPECTED_MASK: ['sent a frame without a mask, which clients have to use.', '5.1'],
  WS_ERR_INVALID_UTF8: ['sent a text, or the reason of a close, that is no UTF-8.', '8.1'],
  WS_ERR_INVALID_CLOSE_CODE: ['closed with a code that may not stand in a close.', '7.4.1'],
  WS_ERR_INVALID_OPCODE: ['sent a frame of a kind that there is not, or not in this place.', '5.2'],
  WS_ERR_UNEXPECTED_RSV_1: [
    'sent a compressed frame where none may be: compression was not agreed on, or it does not begin a message.',
    '5.2',
  ],
  WS_ERR_UNEXPECTED_RSV_2_3: ['sent a frame with reserved bits set.', '5.2'],
  WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH: [
    'sent a ping, pong or close longer than 125 bytes, or a close with half a code.',
    '5.5',
  ],
  WS_ERR_EXPECTED_FIN: ['split a ping, a pong or a close.', '5.4'],
};

/** Why a connection that was open is closed here: what the peer did, by which byte of what came it was noticed. */
export function explainFrames(
  error: Error,
  { peer, longest, at }: { peer: 'server' | 'client'; longest: number; at: number },
): Failure {
  const code = codeOf(error);
  const where = ` It is noticed by byte ${at.toLocaleString('en-US')} of what came; see the last frames in the timeline.`;
  const most = `${(longest / 1024 / 1024).toLocaleString('en-US')} MiB`;
  const failure = (did: string, hint: string): Failure => ({
    code,
    message: `The ${peer} ${did}`,
    hint: `${hint}${where}`,
    mends: peer === 'server' ? [again] : [],
  });
  const known = WRONG[code];
  if (known)
    return failure(known[0], `RFC 6455 section ${known[1]} forbids it, and wants the connection closed.`);
  switch (code) {
    case 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH':
      return failure(
        `began a message of more than ${most}.`,
        'So long a one is not taken: it was closed with 1009. What came is in the timeline.',
      );
    case 'WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH':
      return failure(
        'announced a frame of more than 2^53 bytes.',
        'That can’t be meant. It was closed with 1009.',
      );
    case 'WS_ERR_TOO_MANY_BUFFERED_PARTS':
      return failure(
        'sends a message in more pieces than are taken.',
        'More than 16,384 fragments are not meant to be one message. It was closed with 1008.',
      );
    default:
      return code.startsWith('Z_')
        ? failure(
            'sent a compressed message that can’t be decompressed.',
            `It is damaged, or was compressed in another way.${peer === 'server' ? ' Untick Compress messages to do without.' : ''}`,
          )
        : { code, message: 'The connection broke.', hint: error.message, mends: [again] };
  }
}
