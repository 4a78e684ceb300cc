import { z } from 'zod';
import { itemSchema } from '../files.ts';
import { IDLE_MS, MAX_BODY_TEXT, MAX_REDIRECTS } from '../payload/http-request.ts';
import { clientTls } from '../tls.ts';

/**
 * A request as it is written in the window and kept in a collection: plain data, in which `{{name}}` stands for a
 * variable wherever there is text. Blank ones are made by `payload/http-request.ts`, which knows no zod.
 */

/** The longest text of a field; bodies have {@link MAX_BODY_TEXT}. */
const MAX_TEXT = 1024 * 1024;
const text = (field: string, most = MAX_TEXT) =>
  z.string().max(most, `${field} can’t be longer than ${most.toLocaleString('en-US')} characters.`);
/** A name with a value; `on` false keeps it and leaves it out. */
const pair = (field: string) =>
  z.object({ name: text(`${field}: a name`), value: text(`${field}: a value`), on: z.boolean() });
const pairs = (field: string) => z.array(pair(field)).max(10_000, `${field}: there are too many.`);
export type Pair = z.infer<ReturnType<typeof pair>>;

export const authSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('basic'), user: text('User'), password: text('Password') }),
  z.object({ kind: z.literal('bearer'), token: text('Token') }),
  /** RFC 7616; sent when the server has asked for it. */
  z.object({ kind: z.literal('digest'), user: text('User'), password: text('Password') }),
]);
export type Auth = z.infer<typeof authSchema>;

const partSchema = z.discriminatedUnion('kind', [
  pair('Part').extend({ kind: z.literal('text'), /** Empty: none is said. */ type: text('Type') }),
  z.object({
    kind: z.literal('file'),
    name: text('Part: a name'),
    on: z.boolean(),
    /** Null: none was chosen yet. */
    file: itemSchema.nullable(),
    /** As the server is told; empty: that of the file. */
    fileName: text('File name'),
    /** Empty: what the file name says. */
    type: text('Type'),
  }),
]);
export type Part = z.infer<typeof partSchema>;

export const bodySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('json'), text: text('Body', MAX_BODY_TEXT) }),
  /** `type`: the Content-Type that is sent unless a header says it; empty: none. */
  z.object({ kind: z.literal('text'), text: text('Body', MAX_BODY_TEXT), type: text('Type') }),
  z.object({ kind: z.literal('hex'), text: text('Body', MAX_BODY_TEXT), type: text('Type') }),
  /** application/x-www-form-urlencoded */
  z.object({ kind: z.literal('form'), fields: pairs('Form') }),
  /** multipart/form-data (RFC 7578) */
  z.object({ kind: z.literal('multipart'), parts: z.array(partSchema).max(1000) }),
  z.object({ kind: z.literal('file'), file: itemSchema.nullable(), type: text('Type') }),
]);
export type Body = z.infer<typeof bodySchema>;

/** A value of XML-RPC, as it is typed. `base64` holds base64; `dateTime` ISO 8601; members of a struct have names. */
export type XmlRpcValue =
  | { kind: 'int' | 'i8' | 'double' | 'string' | 'boolean' | 'dateTime' | 'base64'; value: string }
  | { kind: 'nil' }
  | { kind: 'array'; items: XmlRpcValue[] }
  | { kind: 'struct'; members: { name: string; value: XmlRpcValue }[] };
export const xmlRpcValue: z.ZodType<XmlRpcValue> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.object({
      kind: z.enum(['int', 'i8', 'double', 'string', 'boolean', 'dateTime', 'base64']),
      value: text('Value'),
    }),
    z.object({ kind: z.literal('nil') }),
    z.object({ kind: z.literal('array'), items: z.array(xmlRpcValue).max(10_000) }),
    z.object({
      kind: z.literal('struct'),
      members: z.array(z.object({ name: text('Member'), value: xmlRpcValue })).max(10_000),
    }),
  ]),
);

const how = z.enum(['equals', 'contains', 'matches', 'exists']);
/** What an answer should be; data, never a program. */
export const expectationSchema = z.discriminatedUnion('kind', [
  /** `200`, `2xx`, `200 204`. */
  z.object({ kind: z.literal('status'), on: z.boolean(), value: text('Status') }),
  z.object({ kind: z.literal('header'), on: z.boolean(), name: text('Header'), how, value: text('Value') }),
  /** `path`: RFC 9535; `value`: JSON, or a bare word for a string. */
  z.object({ kind: z.literal('json'), on: z.boolean(), path: text('Path'), how, value: text('Value') }),
  z.object({ kind: z.literal('body'), on: z.boolean(), how, value: text('Value') }),
  /** From the first byte sent to the last received, in milliseconds. */
  z.object({ kind: z.literal('time'), on: z.boolean(), atMost: z.number().min(0).max(86_400_000) }),
]);
export type Expectation = z.infer<typeof expectationSchema>;

const TIMEOUT = 'Timeout must be from 1 ms to a day; 0 waits without an end.';
const SILENCE = 'Silence must be from 1 ms to a day; 0 waits without an end.';
const REDIRECTS = `Redirects must be a whole number from 0 to ${MAX_REDIRECTS}.`;

export const optionsSchema = z.object({
  /** So long the connection may take, and then the head of the answer, in milliseconds. 0: no limit. */
  timeoutMs: z.int(TIMEOUT).min(0, TIMEOUT).max(86_400_000, TIMEOUT),
  /** So long nothing more of an answer may come that has begun, in milliseconds; an event stream has no limit. 0: none. */
  idleMs: z.int(SILENCE).min(0, SILENCE).max(86_400_000, SILENCE).default(IDLE_MS),
  followRedirects: z.boolean(),
  maxRedirects: z.int(REDIRECTS).min(0, REDIRECTS).max(MAX_REDIRECTS, REDIRECTS),
  /** `auto`: what TLS agrees on (ALPN), and 1.1 without TLS. `2` without TLS begins with prior knowledge. */
  version: z.enum(['auto', '1.1', '2']),
  /** `http://user:password@host:port`, `socks5://host:port`; empty: none. */
  proxy: text('Proxy'),
  /** A Unix domain socket to connect to instead of the host; empty: none. */
  unixSocket: text('Unix socket'),
  /** Asks for compressed answers (Accept-Encoding) unless a header says it. They are decoded in any case. */
  compressed: z.boolean(),
  /** Sends and keeps the cookies of the collection. */
  cookies: z.boolean(),
  /** Uses a connection that is open, and leaves it open. */
  keepAlive: z.boolean(),
  /** Reads answers that break the rules of HTTP/1.1 where they can be read. */
  lenient: z.boolean(),
  /** `all`: every byte is in the capture. `start`: the heads, and the first MiB of each body; the rest is counted. */
  capture: z.enum(['all', 'start']),
  tls: clientTls,
});
export type RequestOptions = z.infer<typeof optionsSchema>;

export const REQUEST_KINDS = ['http', 'xml-rpc', 'websocket'] as const;

export const requestSchema = z.object({
  kind: z.enum(REQUEST_KINDS),
  /** As it is called in a collection; empty: not saved yet. */
  name: text('Name'),
  /** Any token of RFC 9110. */
  method: text('Method').max(100, 'Method can’t be longer than 100 characters.'),
  /** As typed: `:3000/x`, `localhost`, `https://…`; what stands behind `?` is the query. */
  url: text('URL'),
  /** Parameters that are kept and not sent. Those that are sent stand in the URL. */
  queryOff: z.array(z.object({ name: text('Query: a name'), value: text('Query: a value') })).max(1000),
  headers: pairs('Headers'),
  auth: authSchema,
  body: bodySchema,
  xmlRpc: z.object({ method: text('Method name'), params: z.array(xmlRpcValue).max(1000) }),
  webSocket: z.object({
    /** Sec-WebSocket-Protocol. */
    protocols: z.array(text('Protocol')).max(100, 'Protocols: there are too many.'),
    /** Offers to compress messages: permessage-deflate (RFC 7692). */
    deflate: z.boolean().default(false),
  }),
  expectations: z.array(expectationSchema).max(1000),
  options: optionsSchema,
  /** What the user notes about it. */
  docs: text('Notes'),
});
export type HttpRequest = z.infer<typeof requestSchema>;
