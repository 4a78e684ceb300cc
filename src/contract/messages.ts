import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { base, bytesSchema, idSchema } from './bridge.ts';
import { failureSchema } from './failure.ts';
import { framingSchema } from './framing.ts';
import { ENCODINGS, type MessageSpec } from './payload/message.ts';
import { LINE_ENDINGS } from './payload/line-ending.ts';
import { runSchema, stepsIn, stepSchema } from './sequence.ts';
import { uploadedSchema } from './uploads.ts';

export { type Run, type Shown, type Step, type StepResult, stepSchema } from './sequence.ts';

const ok = z.object({});

/** The most characters of one message that is saved or made by main. */
export const MAX_TEXT = 1_000_000;

/** A message as it is written down; see `payload/message.ts`. */
export const messageSpecSchema: z.ZodType<MessageSpec> = z.object({
  encoding: z.enum(ENCODINGS, 'Encoding must be Text, Hex or Base64.'),
  text: z.string('Message is missing.').max(MAX_TEXT, `Message can have at most ${MAX_TEXT} characters.`),
  ending: z.enum(LINE_ENDINGS, 'Line ending must be None, LF, CR or CRLF.'),
  template: z.boolean(),
  framing: framingSchema,
});

/** All steps of a sequence, those of its repeats counted once: a window gets their results in one piece. */
const MAX_STEPS = 1000;

/** What a repeat sends: the same bytes each time, or a message that is made anew for each, counting from `counter`. */
export const repeatWhat = {
  bytes: bytesSchema.optional(),
  message: z.object({ spec: messageSpecSchema, counter: z.int().min(0) }).optional(),
};

/** Keys that fire a saved message: none that the app, a browser or a text field needs. */
export const MESSAGE_KEYS = [
  ...['1', '2', '3', '4', '5', '6', '7', '8', '9'].map((digit) => `Ctrl+Alt+${digit}`),
  'F6',
  'F7',
  'F8',
  'F9',
] as const;

const name = z
  .string('Name is missing.')
  .trim()
  .min(1, 'Name is missing.')
  .max(200, 'Name can have at most 200 characters.');
const inFolder = {
  id: idSchema,
  name,
  /** The folder it is in; null: none. */
  folder: idSchema.nullable(),
};
const key = z
  .string()
  .refine((text) => MESSAGE_KEYS.includes(text), `Key must be one of ${MESSAGE_KEYS.join(', ')}.`)
  .nullable();

export const folderSchema = z.object({ kind: z.literal('folder'), ...inFolder });
export const savedMessageSchema = z.object({
  kind: z.literal('message'),
  ...inFolder,
  key,
  spec: messageSpecSchema,
  /** Where it is meant to go, for people: `TCP 192.168.0.7:5000`. */
  target: z.string().max(200, 'For can have at most 200 characters.').default(''),
});
export const sequenceSchema = z.object({
  kind: z.literal('sequence'),
  ...inFolder,
  key,
  steps: z
    .array(stepSchema)
    .max(500, 'A sequence can have at most 500 steps.')
    .refine(
      (steps) => steps.reduce((sum, step) => sum + stepsIn(step), 0) <= MAX_STEPS,
      `A sequence can have at most ${MAX_STEPS} steps, those of its repeats counted once.`,
    ),
});
/** One thing in the panel of saved messages. */
export const savedSchema = z.discriminatedUnion('kind', [folderSchema, savedMessageSchema, sequenceSchema]);
export type Saved = z.infer<typeof savedSchema>;
export type SavedFolder = z.infer<typeof folderSchema>;
export type SavedMessage = z.infer<typeof savedMessageSchema>;
export type Sequence = z.infer<typeof sequenceSchema>;

/** All that is saved, in the order in which it is shown. */
export const librarySchema = z.object({
  items: z.array(savedSchema),
  /** What is wrong with the file they are kept in. */
  problem: failureSchema.nullable(),
});
export type Library = z.infer<typeof librarySchema>;

export const messagesContract = {
  /** All there is, and again after each change by any window; latest wins. */
  watch: base.output(eventIterator(librarySchema)),
  /**
   * Adds an item, or puts it in the place of the one with its id. An id of `new` gets one made. Fails with CHANGED where
   * `was`, the revision (`payload/revision.ts`) of the item that was edited, is not the one that is saved.
   */
  put: base
    .input(z.object({ item: savedSchema, was: z.string().max(32).optional() }))
    .output(z.object({ id: idSchema })),
  /** Into a folder (null: none), before another item there (null: at its end). */
  move: base
    .input(
      z.object({
        ids: z.array(idSchema).min(1).max(5000),
        folder: idSchema.nullable(),
        before: idSchema.nullable(),
      }),
    )
    .output(ok),
  /** Takes items away, folders with all that is in them. `undo` brings them back, as long as the bench runs. */
  remove: base
    .input(z.object({ ids: z.array(idSchema).min(1).max(5000) }))
    .output(z.object({ removed: z.int(), undo: idSchema })),
  undo: base.input(z.object({ undo: idSchema })).output(ok),
  /**
   * Reads a file of ours, or Packet Sender's export (JSON) or `packets.ini`. Everything in it is added, in a folder of
   * the file's name for Packet Sender's; a file that can't be read changes nothing.
   */
  import: base.input(z.object({ name: z.string().max(255), ...uploadedSchema })).output(
    z.object({
      added: z.int(),
      format: z.enum(['wirebench', 'packet-sender']),
      notes: z.array(z.string()),
    }),
  ),
  /** Saves these items (folders with all that is in them), or all there is, as a file that `import` reads. */
  export: base
    .input(z.object({ ids: z.array(idSchema).min(1).max(5000).optional() }))
    .output(
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('saved'), path: z.string(), bytes: z.int() }),
        z.object({ kind: z.literal('download'), url: z.string() }),
        z.object({ kind: z.literal('cancelled') }),
      ]),
    ),
  /** Starts a saved sequence, or steps that are not saved, in a session. One sequence runs in a session at a time. */
  run: base
    .input(
      z.object({
        session: idSchema,
        sequence: z.union([
          z.object({ id: idSchema }),
          z.object({ name, steps: sequenceSchema.shape.steps }),
        ]),
      }),
    )
    .output(z.object({ run: idSchema })),
  stop: base.input(z.object({ run: idSchema })).output(ok),
  /** The last runs, oldest first, and each again when it changes. */
  runs: base.output(eventIterator(z.object({ run: runSchema.nullable(), removed: z.array(idSchema) }))),
};
