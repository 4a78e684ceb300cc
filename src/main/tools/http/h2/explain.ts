import { errorMeaning, errorName } from '../../../../contract/payload/http2/words.ts';
import type { Failure, Mend } from '../../../../contract/failure.ts';
import { BenchError, causeOf, codeOf } from '../../../bench/failure.ts';
import { REQUEST_FORM, retry, tlsBroke } from '../client/explain-dial.ts';

/** What is known of a stream that went wrong. */
export interface StreamFacts {
  /** What the server said when it reset the stream; null: it did not. */
  reset: number | null;
  /** What it said when it gave up the connection (GOAWAY). */
  goaway: Goaway | null;
  /** Why the connection broke. */
  broken: Failure | null;
  /** The first bytes that it sent at all. */
  first: Buffer | null;
  stream: number | null;
  /** The head of the answer has come. */
  answered: boolean;
  /** The connection carried other requests before. */
  reused: boolean;
  /** What its head says of how long it is, and what came of it. */
  length: { said: number; came: number } | null;
}

export interface Goaway {
  code: number;
  last: number;
  debug: string;
}

/** HTTP_1_1_REQUIRED (RFC 9113 section 7). */
const WANTS_HTTP1 = 13;

const WITH_1: Mend = {
  label: 'Send with HTTP/1.1',
  form: REQUEST_FORM,
  set: { version: '1.1' },
  submit: true,
};

/** `CANCEL (8): it is not wanted any more` */
function meaning(code: number): string {
  const means = errorMeaning(code);
  return means ? `${errorName(code)}: ${means}` : errorName(code);
}

/** What a GOAWAY says, as a sentence. */
export function goawayText({ code, last, debug }: Goaway): string {
  const said = debug ? ` It says: “${debug}”.` : '';
  return `The server takes no new requests on this connection: ${meaning(code)}. The last it looks at is stream ${last}.${said}`;
}

/** Why there is no answer, or no more of it, as an error to be thrown. */
export function explainStream(error: unknown, facts: StreamFacts): BenchError {
  if (error instanceof BenchError) return error;
  return new BenchError(failureOf(error, facts));
}

/** nghttp2 gives up a body that is not as long as its head says, and does not tell that it does so for that. */
const otherLength = ({ length }: StreamFacts): string =>
  length && length.said !== length.came
    ? `Its Content-Length says ${length.said.toLocaleString('en-US')} bytes, and the body is not so long. `
    : '';

function failureOf(error: unknown, facts: StreamFacts): Failure {
  const { reset, goaway, broken, first, answered, reused, stream } = facts;
  const code = codeOf(error);
  const cause = error === null ? undefined : causeOf(error);
  const failed = (more: Omit<Failure, 'mends'> & { mends?: Mend[] }): Failure => ({
    mends: [retry],
    ...(cause && { cause }),
    ...more,
  });
  if (/^ERR_(INVALID|HTTP2_(INVALID|HEADER|CONNECT|PSEUDO|FORBIDDEN))/.test(code))
    return failed({
      code,
      message: `The request can’t be written for HTTP/2: ${(error as Error).message}.`,
      hint: 'Look at the method and the headers.',
      field: 'headers',
      mends: [WITH_1],
    });
  if (first && first.toString('latin1').startsWith('HTTP/1'))
    return failed({
      code: 'NO_HTTP2',
      message: 'The server speaks HTTP/1.1 here, not HTTP/2.',
      hint: 'Without TLS nothing is agreed on: HTTP/2 begins with prior knowledge. What it answered is in Wire.',
      field: 'version',
      mends: [WITH_1],
    });
  const tls = answered ? null : tlsBroke(broken);
  if (tls) return failed(tls);
  const short = answered ? 'The answer ended before it was whole.' : '';
  const kept = answered ? ' All that came is in Wire.' : '';
  if (reset !== null)
    return failed({
      code: answered ? 'CUT_SHORT' : 'RESET_STREAM',
      message: short || `The server reset the stream instead of answering: ${errorName(reset)}.`,
      hint: `It says ${meaning(reset)}.${kept}`,
      mends: reset === WANTS_HTTP1 ? [WITH_1] : [retry],
    });
  if (goaway && (goaway.code !== 0 || (stream !== null && stream > goaway.last))) {
    const looked = stream === null || stream > goaway.last;
    return failed({
      // It was not looked at, so it may be sent again.
      code: answered ? 'CUT_SHORT' : looked && goaway.code === 0 ? 'NO_ANSWER' : 'GOAWAY',
      message: short || `The server gave up the connection: ${errorName(goaway.code)}.`,
      hint: `${goawayText(goaway)}${kept}`,
    });
  }
  if (code === 'ERR_HTTP2_STREAM_ERROR' || code === 'ERR_HTTP2_ERROR' || code === 'ERR_HTTP2_SESSION_ERROR')
    return failed({
      code: 'BROKEN_HTTP2',
      message: 'What the server sent breaks the rules of HTTP/2.',
      hint: `${first ? '' : 'Nothing of it could be read. '}${otherLength(facts)}It was given up with: ${(error as Error).message}.${kept}`,
      mends: [WITH_1, retry],
    });
  if (
    code === 'ERR_HTTP2_STREAM_CANCEL' ||
    code === 'ERR_HTTP2_INVALID_SESSION' ||
    code === 'UNKNOWN' ||
    broken
  )
    return failed({
      code: broken?.code ?? (answered ? 'CUT_SHORT' : 'NO_ANSWER'),
      message: short || 'The server closed the connection without an answer.',
      hint: [
        broken?.message ?? 'It ended the connection without saying why.',
        reused && !answered ? 'It may have given it up in the same moment.' : '',
        kept.trim(),
      ]
        .filter(Boolean)
        .join(' '),
    });
  return failed({
    code: code === 'UNKNOWN' ? 'NO_ANSWER' : code,
    message: short || 'The request could not be carried out over HTTP/2.',
    hint: `${error instanceof Error ? error.message : String(error)}.${kept}`,
  });
}
