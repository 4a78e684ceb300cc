import { BenchError } from '../../../bench/failure.ts';
import type { AnswerBody } from './answer-body.ts';
import type { Exchange } from './exchange.ts';
import { REQUEST_FORM, retry } from './explain-dial.ts';
import type { HopRecord } from './hop.ts';

const seconds = (ms: number) => (ms < 1000 ? `${ms} ms` : `${ms / 1000} s`);
const LONGER = { label: 'Wait 5 minutes', form: REQUEST_FORM, set: { timeoutMs: 300_000 }, submit: true };
const UNLIMITED = {
  label: 'Wait without a limit',
  form: REQUEST_FORM,
  set: { idleMs: 0 },
  submit: true,
};

export function noAnswer(ms: number, received: number, hop: HopRecord): BenchError {
  const sent = hop.sent !== null;
  // Over HTTP/2 what came may be of the connection, and an interim answer is no part of the one that is waited for.
  const begun = received > 0 && hop.version !== '2' && hop.informational.length === 0;
  return new BenchError({
    code: 'TIMED_OUT',
    field: 'timeout',
    message: !sent
      ? `The server took no more of the request for ${seconds(ms)}.`
      : begun
        ? `The head of the answer did not end within ${seconds(ms)}.`
        : `No answer came within ${seconds(ms)}.`,
    hint: !sent
      ? 'It may be busy, or wait for something else.'
      : begun
        ? 'A part of it came; see Wire. The server stopped in the middle, or sends very slowly.'
        : 'The connection is there, so the server is at work on it, or it waits for something else.',
    mends: [LONGER, retry],
  });
}

/** Nothing more came of an answer that had begun. */
export function stalled(ms: number, { received }: AnswerBody, expected: number | null): BenchError {
  const of = expected === null ? '' : ` of ${expected.toLocaleString('en-US')}`;
  return new BenchError({
    code: 'TIMED_OUT',
    field: 'silence',
    message: `Nothing more of the answer came for ${seconds(ms)}.`,
    hint: `${received.toLocaleString('en-US')}${of} bytes of its body are here and kept. The server stopped sending without an end.`,
    mends: [UNLIMITED, retry],
  });
}

export function tooMany(exchange: Exchange, most: number, next: URL): BenchError {
  const seen = exchange.hops.filter((hop) => hop.toHop().url === next.href).length;
  return new BenchError({
    code: 'TOO_MANY_REDIRECTS',
    field: 'redirects',
    message:
      most === 0
        ? 'The server redirects, and no redirect is to be followed.'
        : `The server redirected more than ${most === 1 ? 'once' : `${most} times`}.`,
    hint:
      seen > 0
        ? `It goes round: ${next.href} came up ${seen === 1 ? 'once' : `${seen} times`} before.`
        : `The next address would be ${next.href}.`,
    mends: [
      { label: 'Show the first answer', form: REQUEST_FORM, set: { followRedirects: false }, submit: true },
      ...(seen > 0
        ? []
        : [{ label: 'Follow up to 50', form: REQUEST_FORM, set: { maxRedirects: 50 }, submit: true }]),
    ],
  });
}
