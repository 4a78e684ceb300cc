import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { base, bytesSchema, idSchema } from '../bridge.ts';

/**
 * How the body of an answer is looked at: laid out line by line, as events of a stream, and beside another one. It is
 * looked through while somebody watches, also while it still comes; lines are pulled.
 */

const count = z.int().min(0);

/** How a body can be laid out. */
export const LAYOUTS = ['json', 'xml', 'html'] as const;
export type Layout = (typeof LAYOUTS)[number];

/** The most lines or events of one call. */
export const MAX_LINES = 512;
/** Characters of a line that are told with others; `line` tells more. */
export const MAX_LINE_TEXT = 1000;

const lineSchema = z.object({
  /** Without what indents it; at most {@link MAX_LINE_TEXT} characters. */
  text: z.string(),
  depth: count,
  /** Lines below it belong to it, up to the next one that is not deeper. */
  opens: z.boolean(),
  /** Bytes of it that are left out. */
  more: count,
});
export type LaidLine = z.infer<typeof lineSchema>;

export const layoutState = z.object({
  /** Lines so far. */
  lines: count,
  /** Bytes looked through. */
  looked: count,
  /** The body has ended and all of it is laid out. */
  whole: z.boolean(),
  /** Why the lines end, or what is wrong with them: one sentence. */
  note: z.string().nullable(),
});
export type LayoutState = z.infer<typeof layoutState>;

const eventSchema = z.object({
  /** When this bench saw it; null: it was there before anybody looked. */
  time: z.number().nullable(),
  /** Empty: `message`. */
  event: z.string(),
  id: z.string().nullable(),
  /** At most {@link MAX_LINE_TEXT} characters. */
  data: z.string(),
  /** Characters of it that are left out. */
  more: count,
});
export type ServerEvent = z.infer<typeof eventSchema>;

export const eventsState = z.object({
  events: count,
  whole: z.boolean(),
  /** What was not understood, latest wins. */
  note: z.string().nullable(),
});
export type EventsState = z.infer<typeof eventsState>;

/** A line of two bodies that stand side by side; `skipped` stands for lines that both have. */
const pairSchema = z.object({
  kind: z.enum(['same', 'changed', 'left', 'right', 'skipped']),
  left: z.object({ line: count, text: z.string() }).nullable(),
  right: z.object({ line: count, text: z.string() }).nullable(),
  skipped: count,
});
export type PairedLine = z.infer<typeof pairSchema>;

const laid = z.object({ exchange: idSchema, layout: z.enum(LAYOUTS) });
const lineNumber = z.int().min(0);
const page = { from: count, count: z.int().min(1).max(MAX_LINES) };

export const httpViewContract = {
  /** How far the body is laid out, a few times a second; it goes on while this is read. */
  watch: base.input(laid).output(eventIterator(layoutState)),
  /** The lines `from … from+count-1` that exist. */
  lines: base.input(laid.extend(page)).output(z.object({ lines: z.array(lineSchema) })),
  /** One line with all of its text, at most 1 MiB of it. */
  line: base.input(laid.extend({ line: lineNumber })).output(z.object({ text: z.string(), more: count })),
  /** The last line that belongs to one which opens: the one that closes it; null while that has not come. */
  end: base.input(laid.extend({ line: lineNumber })).output(z.object({ end: count.nullable() })),
  /** What opens at a depth, as pairs of first and last line: at most 50,000 of them. */
  folds: base
    .input(laid.extend({ depth: z.int().min(0).max(1000) }))
    .output(z.object({ folds: z.array(count), cut: z.boolean() })),
  /** The next line at or after `from` (backwards: at or before) that holds `text`, letters in either case. */
  find: base
    .input(
      laid.extend({
        text: z.string().min(1).max(1000),
        from: lineNumber,
        backwards: z.boolean().default(false),
      }),
    )
    .output(z.object({ line: count.nullable() })),
  /** The next place of `needle` in the decoded body at or after `from` (backwards: before it). */
  findBytes: base
    .input(
      z.object({
        exchange: idSchema,
        needle: bytesSchema,
        from: count,
        backwards: z.boolean().default(false),
        ignoreCase: z.boolean().default(false),
      }),
    )
    .output(z.object({ offset: count.nullable() })),
  /** Server-sent events as they come (WHATWG HTML, 9.2). */
  watchEvents: base.input(z.object({ exchange: idSchema })).output(eventIterator(eventsState)),
  events: base
    .input(z.object({ exchange: idSchema, ...page }))
    .output(z.object({ events: z.array(eventSchema) })),
  /** Two bodies line by line, laid out where both can be. */
  compare: base
    .input(z.object({ left: idSchema, right: idSchema, layout: z.enum(LAYOUTS).nullable() }))
    .output(
      z.object({
        rows: z.array(pairSchema),
        /** Lines that only one has. */
        differences: count,
        /** Why not all of it was compared. */
        note: z.string().nullable(),
      }),
    ),
};
