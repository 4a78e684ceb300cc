import type { Failure, Mend } from '../../../../contract/failure.ts';
import type { Header } from '../../../../contract/http/exchange.ts';
import { resolved } from '../../../../contract/payload/written-url.ts';
import type { AnswerFacts } from '../client/explain-answer.ts';
import { explainAnswer } from '../client/explain-answer.ts';
import { REQUEST_FORM } from '../client/explain-dial.ts';

/** What the server answered to the handshake. */
export interface HandshakeAnswer {
  status: number;
  reason: string;
  headers: Header[];
  body: Buffer;
  /** All of the body is there. */
  whole: boolean;
}

export const again: Mend = { label: 'Connect again', form: REQUEST_FORM, set: {}, submit: true };

/** A failure of a request, for a WebSocket: there is nothing to send again. */
export const reworded = (failure: Failure): Failure => ({
  ...failure,
  mends: failure.mends.map((mend) => ({
    ...mend,
    label: mend.label.replace(/^Send again$/, 'Connect again').replace(/^Send\b/, 'Connect'),
  })),
});

export const noAnswer = (ms: number): Failure => ({
  code: 'TIMED_OUT',
  field: 'timeout',
  message: `The handshake was not answered within ${ms < 1000 ? `${ms} ms` : `${ms / 1000} s`}.`,
  hint: 'The connection is there, but what the server sent, if anything, is no whole answer; see the timeline.',
  mends: [{ label: 'Wait 5 minutes', form: REQUEST_FORM, set: { timeoutMs: 300_000 }, submit: true }, again],
});

/** Why an answer is no WebSocket. */
export function refusedBy({ status, reason, headers }: HandshakeAnswer, url: URL): Failure {
  const said = `${status} ${reason}`.trim();
  const value = (name: string) => headers.find((header) => header.name.toLowerCase() === name)?.value;
  const failure = (code: string, hint: string, more: Partial<Failure> = {}): Failure => ({
    code,
    message: `The server answered ${said} in place of 101: it did not begin a WebSocket.`,
    hint,
    mends: [again],
    ...more,
  });
  const location = value('location');
  if (status >= 300 && status < 400 && location !== undefined) {
    const to = resolved(location, url);
    return failure('REDIRECTED', `It leads to ${location}. A WebSocket follows no redirects by itself.`, {
      mends: to
        ? [{ label: `Connect to ${to.href}`, form: REQUEST_FORM, set: { url: to.href }, submit: true }]
        : [again],
    });
  }
  const versions = value('sec-websocket-version');
  if (versions !== undefined && !versions.split(/[\s,]+/).includes('13'))
    return failure(
      'NO_UPGRADE',
      `It speaks the version ${versions} of WebSocket; the one of RFC 6455 is 13.`,
    );
  if (status === 401 || status === 407)
    return failure(
      'UNAUTHORIZED',
      'It wants to know who asks: fill in Auth, or look at what it wants in its answer.',
      {
        field: 'user',
      },
    );
  if (status === 403)
    return failure(
      'FORBIDDEN',
      'It does not let you in. Many servers look at the header Origin, which can be set under Headers.',
    );
  if (status === 404)
    return failure(
      'NO_UPGRADE',
      'There is nothing under this path. Servers have their WebSocket under a path of its own.',
      {
        field: 'url',
      },
    );
  if (status >= 200 && status < 300)
    return failure('NO_UPGRADE', 'It answers with a page: what is under this URL is no WebSocket.', {
      field: 'url',
    });
  if (status >= 500) return failure('NO_UPGRADE', 'Something is wrong on its side; its answer may say what.');
  return failure('NO_UPGRADE', 'Its answer, below, may say what it misses.');
}

/** What is wrong with an answer of 101, by what `ws` says of it. */
const HANDSHAKES: Record<
  string,
  (asked: string, got: string) => [code: string, message: string, hint: string]
> = {
  'Invalid Upgrade header': () => [
    'BAD_UPGRADE',
    'The server answered 101, but not that it goes over to a WebSocket.',
    'The header Upgrade of its answer has to say websocket (RFC 6455 section 4.2.2).',
  ],
  'Invalid Sec-WebSocket-Accept header': () => [
    'BAD_ACCEPT',
    'The server’s Sec-WebSocket-Accept does not fit the key it was sent.',
    'It is a hash of Sec-WebSocket-Key that only shows that it understands WebSocket. It does not, or a cache answers in its place.',
  ],
  'Server sent a subprotocol but none was requested': (_, got) => [
    'BAD_PROTOCOL',
    `The server chose the subprotocol ${got}, and none was offered.`,
    'Offer it under Protocols, if it is what you want to speak.',
  ],
  'Server sent an invalid subprotocol': (asked, got) => [
    'BAD_PROTOCOL',
    `The server chose the subprotocol ${got}, which was not offered.`,
    `Offered was: ${asked}.`,
  ],
  'Server sent no subprotocol': (asked) => [
    'BAD_PROTOCOL',
    'The server chose none of the subprotocols that were offered.',
    `Offered was: ${asked}. Offer another one under Protocols, or none.`,
  ],
  'Server sent a Sec-WebSocket-Extensions header but no extension was requested': () => [
    'BAD_EXTENSION',
    'The server chose an extension, and none was offered.',
    'Tick Compress messages if it means permessage-deflate.',
  ],
  'Server indicated an extension that was not requested': () => [
    'BAD_EXTENSION',
    'The server chose an extension that was not offered.',
    'Only permessage-deflate was. Untick Compress messages, so that none is offered.',
  ],
  'Invalid Sec-WebSocket-Extensions header': () => [
    'BAD_EXTENSION',
    'The server’s answer on extensions can’t be read, or names what was not offered.',
    'Untick Compress messages, so that none is offered.',
  ],
};

/** Why the handshake failed though it was answered by 101, or was no HTTP. */
export function explainHandshake(error: Error, facts: AnswerFacts, asked: string, got: string): Failure {
  const known = HANDSHAKES[error.message];
  if (!known) return reworded(explainAnswer(error, facts).failure);
  const [code, message, hint] = known(asked, got);
  return { code, message, hint, field: code === 'BAD_PROTOCOL' ? 'protocols' : undefined, mends: [again] };
}
