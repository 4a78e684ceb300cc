import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { base, idSchema } from '../bridge.ts';
import { saveResultSchema } from '../capture.ts';
import { failureSchema } from '../failure.ts';
import { requestSchema } from '../http/request.ts';
import { MOST_AT_ONCE, MOST_PER_SECOND, MOST_REQUESTS } from '../payload/load-limits.ts';
import { contextSchema } from './http.ts';

/** Many requests: one request, or those of a collection in turn, sent again and again. Part of the HTTP tool. */

const count = z.int().min(0);
const ms = z.number().min(0);

const DAY = 86_400_000;
const whole = (field: string, most: number) => {
  const message = `${field} must be a whole number from 1 to ${most.toLocaleString('en-US')}.`;
  return z.int(message).min(1, message).max(most, message);
};
const TIME = 'Time must be from 0.1 seconds to a day.';
const RATE = `Per second must be a number from 0.1 to ${MOST_PER_SECOND.toLocaleString('en-US')}.`;
const atOnce = whole('At a time', MOST_AT_ONCE);

export const loadPlanSchema = z.object({
  amount: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('requests'), count: whole('Requests', MOST_REQUESTS) }),
    z.object({ kind: z.literal('time'), ms: z.number(TIME).min(100, TIME).max(DAY, TIME) }),
  ]),
  pace: z.discriminatedUnion('kind', [
    /** Each of so many sends its next when its answer is there. */
    z.object({ kind: z.literal('together'), atOnce }),
    /** By the clock, whatever the server does, with at most so many on their way. */
    z.object({
      kind: z.literal('rate'),
      perSecond: z.number(RATE).min(0.1, RATE).max(MOST_PER_SECOND, RATE),
      atOnce,
    }),
  ]),
});
export type LoadPlan = z.infer<typeof loadPlanSchema>;

/** Milliseconds. Of the requests that were answered, whatever their status. */
const latencySchema = z.object({
  mean: ms,
  min: ms,
  p50: ms,
  p90: ms,
  p99: ms,
  p999: ms,
  max: ms,
});
export type Latency = z.infer<typeof latencySchema>;

export const LOAD_STATES = ['starting', 'running', 'done', 'stopped', 'failed'] as const;

export const loadSchema = z.object({
  id: idSchema,
  name: z.string(),
  state: z.enum(LOAD_STATES),
  plan: loadPlanSchema,
  startedAt: z.number(),
  /** So far, or in all. */
  ms,
  /** As they were written; what came of each. Of more than 100 the first. */
  requests: z.array(
    z.object({
      method: z.string(),
      url: z.string(),
      version: z.enum(['1.1', '2']),
      done: count,
      failed: count,
      p50: ms.nullable(),
      p99: ms.nullable(),
    }),
  ),
  /** `done`: answered. `cut`: under way at the end. `due`: should have been sent by now; at a rate only. */
  counts: z.object({
    begun: count,
    open: count,
    done: count,
    failed: count,
    cut: count,
    due: count.nullable(),
  }),
  connections: z.object({ open: count, opened: count }),
  statuses: z.array(z.object({ status: count, count })),
  /** Why requests failed. */
  errors: z.array(z.object({ code: z.string(), message: z.string(), count })),
  bytes: z.object({ sent: count, received: count }),
  /** Answers a second, over all the time. */
  perSecond: z.number().min(0),
  /** From when a request was sent to its last byte; null while there is none. */
  measured: latencySchema.nullable(),
  /**
   * Corrected for coordinated omission. At a rate: from when it was due. Else: as if each of those at a time had kept
   * on sending while an answer was late.
   */
  corrected: latencySchema.nullable(),
  /** See `BARS_PER_DECADE`. */
  bars: z.object({ first: count, measured: z.array(z.number()), corrected: z.array(z.number()) }),
  /** At most 240 points, `everyMs` apart: answers a second, failures a second, and what half of them took. */
  series: z.object({
    everyMs: ms,
    points: z.array(z.object({ done: z.number(), failed: z.number(), p50: ms, p99: ms })),
  }),
  /** At a rate: how late this machine was at most, though a connection was free. */
  lateMs: ms.nullable(),
  failure: failureSchema.nullable(),
});
export type Load = z.infer<typeof loadSchema>;
export type LoadState = Load['state'];

export const loadsUpdate = z.object({
  reset: z.boolean(),
  loads: z.array(loadSchema),
  removed: z.array(idSchema),
});
export type LoadsUpdate = z.infer<typeof loadsUpdate>;

/** What is sent: in turn, from the first. */
const what = z.object({
  requests: z
    .array(requestSchema)
    .min(1, 'There is no request to send.')
    .max(1000, 'There can be at most 1,000 requests in one load.'),
  context: contextSchema,
  plan: loadPlanSchema,
  name: z.string().max(300),
});
export type LoadInput = z.infer<typeof what>;
const inLoad = z.object({ load: idSchema });

export const httpLoadContract = {
  /** Tries one connection to each server first, and fails where that fails. Goes on without the window. */
  start: base.input(what).output(inLoad),
  /** A few times a second while something changes. The latest 50 are kept. */
  watch: base.output(eventIterator(loadsUpdate)),
  /** At once: what is under way is given up. */
  stop: base.input(inLoad).output(z.object({})),
  remove: base.input(z.object({ loads: z.array(idSchema).min(1).max(100) })).output(z.object({})),
  /** The same plan as a script for k6. Secrets are read from its environment. */
  k6: base.input(what).output(z.object({ script: z.string() })),
  saveK6: base.input(what).output(saveResultSchema),
};
