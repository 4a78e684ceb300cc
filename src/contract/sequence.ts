import { z } from 'zod';
import { idSchema } from './bridge.ts';
import { framingSchema } from './framing.ts';
import { parseEscapes } from './payload/escape.ts';
import { parseHex } from './payload/hex.ts';
import { LINE_ENDINGS } from './payload/line-ending.ts';
import { ENCODINGS } from './payload/message.ts';

const DAY = 24 * 3600 * 1000;
const ms = (field: string, least = 0) => {
  const said = `${field} must be a whole number of milliseconds from ${least} to 86,400,000.`;
  return z.int(said).min(least, said).max(DAY, said);
};

function whyNoPattern(text: string): string | null {
  try {
    RegExp(text);
    return null;
  } catch (error) {
    // `Invalid regular expression: /(/: Unterminated group`
    return error instanceof Error ? (error.message.split(': ').at(-1)?.toLowerCase() ?? '') : String(error);
  }
}

/** What to wait for, in the raw bytes received since the step before ended. */
export const expectedSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('text'),
    /** With escapes, as in the composer. */
    text: z
      .string()
      .min(1, 'Text to wait for is missing.')
      .max(100_000, 'Text to wait for can have at most 100,000 characters.')
      .superRefine((text, { addIssue }) => {
        const parsed = parseEscapes(text);
        if (!parsed.ok) addIssue({ code: 'custom', message: parsed.message });
      }),
    /** Nothing else may come before it. */
    next: z.boolean().default(false),
  }),
  z.object({
    kind: z.literal('hex'),
    hex: z
      .string()
      .max(200_000, 'Hex to wait for can have at most 200,000 characters.')
      .superRefine((text, { addIssue }) => {
        const parsed = parseHex(text);
        if (!parsed.ok) addIssue({ code: 'custom', message: parsed.message });
        else if (parsed.bytes.length === 0)
          addIssue({ code: 'custom', message: 'Hex to wait for is missing.' });
      }),
    next: z.boolean().default(false),
  }),
  z.object({
    kind: z.literal('regex'),
    /** Matched byte by byte: `\xff` is the byte ff, `.` is any byte but a line break. */
    pattern: z
      .string()
      .min(1, 'Pattern is missing.')
      .max(10_000, 'Pattern can have at most 10,000 characters.')
      .superRefine((text, { addIssue }) => {
        const why = whyNoPattern(text);
        if (why !== null) addIssue({ code: 'custom', message: `Pattern can’t be read: ${why}.` });
      }),
    ignoreCase: z.boolean().default(false),
  }),
  z.object({ kind: z.literal('any') }),
]);
export type Expected = z.infer<typeof expectedSchema>;

const inline = z.object({
  encoding: z.enum(ENCODINGS),
  text: z
    .string()
    .max(
      100_000,
      'A message in a sequence can have at most 100,000 characters. Save it, and send the saved one.',
    ),
  ending: z.enum(LINE_ENDINGS),
  template: z.boolean(),
  framing: framingSchema,
});

/** A step of a sequence. Only `repeat` holds further steps, three deep at most. */
const plainSteps = [
  /** Counters of templates count the sends of the run. */
  z.object({
    kind: z.literal('send'),
    message: z.union([z.object({ saved: idSchema }), z.object({ spec: inline })]),
  }),
  z.object({ kind: z.literal('wait'), expected: expectedSchema, withinMs: ms('Within', 1) }),
  /** Passes when nothing comes for so long. */
  z.object({ kind: z.literal('silence'), forMs: ms('For', 1) }),
  z.object({ kind: z.literal('pause'), ms: ms('Pause') }),
] as const;
const times = z
  .int('Times must be a whole number from 1 to 1,000,000.')
  .min(1, 'Times must be a whole number from 1 to 1,000,000.')
  .max(1_000_000, 'Times must be a whole number from 1 to 1,000,000.');
const repeatOf = <T extends z.ZodType>(step: T) =>
  z.object({
    kind: z.literal('repeat'),
    times,
    steps: z.array(step).min(1, 'A repeat needs a step.').max(100, 'A repeat can have at most 100 steps.'),
  });
const innermost = z.discriminatedUnion('kind', [...plainSteps]);
const inner = z.discriminatedUnion('kind', [...plainSteps, repeatOf(innermost)]);
const middle = z.discriminatedUnion('kind', [...plainSteps, repeatOf(inner)]);
export const stepSchema = z.discriminatedUnion('kind', [...plainSteps, repeatOf(middle)]);
export type Step = z.infer<typeof stepSchema>;

/** Steps in a step, itself included. */
export const stepsIn = (step: Step): number =>
  step.kind === 'repeat' ? step.steps.reduce((sum, one) => sum + stepsIn(one), 1) : 1;

export const STEP_STATES = ['waiting', 'running', 'passed', 'failed', 'stopped'] as const;
export type StepState = (typeof STEP_STATES)[number];

/** Bytes as a result shows them: the first ones, as hex and as escaped text. */
const shownSchema = z.object({ bytes: z.int(), hex: z.string(), text: z.string() });
export type Shown = z.infer<typeof shownSchema>;

/** What a step came to, the last time where it is repeated. */
export const stepResultSchema = z.object({
  state: z.enum(STEP_STATES),
  /** How often it has passed. */
  passed: z.int(),
  /** 0: a step of the sequence; 1: of a repeat in it, and so on. */
  depth: z.int(),
  /** What it does, as a sentence without an end: `Wait for "OK"`. */
  title: z.string(),
  /** Milliseconds it took. */
  took: z.number().nullable(),
  /** What happened, when it failed: one sentence, and why. */
  problem: z.string().nullable(),
  /** What it sent, or what it waited for and found. */
  done: shownSchema.nullable(),
  /** Of a step that failed: what was expected, and what came instead. */
  expected: shownSchema.nullable(),
  came: shownSchema.nullable(),
});
export type StepResult = z.infer<typeof stepResultSchema>;

/** One run of a sequence. */
export const runSchema = z.object({
  id: idSchema,
  /** The saved sequence it was; null for steps that were not saved. */
  sequence: idSchema.nullable(),
  name: z.string(),
  session: idSchema,
  /** The session's title. */
  where: z.string(),
  state: z.enum(['running', 'passed', 'failed', 'stopped']),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  /** All steps, those of a repeat after it. */
  steps: z.array(stepResultSchema),
});
export type Run = z.infer<typeof runSchema>;
