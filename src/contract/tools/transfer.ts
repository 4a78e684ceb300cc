import { z } from 'zod';
import { base, idSchema } from '../bridge.ts';
import { saveResultSchema } from '../capture.ts';
import { itemsSchema, MAX_PATH } from '../files.ts';
import { listenerBase, sessionBase } from '../session.ts';
import { speedContract } from './speed.ts';
import {
  certificateSchema,
  clientTls,
  listenTls,
  reconnectChange,
  serverTls,
  tlsBriefSchema,
  tlsInfoSchema,
} from '../tls.ts';

const count = z.int().min(0);
const DAY_MS = 24 * 3600 * 1000;
const ok = z.object({});
const PORT = 'Port must be a whole number from 0 to 65535.';
const port = z.int(PORT).min(0, PORT).max(65535, PORT);
const noSpaces = (field: string) =>
  z
    .string()
    .min(1, `${field} is missing.`)
    .max(255, `${field} can’t be longer than 255 characters.`)
    .regex(/^\S*$/, `${field} can’t contain spaces.`);
const limit = (field: string, most: number) => {
  const message = `${field} must be a whole number from 1 to ${most.toLocaleString('en-US')}.`;
  return z.int(message).min(1, message).max(most, message);
};

/**
 * `plain`: the bytes of one file until the end of the connection. `tar`: files and folders as a tar stream.
 * `verified`: the format of docs/transfer-format.md, with Wirebench at both ends.
 */
export const TRANSFER_MODES = ['plain', 'tar', 'verified'] as const;
export const modeSchema = z.enum(TRANSFER_MODES);
export type TransferMode = z.infer<typeof modeSchema>;

export const EXISTING = ['continue', 'overwrite', 'rename', 'skip', 'ask'] as const;
const existingSchema = z.enum(EXISTING);
/** What a question about a file in the way can be answered with. */
export const answerSchema = existingSchema.exclude(['ask']);

/** Who opens the connection: we, or the other side to a port of ours. */
const place = z.discriminatedUnion('how', [
  z.object({
    how: z.literal('listen'),
    address: noSpaces('Address'),
    /** 0 = any free one. */
    port,
    tls: listenTls.optional(),
    /** Connections taken at once; one more is closed at once and counted in `refused`. */
    maxClients: limit('Max connections', 10_000).default(100),
  }),
  z.object({
    how: z.literal('connect'),
    host: noSpaces('Host'),
    port: port.min(1, 'Port must be a whole number from 1 to 65535.'),
    timeoutMs: limit('Connect timeout', DAY_MS).default(10_000),
    tls: clientTls.optional(),
  }),
]);
export type Place = z.output<typeof place>;

const common = {
  place,
  mode: modeSchema,
  /** Plain and tar: what we say when the connection is open, before anything else; sent as UTF-8. */
  greeting: z.string().max(65_536, 'Greeting can be at most 65,536 characters.').default(''),
  /** Keeps all bytes in the capture; else what is told about files, and the first part of what is in them. */
  captureAll: z.boolean().default(false),
};

export const sendInput = z.object({
  ...common,
  items: itemsSchema,
  /** Plain and tar: nothing of the files is sent before the other side has said something. */
  awaitFirst: z.boolean().default(false),
  links: z.enum(['follow', 'keep', 'leave']).default('leave'),
});
export type SendInput = z.input<typeof sendInput>;

export const receiveInput = z.object({
  ...common,
  folder: z.string().min(1, 'Folder is missing.').max(MAX_PATH),
  existing: existingSchema.default('ask'),
  /** Plain: what the file is called; empty: by the time and the other side’s address. */
  fileName: z.string().max(255, 'File name can’t be longer than 255 characters.').default(''),
  links: z.enum(['refuse', 'keep']).default('refuse'),
  maxFiles: limit('Max files', 10_000_000).default(1_000_000),
  maxBytes: limit('Max size', Number.MAX_SAFE_INTEGER).default(1024 ** 4),
});
export type ReceiveInput = z.input<typeof receiveInput>;

/** What became of one file, folder or link. */
export const FILE_STATES = [
  'waiting',
  'checking',
  'moving',
  'done',
  /** There already; nothing had to be sent. */
  'skipped',
  'refused',
  'failed',
] as const;
export const fileStateSchema = z.enum(FILE_STATES);
export type FileState = z.infer<typeof fileStateSchema>;

export const fileRowSchema = z.object({
  index: count,
  path: z.string(),
  kind: z.enum(['file', 'folder', 'link']),
  /** Null where it is not known before the end, as in plain mode. */
  size: count.nullable(),
  /** Bytes that are at the other side or here, those of an earlier try included. */
  moved: count,
  /** Of these, those that were there before. */
  resumed: count,
  state: fileStateSchema,
  /** Where it was written, when that is not `path`. */
  writtenTo: z.string().nullable(),
  /** SHA-256 in hex, when it is whole and was hashed. */
  sha256: z.string().nullable(),
  /** Why it was skipped, refused or failed; how often it was sent again. */
  note: z.string().nullable(),
});
export type FileRow = z.infer<typeof fileRowSchema>;

/** Filters of the list of files. */
export const FILE_FILTERS = ['all', 'left', 'done', 'problems'] as const;

export const PHASES = [
  'connecting',
  /** The other side has to say or begin something. */
  'waiting',
  /** What is to be sent is being walked through. */
  'listing',
  'moving',
  /** All bytes have moved, and are checked or taken in at the other side; or what was there before is compared. */
  'verifying',
  'ended',
] as const;
export type Phase = (typeof PHASES)[number];

export const outcomeSchema = z.enum([
  /** Everything that was wanted is there. */
  'whole',
  /** It ran to its end, and some files were refused or failed. */
  'part',
  'cancelled',
  /** The connection broke or the other side ended early. */
  'broken',
]);

export const transferSessionSchema = sessionBase.extend({
  tool: z.literal('transfer'),
  details: z.object({
    mode: modeSchema,
    direction: z.enum(['send', 'receive']),
    phase: z.enum(PHASES),
    /** Who has stopped it for now. */
    paused: z.object({ here: z.boolean(), there: z.boolean() }),
    /** Bytes of files; those of an earlier try (`resumed`) are part of `moved`. Totals are null while not known. */
    bytes: z.object({ total: count.nullable(), moved: count, resumed: count }),
    files: z.object({
      total: count.nullable(),
      listed: count,
      done: count,
      /** Of those that are done, those that were there already, so that no byte of them was sent. */
      present: count,
      skipped: count,
      refused: count,
      failed: count,
      /** How often a file was sent again because its hash was another. */
      again: count,
    }),
    current: z.object({ path: z.string(), size: count.nullable(), moved: count }).nullable(),
    /** Bytes per second over the last seconds, and milliseconds that are left at that; null where not known. */
    rate: z.number(),
    leftMs: z.number().nullable(),
    /** A file is in the way and the user has to say what to do. */
    question: z
      .object({
        id: count,
        path: z.string(),
        /** The size is not known of plain bytes. */
        incoming: z.object({ size: count.nullable(), modified: z.number() }),
        existing: z.object({ size: count, modified: z.number() }),
      })
      .nullable(),
    outcome: outcomeSchema.nullable(),
    /** Of a receiver. */
    folder: z.string().nullable(),
    /** What a sender sends, in words: `photos`, `3 files`. */
    what: z.string(),
    /** It broke and can go on where it was. */
    canResume: z.boolean(),
    /** Plain and tar, of a receiver that ended within a file: what became of its part, which nothing carries on. */
    leftOver: z.enum(['kept', 'removed']).nullable(),
    /** Bytes that went by without being kept in the capture. */
    notCaptured: count,
    tls: tlsBriefSchema.nullable(),
  }),
});
export type TransferSession = z.infer<typeof transferSessionSchema>;

/** A port that waits for senders or receivers. */
export const transferListenerSchema = listenerBase.extend({
  tool: z.literal('transfer'),
  details: z.object({
    mode: modeSchema,
    direction: z.enum(['send', 'receive']),
    folder: z.string().nullable(),
    what: z.string(),
    tls: z
      .object({
        certificate: certificateSchema.nullable(),
        made: z.boolean(),
        clientCertificate: serverTls.shape.clientCertificate.unwrap(),
      })
      .nullable(),
  }),
});
export type TransferListener = z.infer<typeof transferListenerSchema>;

/** One of the two is set: a listener waits, a session is under way. `port` is the one listened on. */
const started = z.object({
  listener: idSchema.nullable(),
  session: idSchema.nullable(),
  port: z.int().nullable(),
});
const inSession = z.object({ session: idSchema });

export const transferContract = {
  speed: speedContract,
  send: base.input(sendInput).output(started),
  receive: base.input(receiveInput).output(started),
  /** Stops and goes on, on this side. The other side is told in verified mode. */
  pause: base.input(inSession.extend({ on: z.boolean() })).output(ok),
  /** Ends it. What is half there stays as a part where a later try carries it on (verified), and else is removed. */
  cancel: base.input(inSession).output(ok),
  /**
   * Connects again and goes on where it broke; answers with the new session. `change` is for this one connection. Fails
   * where `canResume` is false, unless TLS failed: nothing had moved then.
   */
  resume: base
    .input(inSession.extend({ change: reconnectChange.optional() }))
    .output(z.object({ session: idSchema })),
  /** What to do about the file in the way; `always`: about all that come after it, too. */
  answer: base
    .input(inSession.extend({ question: count, choice: answerSchema, always: z.boolean() }))
    .output(ok),
  /** Files in the order in which they were listed. */
  files: base
    .input(
      inSession.extend({
        filter: z.enum(FILE_FILTERS).default('all'),
        from: count,
        count: z.int().min(1).max(500),
      }),
    )
    .output(z.object({ total: count, files: z.array(fileRowSchema) })),
  /** A text of lines `<sha256>  <path>` as `sha256sum -c` reads them, to a file. */
  saveHashes: base.input(inSession).output(saveResultSchema),
  /** A file that was received, for the page’s own machine. */
  saveFile: base.input(inSession.extend({ index: count })).output(saveResultSchema),
  security: base.input(inSession).output(z.object({ tls: tlsInfoSchema.nullable() })),
  /** Saves the key log of a transfer that was asked to keep its keys. */
  saveKeys: base.input(inSession).output(saveResultSchema),
  /** Takes no more connections. Those there are go on, unless they are to be cancelled. */
  stop: base.input(z.object({ listener: idSchema, cancel: z.boolean() })).output(ok),
};
