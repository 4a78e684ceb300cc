import { z } from 'zod';
import { base, bytesSchema, idSchema, MAX_CHUNK } from './bridge.ts';
import { MAX_ROWS, ROW_KINDS } from './rows.ts';

const offset = z.int().min(0);
export const directionSchema = z.enum(['in', 'out']);

/** One row of a timeline. `offset` is the place of its bytes in the stream of its direction. */
export const rowSchema = z.object({
  seq: offset,
  /** Milliseconds since the epoch with a fraction; never goes back within one capture. */
  time: z.number(),
  kind: z.enum(ROW_KINDS),
  /** Bytes; 0 for a life-cycle row. */
  length: offset,
  offset,
  /** A life-cycle row's sentence. */
  text: z.string().optional(),
  /** Who sent or gets these bytes, where a session has more than one peer: `127.0.0.1:5001`. */
  peer: z.string().optional(),
  /** How many bytes of the page's `preview` belong to this row; they stand in the order of the rows. */
  preview: offset,
});
export type Row = z.infer<typeof rowSchema>;

export const rowPageSchema = z.object({
  total: offset,
  rows: z.array(rowSchema),
  preview: z.instanceof(Blob),
});

/** A row of two captures merged by time. `joined` names the rows at the other end that hold the same bytes. */
export const pairRowSchema = rowSchema.extend({
  side: z.enum(['left', 'right']),
  /** The place in the merged order. */
  index: offset,
  joined: z.object({ first: offset, count: offset }).optional(),
});
export type PairRow = z.infer<typeof pairRowSchema>;

/** What a save came to: a path on the desktop, an address to download from in a browser. */
export const saveResultSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('saved'), path: z.string(), bytes: offset }),
  z.object({ kind: z.literal('download'), url: z.string() }),
  z.object({ kind: z.literal('cancelled') }),
]);

const inSession = z.object({ session: idSchema });
const peerName = z.string().min(1).max(300);
const ofStream = inSession.extend({ direction: directionSchema });

export const captureContract = {
  /** The rows `from … from+count-1` that exist. */
  rows: base
    .input(inSession.extend({ from: offset, count: z.int().min(1).max(MAX_ROWS) }))
    .output(rowPageSchema),
  /** Who the rows of a session speak of, in the order in which they came: the first `count` of `total`. */
  peers: base
    .input(
      inSession.extend({
        count: z.int().min(0).max(1000),
        /** One whose rows are wanted, also when it is not among the first. */
        peer: peerName.optional(),
      }),
    )
    .output(
      z.object({
        total: offset,
        peers: z.array(z.object({ peer: z.string(), rows: offset })),
        /** Rows of `peer`; 0 when it has none. */
        rows: offset,
      }),
    ),
  /** As `rows`, of one peer only: `from` counts its own rows, and `total` is how many they are. */
  peerRows: base
    .input(inSession.extend({ peer: peerName, from: offset, count: z.int().min(1).max(MAX_ROWS) }))
    .output(rowPageSchema),
  /** Bytes of one direction; fewer than asked for at the end of what has come. */
  bytes: base
    .input(ofStream.extend({ offset, length: z.int().min(0).max(MAX_CHUNK) }))
    .output(z.instanceof(Blob)),
  /** The row that holds the byte at `offset` of a direction, or null past the end. */
  rowAt: base.input(ofStream.extend({ offset })).output(z.object({ seq: offset.nullable() })),
  /** The next (or, backwards, the last earlier) place of `needle` at or after (strictly before) `from`. */
  find: base
    .input(
      ofStream.extend({
        needle: bytesSchema,
        from: offset,
        backwards: z.boolean().default(false),
        /** ASCII letters match in either case. */
        ignoreCase: z.boolean().default(false),
      }),
    )
    .output(z.object({ offset: offset.nullable() })),
  /** Rows of both ends of one connection, merged by time: `left` and `right` are sessions that are each other's twin. */
  pair: base
    .input(z.object({ left: idSchema, right: idSchema, from: offset, count: z.int().min(1).max(MAX_ROWS) }))
    .output(z.object({ total: offset, rows: z.array(pairRowSchema), preview: z.instanceof(Blob) })),
  /** Bytes per second over the last minute, oldest first, 60 numbers each way, for the sessions that are in view. */
  rates: base.input(z.object({ sessions: z.array(idSchema).max(200) })).output(
    z.object({
      rates: z.array(z.object({ session: idSchema, in: z.array(z.number()), out: z.array(z.number()) })),
    }),
  ),
  /** Saves bytes of one direction to a file: through a dialog on the desktop, as a download in a browser. */
  save: base
    .input(ofStream.extend({ offset, length: offset, name: z.string().min(1).max(200) }))
    .output(saveResultSchema),
  /** Tries again to grow a capture that stalled (a full disk, a limit that has been raised since). */
  resume: base.input(inSession).output(z.object({})),
};
