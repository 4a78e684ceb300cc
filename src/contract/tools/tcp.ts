import { z } from 'zod';
import { base, bytesSchema, idSchema } from '../bridge.ts';
import { repeatWhat } from '../messages.ts';
import { itemSchema } from '../files.ts';
import { respondInfo, respondInput } from '../respond.ts';
import { saveResultSchema } from '../capture.ts';
import { failureSchema } from '../failure.ts';
import { listenerBase, sessionBase } from '../session.ts';
import {
  certificateSchema,
  clientTls,
  listenTls,
  serverTls,
  TLS_WHEN,
  tlsBriefSchema,
  tlsInfoSchema,
  reconnectChange,
} from '../tls.ts';

const clientCount = z.int('Max clients must be a whole number.').min(1).max(1_000_000);
const ms = z
  .int()
  .min(0)
  .max(24 * 3600 * 1000);
const PORT = 'Port must be a whole number from 0 to 65535.';
const port = z.int(PORT).min(0, PORT).max(65535, PORT);
const noSpaces = (field: string) => z.string().max(255).regex(/^\S*$/, `${field} can’t contain spaces.`);
/** The most bytes of a Unix domain socket's path, one less than `sun_path` holds on Linux. */
const MAX_PATH = 107;
const path = z
  .string()
  .min(1)
  .refine((text) => !text.includes('\0'), 'Path can’t contain a null character.')
  .refine(
    (text) => new TextEncoder().encode(text).length <= MAX_PATH,
    `Path can be at most ${MAX_PATH} bytes.`,
  );
const ok = z.object({});

/** What happens when the peer has sent its end: close too, once all is sent, or keep the half that is left open. */
export const whenPeerEnds = z.enum(['close', 'keep']);

const listenerSettings = z.object({
  /** Clients open at once; one more is closed at once and counted in `refused`. */
  maxClients: clientCount.default(20_000),
  respond: respondInput,
  whenPeerEnds: whenPeerEnds.default('close'),
});

/** An address to bind and a port (0 = any free one), or the path of a Unix domain socket. */
export const listenInput = listenerSettings
  .extend({
    address: noSpaces('Address'),
    port,
    /** Given: listen on this Unix domain socket; address and port are then ignored. */
    path: path.optional(),
    /** `both`: an IPv6 address takes IPv4 clients as well, as `::` does. */
    family: z.enum(['IPv4', 'IPv6', 'both']).default('both'),
    backlog: z.int().min(1).max(65535).default(511),
    /** Left out: plain. */
    tls: listenTls.optional(),
  })
  .refine((input) => input.path !== undefined || input.address !== '', {
    path: ['address'],
    message: 'Address is missing. 127.0.0.1 is reached from this machine only.',
  });
export type ListenInput = z.input<typeof listenInput>;

export const socketOptions = z.object({
  noDelay: z.boolean().default(true),
  keepAlive: z.boolean().default(false),
  /** Idle time before the first keep-alive probe. */
  keepAliveDelayMs: ms.default(60_000),
});

/** `host` and `port`, or `path`; with `path` the other two are only for show. */
export const connectInput = socketOptions
  .extend({
    host: noSpaces('Host'),
    port,
    path: path.optional(),
    localAddress: noSpaces('Local address').min(1).optional(),
    localPort: port.optional(),
    /** For the whole of resolving and connecting, over all addresses. */
    timeoutMs: ms.min(1).default(10_000),
    family: z.enum(['any', 'IPv4', 'IPv6']).default('any'),
    whenPeerEnds: whenPeerEnds.default('close'),
    /** Left out: plain. */
    tls: clientTls.optional(),
  })
  .refine((input) => input.path !== undefined || input.host !== '', {
    path: ['host'],
    message: 'Host is missing.',
  })
  .refine((input) => input.path !== undefined || input.port > 0, {
    path: ['port'],
    message: 'Port must be a whole number from 1 to 65535.',
  });
export type ConnectInput = z.input<typeof connectInput>;

const target = z.union([z.object({ session: idSchema }), z.object({ listener: idSchema })]);
const inSession = z.object({ session: idSchema });

export const tcpListenerSchema = listenerBase.extend({
  tool: z.literal('tcp'),
  details: z.object({
    maxClients: z.int(),
    backlog: z.int(),
    family: z.enum(['IPv4', 'IPv6', 'both']),
    respond: respondInfo,
    whenPeerEnds,
    repeat: z.object({ everyMs: z.int(), sent: z.int(), skipped: z.int() }).nullable(),
    /** Null: plain. The certificate is null where it stands in a file that can't be looked into. */
    tls: z
      .object({
        when: z.enum(TLS_WHEN),
        certificate: certificateSchema.nullable(),
        made: z.boolean(),
        clientCertificate: serverTls.shape.clientCertificate.unwrap(),
        alpn: z.array(z.string()),
      })
      .nullable(),
  }),
});
export type TcpListener = z.infer<typeof tcpListenerSchema>;

export const tcpSessionSchema = sessionBase.extend({
  tool: z.literal('tcp'),
  details: z.object({
    noDelay: z.boolean(),
    keepAlive: z.boolean(),
    keepAliveDelayMs: z.int(),
    /** A client's session can be opened again with the same settings. */
    canReconnect: z.boolean(),
    repeat: z.object({ everyMs: z.int(), sent: z.int(), skipped: z.int() }).nullable(),
    /** A file that is being sent as it is; nothing else is sent meanwhile. */
    file: z.object({ name: z.string(), sent: z.int(), total: z.int() }).nullable(),
    /** Null: plain. All there is to tell is in `tcp.security`. */
    tls: tlsBriefSchema.nullable(),
    /** One end speaks TLS and the other does not know: what to do. */
    tlsHint: failureSchema.nullable(),
  }),
});
export type TcpSession = z.infer<typeof tcpSessionSchema>;

export const tcpContract = {
  listen: base.input(listenInput).output(z.object({ listener: idSchema, port: z.int() })),
  /** Changes what a running listener does; what is left out stays. */
  updateListener: base
    .input(
      z.object({
        listener: idSchema,
        maxClients: clientCount.optional(),
        respond: respondInput.optional(),
        whenPeerEnds: whenPeerEnds.optional(),
        /** For clients to come; null: plain. */
        tls: listenTls.nullable().optional(),
      }),
    )
    .output(ok),
  stopListening: base.input(z.object({ listener: idSchema, closeClients: z.boolean() })).output(ok),
  closeClients: base.input(z.object({ listener: idSchema })).output(z.object({ closed: z.int() })),
  /** Answers as soon as the session exists; how it goes on is in its timeline and its state. */
  connect: base.input(connectInput).output(z.object({ session: idSchema })),
  /**
   * A new session with the settings of an ended client session; `change` is for this one connection (`tls: true`: with
   * TLS where it was plain, false: without). A TLS session is resumed where the server gave a ticket.
   */
  reconnect: base
    .input(
      inSession.extend({
        change: reconnectChange.optional(),
      }),
    )
    .output(z.object({ session: idSchema })),
  /**
   * Starts TLS on an open connection that is plain, as either end (STARTTLS). Answers when the handshake is done; when
   * it fails, so does the session. A server that is given no settings takes those of its listener, or a certificate
   * made on the spot.
   */
  startTls: base
    .input(
      z.discriminatedUnion('role', [
        inSession.extend({ role: z.literal('client'), tls: clientTls.prefault({}) }),
        inSession.extend({ role: z.literal('server'), tls: serverTls.optional() }),
      ]),
    )
    .output(ok),
  /** What is known of the session's TLS, with the certificates; null on a plain one. */
  security: base.input(inSession).output(z.object({ tls: tlsInfoSchema.nullable() })),
  /** Saves the key log of a session that was asked to keep its keys. */
  saveKeys: base.input(inSession).output(saveResultSchema),
  /** One write. Answers when the socket has taken it, so that a sender of many keeps pace with the peer. */
  send: base.input(inSession.extend({ bytes: bytesSchema })).output(z.object({ bytes: z.int() })),
  /**
   * Sends the bytes of one file. Answers when the socket has taken all of them; goes on when the window that asked is
   * gone, unless that one lends the file. Fails with what kept it, with FILE_CHANGED, and with CANCELLED.
   */
  sendFile: base.input(inSession.extend({ item: itemSchema })).output(z.object({ bytes: z.int() })),
  /** Ends a file that is being sent; what has gone has gone. */
  cancelFile: base.input(inSession).output(ok),
  sendToAll: base
    .input(z.object({ listener: idSchema, bytes: bytesSchema }))
    .output(z.object({ clients: z.int() })),
  /**
   * Sends `bytes`, or a `message` that is made anew for each turn, now and every `everyMs`, until stopped, `times` are
   * through, or the session ends.
   */
  repeat: base
    .input(
      z.object({
        target,
        ...repeatWhat,
        everyMs: ms.min(1),
        times: z.int().min(1).max(1_000_000_000).optional(),
      }),
    )
    .output(ok),
  stopRepeat: base.input(z.object({ target })).output(ok),
  /** Half-close: sends FIN; the peer may go on sending. */
  endSending: base.input(inSession).output(ok),
  /** Closes with RST. */
  reset: base.input(inSession).output(ok),
  /** Sends FIN, and closes wholly whether or not the peer follows. Cancels a connect that is under way. */
  close: base.input(inSession).output(ok),
};
