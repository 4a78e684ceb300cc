import { z } from 'zod';
import { base, idSchema } from '../bridge.ts';
import { MAX_PATH } from '../files.ts';
import { headerSchema } from '../http/exchange.ts';
import { requestSchema } from '../http/request.ts';
import { HOST_NAME, MAX_HOST_NAMES } from '../payload/host-names.ts';
import { MAX_BODY_TEXT } from '../payload/http-request.ts';
import { serverTls } from '../tls.ts';

/** HTTP servers on the bench: what they serve, and the log of what was asked of them. */

const count = z.int().min(0);
const ok = z.object({});
const PORT = 'Port must be a whole number from 0 to 65535.';
const HEAD = 'Head within must be from 1 ms to 10 minutes.';
const CLIENTS = 'Max clients must be a whole number from 1 to 1,000,000.';
const HOSTS = 'Other host names must be names alone, in small letters, without scheme and port.';
const STATUS = 'Status must be a whole number from 200 to 599.';
const DELAY = 'Delay must be from 0 to 600,000 ms.';

/** RFC 9110 section 5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** RFC 9110 section 5.5; bytes above 127 are obsolete and taken as they are. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

const header = z.object({
  name: z.string().max(256, 'Header: a name can’t be longer than 256 characters.').regex(TOKEN, {
    message: "Header: a name can hold letters, digits and !#$%&'*+-.^_`|~ only.",
  }),
  value: z
    .string()
    .max(8192, 'Header: a value can’t be longer than 8,192 characters.')
    .regex(VALUE, 'Header: a value can’t hold line breaks or other control characters.'),
});

/** `cut`: the connection ends in the middle of the answer. `hang`: no answer comes. `malformed`: it is no HTTP. */
export const FAULTS = ['none', 'cut', 'hang', 'malformed'] as const;

export const routeSchema = z.object({
  on: z.boolean(),
  /** Empty: any. */
  method: z
    .string()
    .max(32, 'Method can’t be longer than 32 characters.')
    .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]*$/, 'Method can hold letters and digits only.'),
  /** `/users/:id`, `/files/*rest`; see path-to-regexp. */
  path: z.string().max(2000, 'Path can’t be longer than 2,000 characters.').startsWith('/', {
    message: 'Path must begin with /.',
  }),
  status: z.int(STATUS).min(200, STATUS).max(599, STATUS),
  headers: z.array(header).max(100, 'A route can have at most 100 headers.'),
  body: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('none') }),
    /** `{id}` stands for what the path has at `:id`. */
    z.object({ kind: z.literal('text'), text: z.string().max(MAX_BODY_TEXT, 'Body is too long.') }),
    z.object({ kind: z.literal('file'), path: z.string().min(1, 'File is missing.').max(MAX_PATH) }),
  ]),
  delayMs: z.int(DELAY).min(0, DELAY).max(600_000, DELAY),
  fault: z.enum(FAULTS),
});
export type Route = z.infer<typeof routeSchema>;

export const whatSchema = z.discriminatedUnion('serves', [
  z.object({
    serves: z.literal('folder'),
    folder: z.string().min(1, 'Folder is missing.').max(MAX_PATH),
    /** PUT, and POST of multipart forms. */
    upload: z.boolean(),
    /** Names besides its own by which a server of this machine alone may be asked; none is a pattern. */
    hosts: z
      .array(z.string().max(253).regex(HOST_NAME, HOSTS))
      .max(MAX_HOST_NAMES, `There can be at most ${MAX_HOST_NAMES} other host names.`)
      .default([]),
  }),
  z.object({ serves: z.literal('inspector') }),
  /** The first that fits answers. */
  z.object({
    serves: z.literal('routes'),
    routes: z.array(routeSchema).max(500, 'There can be at most 500 routes.'),
  }),
  z.object({ serves: z.literal('websocket-echo') }),
  z.object({ serves: z.literal('xml-rpc-echo') }),
]);
export type What = z.infer<typeof whatSchema>;

export const serveInput = z.object({
  address: z
    .string()
    .min(1, 'Address is missing.')
    .max(255, 'Address can’t be longer than 255 characters.')
    .regex(/^\S*$/, 'Address can’t contain spaces.'),
  /** 0 = any free one. */
  port: z.int(PORT).min(0, PORT).max(65535, PORT),
  what: whatSchema,
  /** Undefined: plain. Its ALPN is that of HTTP. */
  tls: serverTls.optional(),
  /** Speaks HTTP/2: inside TLS by ALPN, else to who begins with it (prior knowledge). */
  http2: z.boolean().default(true),
  maxClients: z.int(CLIENTS).min(1, CLIENTS).max(1_000_000, CLIENTS).default(10_000),
  /** How long a client may take for the head of a request. */
  headMs: z.int(HEAD).min(1, HEAD).max(600_000, HEAD).default(20_000),
  /** `start`: the heads and the first MiB of each message, or 16 KiB under a load; the rest is counted. */
  capture: z.enum(['all', 'start']).default('start'),
});
export type ServeInput = z.input<typeof serveInput>;

const range = z.object({ from: count, to: count });

/** A request in the log. */
export const loggedSchema = z.object({
  /** Counted from 0; the earliest leave the log. */
  seq: count,
  /** Milliseconds since the epoch. */
  time: z.number(),
  /** The connection it came over, which may have left the bench since. */
  session: idSchema,
  /** `127.0.0.1:53844` */
  peer: z.string(),
  /** Empty where no request could be made out. */
  method: z.string(),
  /** As it was asked for, cut where it is very long. */
  url: z.string(),
  version: z.string(),
  /** Null: none was sent. */
  status: z.int().nullable(),
  /** Until the last byte of the answer was handed to the system; null: it goes on. */
  ms: z.number().nullable(),
  /** Why it was refused, or what became of its answer. */
  note: z.string().nullable(),
});
export type Logged = z.infer<typeof loggedSchema>;

export const loggedDetailSchema = z.object({
  row: loggedSchema,
  request: z.array(headerSchema),
  answer: z.array(headerSchema),
  /** Where its bytes are in the capture of its connection; null over HTTP/2, and where that has left the bench. */
  wire: z.object({ in: range, out: range }).nullable(),
  /** Over HTTP/2. */
  stream: count.nullable(),
});
export type LoggedDetail = z.infer<typeof loggedDetailSchema>;

const inListener = z.object({ listener: idSchema });
const inLog = inListener.extend({ seq: count });

export const httpServerContract = {
  start: base.input(serveInput).output(z.object({ listener: idSchema, port: z.int(), url: z.string() })),
  /** Serves something else of the same kind from now on: other routes, another folder, uploads or none. */
  update: base.input(inListener.extend({ what: whatSchema })).output(ok),
  /** What it serves, to be changed. */
  what: base.input(inListener).output(z.object({ what: whatSchema })),
  stop: base.input(inListener.extend({ closeClients: z.boolean() })).output(ok),
  closeClients: base.input(inListener).output(z.object({ closed: count })),
  /** Rows from `from` on; what has left the log is passed over, so look at their `seq`. */
  log: base
    .input(inListener.extend({ from: count, count: z.int().min(1).max(512) }))
    .output(z.object({ first: count, total: count, rows: z.array(loggedSchema) })),
  detail: base.input(inLog).output(loggedDetailSchema),
  /** The request as the client would send it again, and what of it could not be had. */
  request: base.input(inLog).output(z.object({ request: requestSchema, notes: z.array(z.string()) })),
  clearLog: base.input(inListener).output(ok),
};
