import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { base } from '../bridge.ts';
import { failureSchema } from '../failure.ts';
import { MAX_PATH } from '../files.ts';

/** How fast a connection is, and what keeps it from being faster. Part of the File transfer tool. */

const count = z.int().min(0);
const name = (field: string) =>
  z
    .string()
    .min(1, `${field} is missing.`)
    .max(255, `${field} can’t be longer than 255 characters.`)
    .regex(/^\S*$/, `${field} can’t contain spaces.`);
const port = (least: number) => {
  const message = `Port must be a whole number from ${least} to 65535.`;
  return z.int(message).min(least, message).max(65535, message);
};
const SECONDS = 'Each measurement must take from 0.2 to 60 seconds.';

/** Where the files for measuring the disk are; they are gone afterwards. */
const folder = z.string().min(1, 'Folder is missing.').max(MAX_PATH);

export const speedMeasureInput = z.object({
  host: name('Host'),
  port: port(1),
  /** How long each of the measurements takes, in milliseconds. */
  ms: z.int(SECONDS).min(200, SECONDS).max(60_000, SECONDS).default(3000),
  /** Measures with the disks of both ends, too. */
  disk: z.boolean().default(true),
  folder,
});
export type SpeedMeasureInput = z.input<typeof speedMeasureInput>;

export const speedAnswerInput = z.object({
  address: name('Address'),
  /** 0 = any free one. */
  port: port(0),
  folder,
});
export type SpeedAnswerInput = z.input<typeof speedAnswerInput>;

/** What limits a measurement. `machine`: both ends are this program, and its processor is what they share. */
export const SPEED_LIMITS = [
  'network',
  'sender',
  'receiver',
  'sender-disk',
  'receiver-disk',
  'machine',
] as const;
export type SpeedLimit = (typeof SPEED_LIMITS)[number];

/** What one end has done with its time, as parts of 1: waited for the wire, for its disk; and how busy it was. */
export const speedShareSchema = z.object({
  wire: z.number().min(0).max(1),
  disk: z.number().min(0).max(1),
  cpu: z.number().min(0).max(1),
});
export type SpeedShare = z.infer<typeof speedShareSchema>;

export const speedStepSchema = z.object({
  /** `up`: from here to the other side. */
  direction: z.enum(['up', 'down']),
  disk: z.boolean(),
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  /** Bytes per second that have arrived; while it runs, of the last moments. */
  rate: z.number(),
  bytes: count,
  /** Bytes per second over its time, at most 200 points. */
  points: z.array(z.number()),
  limit: z.enum(SPEED_LIMITS).nullable(),
  sender: speedShareSchema.nullable(),
  receiver: speedShareSchema.nullable(),
  failure: failureSchema.nullable(),
});
export type SpeedStep = z.infer<typeof speedStepSchema>;

export const speedUpdateSchema = z.object({
  steps: z.array(speedStepSchema),
  roundTripMs: z.number().nullable(),
  over: z.boolean(),
});
export type SpeedUpdate = z.infer<typeof speedUpdateSchema>;

export const speedAnsweringSchema = z.object({
  address: z.string(),
  port: z.int(),
  exposed: z.boolean(),
  /** Measurements under way and so far. */
  open: count,
  answered: count,
  /** Who measured last. */
  peer: z.string().nullable(),
  /** Why the last one failed. */
  failure: failureSchema.nullable(),
});
export type SpeedAnswering = z.infer<typeof speedAnsweringSchema>;

export const speedContract = {
  /** Measures, one thing after the other, and tells how it goes; ends with `over`. Cancelled by ending the stream. */
  measure: base.input(speedMeasureInput).output(eventIterator(speedUpdateSchema)),
  /** Answers those who measure, until the stream is ended. */
  answer: base.input(speedAnswerInput).output(eventIterator(speedAnsweringSchema)),
};
