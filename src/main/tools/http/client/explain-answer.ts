import type { Failure } from '../../../../contract/failure.ts';
import { BenchError, causeOf, codeOf } from '../../../bench/failure.ts';
import { REQUEST_FORM, retry } from './explain-dial.ts';

/** What is known of an answer that went wrong. */
export interface AnswerFacts {
  /** Bytes of it that came. */
  received: number;
  /** Where it begins in the capture. */
  inFrom: number;
  /** Why the connection broke. */
  broken: Failure | null;
  lenient: boolean;
  /** The connection carried other requests before. */
  reused: boolean;
  /** All of the request is on its way. */
  sent: boolean;
  /** Of one whose head has come. */
  body: { expected: number | null } | null;
  url: URL;
}

export const tooManyInformational = (): BenchError =>
  new BenchError({
    code: 'TOO_MANY_INFORMATIONAL',
    message: 'The server sends one interim answer (1xx) after the other, and no final one.',
    hint: 'The connection was closed after 16 of them.',
    mends: [retry],
  });

/** Why there is no answer, or no more of it, as an error to be thrown. */
export function explainAnswer(error: unknown, facts: AnswerFacts): BenchError {
  if (error instanceof BenchError) return error;
  return new BenchError(failureOf(error, facts));
}

function failureOf(error: unknown, facts: AnswerFacts): Failure {
  const code = codeOf(error);
  const cause = causeOf(error);
  if (code.startsWith('HPE_')) return { ...malformed(error as ParseError, facts), cause };
  if (code === 'ERR_UNESCAPED_CHARACTERS' || code === 'ERR_INVALID_CHAR' || code === 'ERR_INVALID_HTTP_TOKEN')
    return {
      code,
      message: `The request can’t be written: ${(error as Error).message}.`,
      hint: 'Look at the method, the URL and the headers.',
      field: code === 'ERR_UNESCAPED_CHARACTERS' ? 'url' : 'headers',
      mends: [],
      cause,
    };
  return { ...ended(code, facts), cause };
}

/** The connection ended too soon. */
function ended(code: string, { broken, received, body, reused, sent }: AnswerFacts): Failure {
  const why = broken ? ` ${broken.message}` : '';
  const of = (message: string, hint: string): Failure => ({
    code: broken?.code ?? code,
    message,
    hint,
    mends: [retry],
  });
  if (body) {
    const expected = body.expected === null ? '' : ` It announced ${count(body.expected)} (Content-Length).`;
    return {
      ...of(
        'The answer ended before it was whole.',
        `The server closed the connection in the middle of it.${expected}${why} What came is kept.`,
      ),
      code: broken?.code ?? 'CUT_SHORT',
    };
  }
  if (received > 0)
    return {
      ...of(
        'The server closed the connection before the head of its answer had ended.',
        `${count(received)} came; see Wire.${why}`,
      ),
      code: broken?.code ?? 'CUT_SHORT',
    };
  return {
    ...of(
      sent
        ? 'The server closed the connection without an answer.'
        : 'The server closed the connection before it had the whole request.',
      reused
        ? `It may have given up this connection, which was open from before, in the same moment.${why}`
        : `It may want TLS (https), or nothing of this request.${why}`,
    ),
    code: broken?.code ?? 'NO_ANSWER',
  };
}

/** An error of Node’s parser. */
interface ParseError extends Error {
  code: string;
  reason?: string;
  bytesParsed?: number;
  rawPacket?: Buffer;
}

const LENIENT = {
  label: 'Read it leniently',
  form: REQUEST_FORM,
  set: { lenient: true },
  submit: true,
};

/** What is wrong, by the parser’s code; where it can be read all the same, the third is true. */
const WRONG: Record<string, [message: string, hint: string, lenient: boolean]> = {
  HPE_INVALID_CONSTANT: [
    'The answer does not begin as HTTP does.',
    'Something else than HTTP/1 may listen there.',
    false,
  ],
};

function malformed(error: ParseError, { received, lenient }: AnswerFacts): Failure {
  const [message, hint, can] = WRONG[error.code] ?? ['The answer breaks the rules of HTTP/1.1.', '', true];
  const at = Math.max(0, received - (error.rawPacket?.length ?? 0)) + (error.bytesParsed ?? 0);
  return {
    code: error.code,
    message,
    hint: [hint, `It breaks at byte ${at} of the answer: ${error.reason ?? error.message}.`]
      .filter(Boolean)
      .join(' '),
    mends: can && !lenient ? [LENIENT, retry] : [retry],
  };
}

const count = (bytes: number) => (bytes === 1 ? '1 byte' : `${bytes.toLocaleString('en-US')} bytes`);
