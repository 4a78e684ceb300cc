import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { base, bytesSchema, idSchema, MAX_CHUNK } from '../bridge.ts';
import { saveResultSchema } from '../capture.ts';
import { exchangeDetailSchema, exchangeSchema } from '../http/exchange.ts';
import { requestSchema } from '../http/request.ts';
import { listenerBase, sessionBase } from '../session.ts';
import { certificateSchema, tlsBriefSchema, tlsInfoSchema } from '../tls.ts';
import { webSocketBrief } from '../http/web-socket.ts';

/**
 * HTTP: requests and what comes of them. A connection is a session of the bench with its capture; an exchange says
 * which of its bytes are its own. What is served here is in `http-server.ts`.
 */

const count = z.int().min(0);
const ok = z.object({});

export const httpSessionSchema = sessionBase.extend({
  tool: z.literal('http'),
  details: z.object({
    /** What it carries; null: not known yet. */
    protocol: z.enum(['http/1.1', 'h2', 'websocket']).nullable(),
    /** Requests so far, and those that are under way. */
    requests: z.object({ begun: count, open: count }),
    /** `socks5://127.0.0.1:1080`; null: none. */
    proxy: z.string().nullable(),
    tls: tlsBriefSchema.nullable(),
    /** Of a WebSocket that was connected from here. */
    webSocket: webSocketBrief.nullable(),
    /** Bytes that were counted and not kept. */
    notCaptured: count,
  }),
});
export type HttpSession = z.infer<typeof httpSessionSchema>;

export const SERVES = ['folder', 'inspector', 'routes', 'websocket-echo', 'xml-rpc-echo'] as const;

export const httpListenerSchema = listenerBase.extend({
  tool: z.literal('http'),
  details: z.object({
    serves: z.enum(SERVES),
    /** Of a folder. */
    folder: z.string().nullable(),
    /** `http://127.0.0.1:8080/` */
    url: z.string(),
    tls: z.boolean(),
    /** What it shows its clients, inside TLS; null where it can’t be looked into. */
    certificate: certificateSchema.nullable(),
    /** The certificate was made on the spot. */
    made: z.boolean(),
    http2: z.boolean(),
    /** Of a folder: files can be put into it. */
    upload: z.boolean(),
    maxClients: count,
    /** Requests so far; those of them that were no HTTP or broke its rules, and were refused. */
    requests: count,
    malformed: count,
    /** The log was emptied up to here. */
    cleared: count,
  }),
});
export type HttpListener = z.infer<typeof httpListenerSchema>;

/** Whose variables and cookies are used: those of a collection, with one of its environments. */
export const contextSchema = z.object({
  /** The folder of a collection; null: a request of no collection. */
  collection: z.string().nullable(),
  environment: z.string().nullable(),
});
export type HttpContext = z.infer<typeof contextSchema>;

export const exchangesUpdate = z.object({
  reset: z.boolean(),
  exchanges: z.array(exchangeSchema),
  removed: z.array(idSchema),
});
export type ExchangesUpdate = z.infer<typeof exchangesUpdate>;

/** `raw`: as it was on the wire, with codings; `decoded`: without. */
const form = z.enum(['raw', 'decoded']);
const inExchange = z.object({ exchange: idSchema });

export const httpContract = {
  /**
   * Sends a request (of kind `http` or `xml-rpc`; for the third see `http-websocket.ts`) and follows where it leads. Answers as soon as it is checked; what
   * comes of it is told by `watch`. Fails when it can’t be sent as it is: the failure names the field.
   */
  send: base
    .input(
      z.object({
        request: requestSchema,
        context: contextSchema,
        /** Its answer goes to this file (a whole path) while it comes, and is not kept besides. */
        saveTo: z.string().max(4096).optional(),
      }),
    )
    .output(z.object({ exchange: idSchema })),
  /**
   * As `send`, with the answer in a file of the user’s choice while it comes, and not kept besides. `exchange` null: the
   * user has cancelled. `asked` false: this host has no dialog, so that the answer is kept, and `saveBody` follows it.
   */
  sendToFile: base
    .input(z.object({ request: requestSchema, context: contextSchema, name: z.string().min(1).max(255) }))
    .output(z.object({ exchange: idSchema.nullable(), asked: z.boolean() })),
  /** A few times a second while something changes. The latest 500 that are over are kept. */
  watch: base.output(eventIterator(exchangesUpdate)),
  detail: base.input(inExchange).output(exchangeDetailSchema),
  /** The request that led to it, to be sent again. */
  request: base.input(inExchange).output(z.object({ request: requestSchema, context: contextSchema })),
  /** Bytes of the last answer’s body, as far as it has come. */
  body: base.input(inExchange.extend({ form, from: count, length: z.int().min(1).max(MAX_CHUNK) })).output(
    z.object({
      bytes: bytesSchema,
      /** There are now. */ size: count,
      /** No more will come. */ ended: z.boolean(),
    }),
  ),
  /** Of an answer that still comes, what is there and then the rest as it comes. */
  saveBody: base
    .input(
      inExchange.extend({
        form,
        name: z.string().max(255),
        /** It may not have begun, and is saved whole or not at all. */
        whole: z.boolean().default(false),
      }),
    )
    .output(saveResultSchema),
  cancel: base.input(inExchange).output(ok),
  remove: base.input(z.object({ exchanges: z.array(idSchema).min(1).max(1000) })).output(ok),
  /** All there is to tell of the TLS of a connection; null: it has none, or nothing is known yet. */
  security: base.input(z.object({ session: idSchema })).output(z.object({ tls: tlsInfoSchema.nullable() })),
  /** Closes a connection. */
  close: base.input(z.object({ session: idSchema })).output(ok),
};
