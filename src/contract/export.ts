import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { base, idSchema } from './bridge.ts';
import { directionSchema } from './capture.ts';

const count = z.int().min(0);

/**
 * `text`: the timeline as lines. `xxd` and `hexdump`: as `xxd` and `hexdump -C` print the bytes of one direction.
 * `jsonl`: one JSON object a line. `raw`: the bytes of one direction. `pcapng`: packets with headers made up for them.
 */
export const EXPORT_FORMATS = ['pcapng', 'text', 'jsonl', 'xxd', 'hexdump', 'raw'] as const;
export const exportFormat = z.enum(EXPORT_FORMATS);
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What of a session: all of it, the rows `first … last`, one direction, or both limits together. */
export const exportPart = z.object({
  session: idSchema,
  rows: z
    .object({ first: count, last: count })
    .refine(({ first, last }) => first <= last, { path: ['last'], message: 'comes before the first row' })
    .optional(),
  direction: directionSchema.optional(),
});
export type ExportPart = z.infer<typeof exportPart>;

export const exportInput = z
  .object({
    format: exportFormat,
    /** One session, or all those of a listener that have been accepted so far. */
    what: z.union([exportPart, z.object({ listener: idSchema })]),
    /** The name offered for the file. */
    name: z.string().min(1, 'Name is missing').max(200, 'Name can have at most 200 characters'),
  })
  .refine(
    ({ format, what }) => !isOfOneDirection(format) || ('session' in what && what.direction !== undefined),
    { path: ['direction'], message: 'This format holds the bytes of one direction: say which' },
  )
  .refine(({ format, what }) => 'session' in what || format === 'pcapng', {
    path: ['format'],
    message: 'Several sessions go into one file as pcapng only',
  });
export type ExportInput = z.input<typeof exportInput>;

function isOfOneDirection(format: ExportFormat): boolean {
  return format === 'xxd' || format === 'hexdump' || format === 'raw';
}

/**
 * What an export tells. `progress` counts payload bytes and rows that are through, and bytes of the file. `download` is
 * where the browser fetches the file, and comes only in the browser host; `done` comes when it has it.
 */
export const exportEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('started'), bytes: count, rows: count }),
  z.object({ kind: z.literal('download'), url: z.string() }),
  z.object({ kind: z.literal('progress'), bytes: count, rows: count, written: count }),
  z.object({ kind: z.literal('done'), path: z.string().nullable(), written: count }),
  /** The user closed the dialog that asks where to save. */
  z.object({ kind: z.literal('cancelled') }),
]);
export type ExportEvent = z.infer<typeof exportEvent>;

export const exportContract = {
  /**
   * Writes what there is now to a file: through a dialog on the desktop, as a download in a browser. Giving up the
   * stream cancels it, and a browser then drops what it has. A download that is dropped fails with DOWNLOAD_DROPPED.
   */
  start: base.input(exportInput).output(eventIterator(exportEvent)),
};
