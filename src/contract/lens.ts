import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { base, idSchema } from './bridge.ts';
import { directionSchema, saveResultSchema } from './capture.ts';
import { failureSchema } from './failure.ts';
import { framingSchema } from './framing.ts';
import { NAMED_KINDS } from './payload/framing.ts';
import { MAX_ROWS, ROW_KINDS } from './rows.ts';

const count = z.int().min(0);
/** Bytes that are asked for in one call. */
const MAX_CONTENT = 1024 * 1024;

/** A capture seen as messages: one framing for both directions. */
export const lensSpecSchema = z.object({
  framing: z.union([
    framingSchema,
    z.object({
      kind: z.enum(NAMED_KINDS),
      /** Of HTTP/2: the frames of this stream alone, and no steps in the life of the connection. */
      stream: z.int().min(0).optional(),
    }),
  ]),
  /** Places in the streams where framing begins anew, whatever came before. */
  starts: z
    .array(z.object({ direction: directionSchema, offset: count }))
    .max(64, 'Framing can begin anew at 64 places at most.')
    .default([]),
});
export type LensSpec = z.input<typeof lensSpecSchema>;

/** `raw`: bytes that nothing frames, after a prefix with a bad length, read by read. */
export const MESSAGE_STATUSES = ['ok', 'bad', 'unfinished', 'raw'] as const;
export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

/** A message, or a step in the life of the connection, in the order in which they were complete. */
export const lensRowSchema = z.object({
  /** The place in that order. */
  index: count,
  /** The row of the capture that completed it. */
  seq: count,
  time: z.number(),
  kind: z.enum(ROW_KINDS),
  /** Null for a life-cycle row. */
  status: z.enum(MESSAGE_STATUSES).nullable(),
  /** The message on the wire, with length and ending: its place in the stream of its direction. */
  start: count,
  size: count,
  /** Its payload. */
  offset: count,
  length: count,
  /** The first of the rows it came in, and how many of its direction those are. */
  first: count,
  reads: count,
  /** True when the one row that it came in holds more than it. */
  part: z.boolean(),
  /** Where the other end is on the bench: how many rows there hold its bytes, none before they arrived. */
  joined: count.optional(),
  /** A life-cycle row's sentence, what is wrong with a length, or what a frame is where they are named. */
  text: z.string().optional(),
  /** The text says what it is. */
  named: z.boolean().optional(),
  /** Bytes of what it says, where `content` can tell them: without masks, the heads of its parts, and compression. */
  content: count.optional(),
  /** How many bytes of the page's `preview` belong to this row. */
  preview: count,
});
export type LensRow = z.infer<typeof lensRowSchema>;

const underWay = z.object({ start: count, size: count }).nullable();

/** How far the messages of a capture are known. */
export const lensStateSchema = z.object({
  /** Rows that can be pulled, and how many of them are messages, and have a bad length. */
  total: count,
  messages: count,
  bad: count,
  /** Rows of the capture that were looked at. The rest is looked at while somebody watches. */
  looked: count,
  /** Bytes that have come of a message that is not complete. */
  pending: z.object({ in: underWay, out: underWay }),
  /** Why it can't go on now. */
  problem: failureSchema.nullable(),
});
export type LensState = z.infer<typeof lensStateSchema>;

const ofLens = z.object({ session: idSchema, lens: lensSpecSchema });
const part = { index: count, offset: count };

export const lensContract = {
  /** Looks through the capture while this is listened to; tells a few times a second how far it is. */
  watch: base.input(ofLens).output(eventIterator(lensStateSchema)),
  /** The rows `from … from+count-1` that are known by now. */
  rows: base
    .input(ofLens.extend({ from: count, count: z.int().min(1).max(MAX_ROWS) }))
    .output(z.object({ total: count, rows: z.array(lensRowSchema), preview: z.instanceof(Blob) })),
  /**
   * What a named message says, from an offset on, as far as it goes. Fails with NO_CONTENT where that is not known, and
   * with NOT_FOUND where there is no such row.
   */
  content: base
    .input(ofLens.extend({ ...part, length: z.int().min(0).max(MAX_CONTENT) }))
    .output(z.object({ bytes: z.instanceof(Blob) })),
  /** Saves a part of what a message says. */
  saveContent: base
    .input(ofLens.extend({ ...part, length: count, name: z.string().min(1).max(200) }))
    .output(saveResultSchema),
  /** The row whose message holds a byte of a direction, or null where none is known to. */
  at: base
    .input(ofLens.extend({ direction: directionSchema, offset: count }))
    .output(z.object({ index: count.nullable() })),
};
