import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { base, idSchema } from '../bridge.ts';
import { saveResultSchema } from '../capture.ts';
import { failureSchema } from '../failure.ts';
import { collectionSchema, insideSchema } from '../http/library.ts';
import { MOST_LIMIT_MS, MOST_PAUSE_MS, MOST_ROUNDS } from '../payload/run-limits.ts';

/** Runs of collections: each kept request is sent once, in the order of the tree, and held against what it expects. */

const ok = z.object({});
const count = z.int().min(0);
const ms = z.number().min(0);

const whole = (field: string, least: number, most: number) => {
  const message = `${field} must be a whole number from ${least} to ${most.toLocaleString('en-US')}.`;
  return z.int(message).min(least, message).max(most, message);
};

export const runPlanSchema = z.object({
  rounds: whole('Rounds', 1, MOST_ROUNDS),
  /** Between two requests. */
  pauseMs: whole('Pause', 0, MOST_PAUSE_MS),
  /** Ends behind the first that is not answered, or not as expected. */
  stopAtFirst: z.boolean(),
  /** A request that takes longer is ended and has failed: an event stream may last for ever. 0: no limit. */
  limitMs: whole('Longest', 0, MOST_LIMIT_MS),
});
export type RunPlan = z.infer<typeof runPlanSchema>;

const runInput = z.object({
  collection: collectionSchema,
  /** A folder, with all below it, or a request; empty: all of the collection. */
  path: insideSchema,
  environment: z.string().max(200).nullable(),
  plan: runPlanSchema,
});
export type RunInput = z.infer<typeof runInput>;

export const RUN_STATES = ['running', 'done', 'stopped'] as const;

export const runSchema = runInput.extend({
  id: idSchema,
  /** Of the request, the folder or the collection. */
  name: z.string(),
  state: z.enum(RUN_STATES),
  /** Why it ended before it was through. */
  note: z.string().nullable(),
  /** Only those that had failed in another run. */
  partial: z.boolean(),
  startedAt: z.number(),
  /** So far, or in all. */
  ms,
  /** Rows: requests of all rounds together. Those before `over` are over; the next is under way while it runs. */
  rows: count,
  over: count,
  /** `unmet`: answered, and not as expected. `failed`: not answered. `skipped`: not sent. */
  counts: z.object({ passed: count, unmet: count, failed: count, skipped: count }),
  expectations: z.object({ met: count, unmet: count }),
  /** Passed without any expectation. */
  unchecked: count,
});
export type Run = z.infer<typeof runSchema>;

export const ROW_STATES = ['waiting', 'running', 'passed', 'unmet', 'failed', 'skipped'] as const;

export const runRowSchema = z.object({
  /** Its place among all rows of the run. */
  index: count,
  /** From 1. */
  round: count,
  path: z.string(),
  name: z.string(),
  method: z.string(),
  url: z.string(),
  state: z.enum(ROW_STATES),
  /** It may not be kept any more. */
  exchange: idSchema.nullable(),
  status: count.nullable(),
  reason: z.string(),
  ms: ms.nullable(),
  /** Of the answer’s body, as it was on the wire. */
  bytes: count,
  expectations: z.object({ met: count, unmet: count }),
  /** The first expectations that were not met. */
  unmet: z.array(z.object({ text: z.string(), found: z.string() })),
  /** Why no answer came. */
  failure: failureSchema.nullable(),
  /** Why it was not sent. */
  note: z.string().nullable(),
});
export type RunRow = z.infer<typeof runRowSchema>;

const inRun = z.object({ run: idSchema });

export const httpRunContract = {
  /** Goes on without the window. Fails where there is nothing to run, or the environment can’t be read. */
  start: base.input(runInput).output(inRun),
  /** The same once more, as its files are now; `failed`: only what was not answered as expected. */
  again: base.input(inRun.extend({ only: z.enum(['all', 'failed']) })).output(inRun),
  /** All runs that are kept, the earliest first; a few times a second while something changes. */
  watch: base.output(eventIterator(z.object({ runs: z.array(runSchema) }))),
  rows: base
    .input(
      inRun.extend({
        only: z.enum(['all', 'failed']),
        from: count,
        count: z.int().min(1).max(500),
      }),
    )
    .output(z.object({ rows: z.array(runRowSchema) })),
  /** At once: the request that is under way is cancelled. */
  stop: base.input(inRun).output(ok),
  remove: base.input(z.object({ runs: z.array(idSchema).min(1).max(100) })).output(ok),
  /** As JUnit has it, or as JSON; without secrets. */
  save: base.input(inRun.extend({ format: z.enum(['junit', 'json']) })).output(saveResultSchema),
};
