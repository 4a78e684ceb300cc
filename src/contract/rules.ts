import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { base, bytesSchema, idSchema } from './bridge.ts';
import { saveResultSchema } from './capture.ts';
import { failureSchema } from './failure.ts';
import { ruleSetSchema } from './respond.ts';
import { uploadedSchema } from './uploads.ts';

const count = z.int().min(0);
const revision = z.string().max(32);

/** What a rule did since the bench was opened, everywhere it is in use. */
export const ruleTotalsSchema = z.object({
  set: idSchema,
  rule: idSchema,
  matched: count,
  /** Where and on how many bytes its regular expression ran away last, until it is changed. */
  stopped: z.object({ bytes: count, where: z.string() }).nullable(),
  problem: z.string().nullable(),
});
export type RuleTotals = z.infer<typeof ruleTotalsSchema>;

/** Bytes of the answer's `bytes`, `from` to `to`. */
const part = z.object({ from: count, to: count });
export const triedMessageSchema = z.object({
  /** The message as it was matched. */
  message: part,
  /** The step that it is. */
  step: count,
  /** The rule that matches; null where none does. */
  rule: idSchema.nullable(),
  /** Rules that ran away on it. */
  stopped: z.array(idSchema),
  /** `$&`, `$1`, `$name` …; null for a group that took no part. */
  captures: z.array(z.object({ name: z.string(), part: part.nullable() })),
  answers: z.array(
    z.object({
      delayMs: count,
      /** As it would be sent; null for a file. */
      part: part.nullable(),
      file: z.object({ path: z.string(), size: count.nullable() }).nullable(),
      /** Why it could not be sent. */
      problem: z.string().nullable(),
    }),
  ),
  after: z.enum(['nothing', 'close', 'reset']),
});
export type TriedMessage = z.infer<typeof triedMessageSchema>;

/** Sets of rules, saved by name. Every window sees the same ones, and who uses a set that is changed follows at once. */
export const rulesContract = {
  watch: base.output(
    eventIterator(
      z.object({
        sets: z.array(ruleSetSchema),
        /** What is wrong with the file they are kept in. */
        problem: failureSchema.nullable(),
      }),
    ),
  ),
  /** A few times a second while rules match. */
  watchTotals: base.output(eventIterator(z.object({ totals: z.array(ruleTotalsSchema) }))),
  /**
   * Replaces the set of this id, or adds it. Fails with BAD_INPUT and a field such as `rules.2.match`; and with CHANGED
   * where `was`, the revision (`payload/revision.ts`) of the set that was edited, is not the one that is saved.
   */
  save: base.input(ruleSetSchema.extend({ was: revision.optional() })).output(z.object({ revision })),
  remove: base.input(z.object({ set: idSchema })).output(z.object({})),
  /** What a set, saved or not, would answer to a message that is number `number` of its connection. */
  try: base
    .input(
      z.object({
        set: ruleSetSchema,
        message: bytesSchema.refine((b) => b.size <= 256 * 1024, 'at most 256 KiB'),
        number: z
          .int('Message number must be a whole number.')
          .min(1, 'Message number counts from 1.')
          .max(1e9),
      }),
    )
    .output(
      z.object({
        messages: z.array(triedMessageSchema),
        bytes: z.instanceof(Blob),
        /** Bytes at the end that are no whole message. */
        rest: count,
        /** What the framing says of a bad length. */
        bad: z.string().nullable(),
      }),
    ),
  /** A JSON file of sets, without ids. */
  export: base.input(z.object({ sets: z.array(idSchema).min(1).max(1000) })).output(saveResultSchema),
  /** Adds the sets of such a file, all or none. A name that is there already gets a number. */
  import: base
    .input(z.object(uploadedSchema))
    .output(z.object({ sets: z.array(z.object({ id: idSchema, name: z.string() })) })),
};
