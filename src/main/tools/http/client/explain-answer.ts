import type { Failure, Mend } from '../../../../contract/failure.ts';
import { BenchError, causeOf, codeOf } from '../../../bench/failure.ts';
import { REQUEST_FORM, retry, tlsBroke } from './explain-dial.ts';

/** What is known of an answer that went wrong. */
export interface AnswerFacts {
  /** Bytes of it that came. */
  received: number;
  /** Why the connection broke. */
  broken: Failure | null;
  lenient: boolean;
  /** The connection carried other requests before. */
  reused: boolean;
  /** All of the request is on its way. */
  sent: boolean;
  /** It was asked without TLS. */
  inTheClear: boolean;
  /** What came first. */
  first: Buffer | null;
  /** Of one whose head has come. */
  body: { expected: number | null; received: number; chunked: boolean } | null;
}

/** Headers that one answer may have. */
export const MAX_HEADERS = 10_000;

/** `closed`: what was given up, the connection or the stream. */
export const tooManyInterims = (closed: string, count: number): BenchError =>
  new BenchError({
    code: 'TOO_MANY_INFORMATIONAL',
    message: 'The server sends one interim answer (1xx) after the other, and no final one.',
    hint: `The ${closed} was closed after ${number(count)} of them.`,
    mends: [retry],
  });

export const tooManyHeaders = (headers: number): BenchError =>
  new BenchError({
    code: 'TOO_MANY_HEADERS',
    message: `The answer has ${number(headers)} headers.`,
    hint: `More than ${number(MAX_HEADERS)} are not taken. All of them are in Wire.`,
    mends: [retry],
  });

export const absurdChunk = ({ at, size }: { at: number; size: string }): BenchError =>
  new BenchError({
    code: 'ABSURD_CHUNK',
    message: `The answer announces a chunk of ${large(Number.parseInt(size, 16))}.`,
    hint: `That can’t be meant. Byte ${number(at)} of the answer is where its size stands: ${size.slice(0, 40)}. What came before is kept.`,
    mends: [retry],
  });

const USUAL = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']);

/** What is to be known of a method that was not taken: that `get` is none of the usual ones; null: nothing. */
export function otherMethod(method: string, status: number): string | null {
  const usual = method.toUpperCase();
  return method !== usual && USUAL.has(usual) && [400, 405, 501].includes(status)
    ? `The method was sent as it is written, and ${method} is another one than ${usual} (RFC 9110 section 9.1).`
    : null;
}

/** Why there is no answer, or no more of it, as an error to be thrown. */
export function explainAnswer(error: unknown, facts: AnswerFacts): BenchError {
  if (error instanceof BenchError) return error;
  return new BenchError({ ...failureOf(error, facts), cause: causeOf(error) });
}

function failureOf(error: unknown, facts: AnswerFacts): Failure {
  const code = codeOf(error);
  if (code === 'HPE_INVALID_EOF_STATE') return ended('CUT_SHORT', facts);
  if (code.startsWith('HPE_')) return malformed(error as ParseError, facts);
  if (code in UNWRITABLE)
    return {
      code,
      message: `The request can’t be written: ${(error as Error).message}.`,
      hint: 'Look at the method, the URL and the headers.',
      field: UNWRITABLE[code],
      mends: [],
    };
  return ended(code, facts);
}

const UNWRITABLE: Record<string, string> = {
  ERR_UNESCAPED_CHARACTERS: 'url',
  ERR_INVALID_CHAR: 'headers',
  ERR_INVALID_HTTP_TOKEN: 'headers',
  ERR_HTTP_INVALID_HEADER_VALUE: 'headers',
};

/** The connection ended too soon. */
function ended(code: string, facts: AnswerFacts): Failure {
  const { broken, received, body, reused, sent, inTheClear } = facts;
  const tls = received === 0 ? tlsBroke(broken) : null;
  if (tls) return tls;
  const why = broken ? ` ${broken.message}` : '';
  const failed = (known: string, message: string, hint: string, mends = [retry]): Failure => ({
    code: broken?.code ?? (known || code),
    message,
    hint: hint + why,
    mends,
  });
  if (speaksTls(facts)) return wantsTls(broken?.code ?? (code === 'CUT_SHORT' ? 'WANTS_TLS' : code));
  if (body)
    return failed(
      'CUT_SHORT',
      body.expected === null
        ? 'The answer ended before it was whole.'
        : `The answer ended after ${number(body.received)} of ${number(body.expected)} bytes.`,
      body.expected === null
        ? `${body.chunked ? 'The server closed the connection before the last chunk.' : 'It was to end with its connection, and that broke.'} What came is kept.`
        : 'Its head announced more (Content-Length) than the server sent before it closed the connection. What came is kept.',
    );
  if (received > 0)
    return failed(
      'CUT_SHORT',
      'The server closed the connection before the head of its answer had ended.',
      `${bytes(received)} came, and no empty line after them; see Wire.`,
    );
  if (!sent)
    return failed(
      'NO_ANSWER',
      'The server closed the connection before it had the whole request.',
      'It may not want a request of this size.',
    );
  return failed(
    'NO_ANSWER',
    'The server closed the connection without an answer.',
    reused
      ? 'The connection was open from before, and the server may have given it up in the same moment.'
      : inTheClear
        ? 'It may want TLS (https), or nothing of this request.'
        : 'It may want nothing of this request.',
    inTheClear && !reused ? [WITH_TLS, retry] : [retry],
  );
}

const WITH_TLS: Mend = { label: 'Send with TLS', form: REQUEST_FORM, set: { scheme: 'https' }, submit: true };

/** What came first is a record of TLS: an alert or a handshake (RFC 8446 section 5.1). */
const speaksTls = ({ inTheClear, first }: AnswerFacts): boolean =>
  inTheClear && (first?.[0] === 0x15 || first?.[0] === 0x16) && first[1] === 3;

const wantsTls = (code: string): Failure => ({
  code,
  message: 'The server speaks TLS here, and was asked without it.',
  hint: 'It answered with a record of TLS. Begin the URL with https://.',
  mends: [WITH_TLS, retry],
});

/** An error of Node’s parser. */
interface ParseError extends Error {
  code: string;
  reason?: string;
  bytesParsed?: number;
  rawPacket?: Buffer;
}

const LENIENT: Mend = {
  label: 'Read it leniently',
  form: REQUEST_FORM,
  set: { lenient: true },
  submit: true,
};

/** What is wrong, why that matters, and whether it can be read all the same; by what the parser says. */
type Wrong = [message: string, hint: string, lenient?: true];
const TWICE = 'Two who read it may see its end in different places, which is how answers are smuggled.';

function wrongOf(code: string, reason: string): Wrong {
  switch (code) {
    case 'HPE_INVALID_CONSTANT':
      return ['The server does not answer in HTTP.', 'Something else may listen there.'];
    case 'HPE_UNEXPECTED_CONTENT_LENGTH':
      if (/transfer-encoding|chunked/i.test(reason))
        return ['The answer says its length twice: by Content-Length and in chunks.', TWICE, true];
      return ['The answer has two headers Content-Length.', TWICE];
    case 'HPE_INVALID_TRANSFER_ENCODING':
      if (/content-length/i.test(reason))
        return ['The answer says its length twice: by Content-Length and in chunks.', TWICE, true];
      return ['The Transfer-Encoding of the answer is not understood.', 'Only chunked is.', true];
    case 'HPE_INVALID_CONTENT_LENGTH':
      return ['The Content-Length of the answer is no number.', 'Nobody can know where its body ends.'];
    case 'HPE_INVALID_VERSION':
      return ['The answer is of an HTTP version that there is not.', '', true];
    case 'HPE_INVALID_STATUS':
      return ['The status of the answer is not three digits.', ''];
    case 'HPE_CR_EXPECTED':
    case 'HPE_LF_EXPECTED':
    case 'HPE_STRICT':
      if (/data of a chunk/.test(reason))
        return ['A chunk of the answer does not end where its size says.', 'What came before is kept.'];
      return ['A line of the answer does not end as lines of HTTP do (CR LF).', '', true];
    case 'HPE_INVALID_HEADER_TOKEN':
      if (/whitespace/i.test(reason))
        return ['A header of the answer goes over two lines.', 'That is forbidden since 2014.', true];
      if (/value/i.test(reason)) return ['A header of the answer has a control character in it.', '', true];
      if (/trailer/.test(reason))
        return [
          'A line behind the last chunk of the answer is no header.',
          'What came before is kept.',
          true,
        ];
      return ['A line in the head of the answer is no header.', 'A header is a name, a colon and a value.'];
    case 'HPE_HEADER_OVERFLOW':
      if (/many trailers/.test(reason))
        return [
          'More than 10,000 headers follow the last chunk of the answer.',
          'The connection was closed.',
        ];
      if (/trailer/i.test(reason))
        return [
          'What follows the last chunk of the answer has no end within 1 MiB.',
          'The connection was closed.',
        ];
      return ['The head of the answer has no end within 1 MiB.', 'The connection was closed.'];
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return ['More than 16 KiB stand behind the size of a chunk.', 'The connection was closed.'];
    case 'HPE_INVALID_CHUNK_SIZE':
      return ['The size of a chunk of the answer can’t be read.', 'What came before is kept.'];
    default:
      return ['The answer breaks the rules of HTTP/1.1.', '', true];
  }
}

/** What a server of HTTP/2 says first (RFC 9113 section 3.4): a frame SETTINGS, of the whole connection. */
const beginsWithSettings = (bytes: Buffer): boolean =>
  bytes.length >= 9 &&
  bytes.readUIntBE(0, 3) % 6 === 0 &&
  bytes[3] === 4 &&
  bytes[4] === 0 &&
  bytes.readUInt32BE(5) === 0;

const SPEAKS_2: Failure = {
  code: 'NO_HTTP1',
  message: 'The server speaks HTTP/2 here, not HTTP/1.1.',
  hint: 'Without TLS nothing is agreed on: both ends have to begin with it.',
  field: 'version',
  mends: [{ label: 'Send with HTTP/2', form: REQUEST_FORM, set: { version: '2' }, submit: true }, retry],
};

function malformed(error: ParseError, facts: AnswerFacts): Failure {
  const { received, lenient, body } = facts;
  const { code, reason = error.message, rawPacket, bytesParsed = 0 } = error;
  if (speaksTls(facts)) return wantsTls(code);
  const [message, hint, can] = wrongOf(code, reason);
  const before = Math.max(0, received - (rawPacket?.length ?? 0));
  if (rawPacket && before === 0 && beginsWithSettings(rawPacket)) return SPEAKS_2;
  const line = rawPacket && !code.endsWith('_OVERFLOW') ? lineAt(rawPacket, bytesParsed) : '';
  const where = `It breaks at byte ${number(before + bytesParsed)} of the answer${line && `, in “${line}”`}.`;
  return {
    code,
    message,
    hint: [hint, where, lenient || !can || body ? '' : 'It can be read leniently all the same.']
      .filter(Boolean)
      .join(' '),
    mends: can && !lenient ? [LENIENT, retry] : [retry],
  };
}

/** The line around a place, as far as it can be shown. */
function lineAt(packet: Buffer, at: number): string {
  const start = packet.lastIndexOf(10, Math.max(0, Math.min(at, packet.length - 1) - 1)) + 1;
  const found = packet.indexOf(10, Math.max(start, Math.min(at, packet.length - 1)));
  const end = found < 0 ? packet.length : found;
  const from = Math.max(start, Math.min(at, end) - 40);
  return packet
    .toString('latin1', from, Math.min(end, from + 80))
    .replace(/\r$/, '')
    .replace(/[^ -~]/g, '·');
}

const number = (value: number) => value.toLocaleString('en-US');
const bytes = (count: number) => (count === 1 ? '1 byte' : `${number(count)} bytes`);

/** `281 TB`; of what is beyond all units the power of ten. */
function large(size: number): string {
  const units = ['TB', 'PB', 'EB'];
  for (const [i, unit] of units.entries()) {
    const value = size / 1000 ** (4 + i);
    if (value < 1000) return `${Math.round(value)} ${unit}`;
  }
  return `10^${Math.floor(Math.log10(size))} bytes`;
}

/** A yes to CONNECT has no body, whatever it says: a tunnel begins behind its head (RFC 9110 section 9.3.6). */
export const tunnels = (method: string, status = 0): boolean =>
  method === 'CONNECT' && status >= 200 && status < 300;

/** What is said of an answer behind which no HTTP follows. */
export const changedTo = (method: string, protocol = ''): string =>
  method === 'CONNECT'
    ? 'The tunnel was there, and was closed: nothing is sent through one that was asked for by hand.'
    : `The server changed to ${protocol === '' ? 'another protocol' : `“${protocol.slice(0, 100)}”`}, which is not spoken here: the connection was closed.${/^websocket$/i.test(protocol) ? ' Choose WebSocket as the kind of request.' : ''}`;
