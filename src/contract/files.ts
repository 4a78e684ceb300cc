import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { base, bytesSchema, idSchema } from './bridge.ts';

/**
 * Files that the user hands over: by their path where the main process can read them, or lent by the page, which then
 * answers for their bytes. Paths inside a folder have `/` between their parts on every system.
 */

const count = z.int().min(0);
export const MAX_PATH = 4096;
const path = (field: string) =>
  z
    .string()
    .min(1, `${field} is missing.`)
    .max(MAX_PATH, `${field} can’t be longer than ${MAX_PATH.toLocaleString('en-US')} characters.`)
    .refine((text) => !text.includes('\0'), `${field} can’t contain a null character.`);

/** What is to be sent: a file or folder of this machine, or all that a page has lent. */
export const itemSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('path'), path: path('File') }),
  z.object({ kind: z.literal('loan'), loan: idSchema }),
]);
export type Item = z.infer<typeof itemSchema>;
export const itemsSchema = z.array(itemSchema).min(1, 'Choose a file or a folder first.').max(10_000);

export const ENTRY_KINDS = ['file', 'folder', 'link'] as const;

/** One file or folder that a page lends. */
const lentSchema = z.object({
  /** With its folders, as it was dropped: `photos/2024/a.jpg`. */
  path: path('Name'),
  kind: z.enum(['file', 'folder']),
  size: count,
  /** Milliseconds since the epoch. */
  modified: z.number(),
});
export type Lent = z.infer<typeof lentSchema>;

/** Small files that a page is asked for at once. */
export const MAX_TOGETHER = 1000;
const message = z.string().max(1000);

/** What main asks of a page that lends files. */
export const loanEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('open'), loan: idSchema }),
  /** Bytes `[offset, offset+length)` of the file with this index; answered by `answer` or `failed`. */
  z.object({ kind: z.literal('ask'), ask: count, file: count, offset: count, length: count }),
  /** All bytes of each of these small files, at most `MAX_CHUNK` together; answered by `answerMany` or `failed`. */
  z.object({ kind: z.literal('askMany'), ask: count, files: z.array(count).max(MAX_TOGETHER) }),
]);
export type LoanEvent = z.infer<typeof loanEventSchema>;

const inLoan = z.object({ loan: idSchema });
const ok = z.object({});

export const filesContract = {
  /** A dialog of the desktop; null when it was cancelled or the host has none (`info.can.nativeDialogs`). */
  pick: base
    .input(
      z.object({
        /** `folder`: one, to receive into. */
        what: z.enum(['files', 'folders', 'folder']),
        title: z.string().max(200),
      }),
    )
    .output(z.object({ paths: z.array(z.string()).nullable() })),
  /** What stands at these paths. `size` is null for a folder, which is not counted. */
  look: base.input(z.object({ paths: z.array(path('File')).min(1).max(10_000) })).output(
    z.object({
      items: z.array(
        z.object({
          path: z.string(),
          name: z.string(),
          kind: z.enum([...ENTRY_KINDS, 'other', 'missing']),
          size: count.nullable(),
          modified: z.number().nullable(),
        }),
      ),
    }),
  ),
  /** Where received files go unless the user chooses: a folder for downloads of the user who runs the app. */
  places: base.output(z.object({ downloads: z.string() })),
  /** A page lends files until it gives up the stream: first its id, then what main wants to read. */
  lend: base.output(eventIterator(loanEventSchema)),
  /** The files it lends, in as many calls as it takes; they are numbered from 0 in this order. */
  add: base.input(inLoan.extend({ files: z.array(lentSchema).min(1).max(2000) })).output(ok),
  /** What `ask` wanted; fewer bytes only where the file ends. */
  answer: base.input(inLoan.extend({ ask: count, bytes: bytesSchema })).output(ok),
  /**
   * What `askMany` wanted: the bytes of the files one after the other, and for each in turn how many of them are its
   * own, or what the browser said when it could not be read.
   */
  answerMany: base
    .input(
      inLoan.extend({
        ask: count,
        read: z.array(z.union([count, message])).max(MAX_TOGETHER),
        bytes: bytesSchema,
      }),
    )
    .output(ok),
  /** The page can’t read it (any more): what its browser said. */
  failed: base.input(inLoan.extend({ ask: count, message })).output(ok),
};
