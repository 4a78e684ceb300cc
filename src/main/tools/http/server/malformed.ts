import { METHODS } from 'node:http';

/** What came, as far as it can be made out; what can be no method (RFC 9110 section 5.6.2) is not shown as one. */
export function firstLineOf(bytes: Buffer | undefined): { method: string; url: string; whole: boolean } {
  const line = /^([\w!#$%&'*+.^`|~-]{1,100}) ([^\s\0]{1,8000})( HTTP\/1\.[01]\r?\n)?/.exec(
    bytes?.toString('latin1', 0, 8192) ?? '',
  );
  return { method: line?.[1] ?? '', url: line?.[2] ?? '', whole: line?.[3] !== undefined };
}

/** What is wrong with bytes that are no request, in words; and the status by which it is told. */
export function explainMalformed(
  error: NodeJS.ErrnoException & { bytesParsed?: number; reason?: string; rawPacket?: Buffer },
): { status: number; why: string } {
  const { code = '', bytesParsed: at, rawPacket } = error;
  // It begins as a handshake of TLS does (RFC 8446 section 5.1).
  if (code === 'HPE_INVALID_METHOD' && at === 0 && rawPacket?.[0] === 0x16 && rawPacket[1] === 3)
    return { status: 400, why: 'It speaks TLS (https), and this server was started without.' };
  const { method, whole } = firstLineOf(rawPacket);
  if (code === 'HPE_INVALID_METHOD' && whole && !METHODS.includes(method))
    return { status: 501, why: unknownMethod(method) };
  const where =
    at === undefined ? '' : ` It broke at byte ${at.toLocaleString('en-US')} of what was read last.`;
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { status: 408, why: 'The request did not come in time.' };
    case 'HPE_HEADER_OVERFLOW':
      return { status: 431, why: 'The head of the request has more than 64 KiB.' };
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return { status: 413, why: 'The extensions of a chunk are too long.' };
  }
  if (/Connection Preface/.test(error.reason ?? ''))
    return {
      status: 400,
      why: 'It begins as HTTP/2 does and does not go on so: PRI * HTTP/2.0, an empty line, SM and another empty line (RFC 9113 section 3.4).',
    };
  const both = code === 'HPE_INVALID_CONTENT_LENGTH' && /transfer-encoding/i.test(error.reason ?? '');
  const known = both ? `It has both a Content-Length and a Transfer-Encoding, ${TWO_WAYS}.` : KNOWN[code];
  const why = known ?? `It is no HTTP/1.1 request${error.reason ? ` (${error.reason})` : ''}.`;
  return { status: 400, why: why + where };
}

function unknownMethod(method: string): string {
  const same = method.toUpperCase();
  return METHODS.includes(same)
    ? `${method} is not ${same}: methods are told apart by case (RFC 9110 section 9.1).`
    : `${method} is a method that this server can’t read: it knows those that are registered, and refuses others before anything could answer them.`;
}

const TWO_WAYS = 'so where the next request begins could be read in two ways';
const KNOWN: { [code: string]: string } = {
  HPE_INVALID_METHOD: 'It does not begin with a method this server knows.',
  HPE_INVALID_URL: 'Its address holds characters that can’t stand there.',
  HPE_INVALID_VERSION: 'Its first line does not end by HTTP/1.1 and CR LF.',
  HPE_INVALID_CONSTANT: 'It does not say HTTP where it should.',
  HPE_INVALID_HEADER_TOKEN: 'A header holds characters that can’t stand there.',
  HPE_INVALID_CONTENT_LENGTH: 'Its Content-Length is no number.',
  HPE_UNEXPECTED_CONTENT_LENGTH: `It gives its length twice, ${TWO_WAYS}.`,
  HPE_INVALID_TRANSFER_ENCODING: `It has a Transfer-Encoding that does not end it, ${TWO_WAYS}.`,
  HPE_INVALID_CHUNK_SIZE: 'The size of a chunk is no hexadecimal number.',
  HPE_CR_EXPECTED: `A line ends by LF alone, ${TWO_WAYS}.`,
  HPE_LF_EXPECTED: 'A CR is not followed by LF.',
  HPE_STRICT: 'It breaks a rule of HTTP/1.1.',
  HPE_CLOSED_CONNECTION: 'More came after the last request of the connection.',
  HPE_INVALID_EOF_STATE: 'The client ended in the middle of its request.',
};
