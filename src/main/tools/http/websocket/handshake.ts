import type { IncomingMessage } from 'node:http';
import type { Header } from '../../../../contract/http/exchange.ts';
import type { HttpRequest } from '../../../../contract/http/request.ts';
import { headersOf } from '../client/raw-headers.ts';
import { type Fill, numbered, refused } from '../request/fill.ts';
import { TOKEN } from '../request/headers.ts';
import type { HandshakeAnswer } from './explain.ts';

/** What is kept of the body of an answer that is no 101, and how long it is waited for. */
const MOST_BODY = 256 * 1024;
const BODY_MS = 5000;

const PROTOCOL = 'sec-websocket-protocol';

/**
 * The subprotocols that are offered: those of the request, and those of its own header, which is taken out. Throws
 * BAD_INPUT for what is no token, or stands twice (RFC 6455 section 4.1).
 */
export function takeProtocols(request: HttpRequest, headers: Header[], fill: Fill): string[] {
  const offered: string[] = [];
  const add = (text: string, field: string) => {
    for (const one of text.split(',').map((each) => each.trim())) {
      if (one === '') continue;
      if (!TOKEN.test(one))
        throw refused(
          field,
          `${JSON.stringify(one)} is no name of a subprotocol.`,
          'Names are made of letters, digits and ! # $ % & ’ * + - . ^ _ ` | ~; several have commas between them.',
        );
      if (offered.includes(one))
        throw refused(field, `The subprotocol ${one} is offered twice.`, 'Once is enough.');
      offered.push(one);
    }
  };
  for (const protocol of request.webSocket.protocols) add(fill.text(protocol, 'protocols'), 'protocols');
  for (const [i, { name, value }] of headers.entries())
    if (name.toLowerCase() === PROTOCOL) add(value, numbered('header', i));
  headers.splice(0, headers.length, ...headers.filter(({ name }) => name.toLowerCase() !== PROTOCOL));
  return offered;
}

/** Headers as Node takes them: those of one name together. */
export function headerObject(headers: readonly Header[]): Record<string, string | string[]> {
  const all = new Map<string, { name: string; values: string[] }>();
  for (const { name, value } of headers) {
    const lower = name.toLowerCase();
    const known = all.get(lower);
    if (known) known.values.push(value);
    else all.set(lower, { name, values: [value] });
  }
  return Object.fromEntries(
    [...all.values()].map(({ name, values }) => [name, values.length === 1 ? (values[0] ?? '') : values]),
  );
}

export const headOf = (response: IncomingMessage): HandshakeAnswer => ({
  status: response.statusCode ?? 0,
  reason: response.statusMessage ?? '',
  headers: headersOf(response.rawHeaders),
  body: Buffer.alloc(0),
  whole: true,
});

/** The body of an answer that is no 101, as far as it comes in a while and is not too long. */
export function bodyOf(response: IncomingMessage): Promise<{ body: Buffer; whole: boolean }> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let length = 0;
    const done = (whole: boolean) => {
      clearTimeout(timer);
      resolve({ body: Buffer.concat(pieces).subarray(0, MOST_BODY), whole });
    };
    const timer = setTimeout(() => done(false), BODY_MS);
    response.on('data', (piece: Buffer) => {
      pieces.push(piece);
      length += piece.length;
      if (length > MOST_BODY) done(false);
    });
    response.on('end', () => done(response.complete));
    response.on('error', () => done(false));
    response.on('close', () => done(response.complete));
  });
}

/** The values of a header, one for each time it stands there. */
export const valuesOf = (headers: readonly Header[], name: string): string[] =>
  headers.filter((header) => header.name.toLowerCase() === name).map(({ value }) => value);
