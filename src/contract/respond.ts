import { z } from 'zod';
import { bytesSchema, idSchema } from './bridge.ts';
import { framingSchema } from './framing.ts';

/** What a listener or a bound socket answers: fixed ways, or rules that somebody wrote. */

const small = bytesSchema.refine((b) => b.size <= 64 * 1024, 'at most 64 KiB');
const count = z.int().min(0);

/** `greeting` is sent on accept, before anything else, whatever the mode. `file` sends a file on accept and closes. */
export const RESPOND_MODES = ['nothing', 'echo', 'upper-case', 'prefix', 'file', 'rules'] as const;
export type RespondMode = (typeof RESPOND_MODES)[number];

const filePath = z
  .string()
  .min(1, 'File is missing. Write the path of a file on the machine where Wirebench runs.')
  .max(4096, 'File can be at most 4,096 characters.')
  .refine((text) => !text.includes('\0'), 'File can’t contain a null character.');

export const respondInput = z
  .object({
    mode: z.enum(RESPOND_MODES),
    /** For `prefix`: the bytes put before each answer. */
    prefix: small.optional(),
    greeting: small.optional(),
    /** For `file`: a path on the machine where the bench runs. */
    file: filePath.optional(),
    /** For `rules`: the id of a saved set. */
    rules: idSchema.optional(),
  })
  .refine((input) => input.mode !== 'file' || input.file !== undefined, {
    path: ['file'],
    message: 'File is missing. Write the path of a file on the machine where Wirebench runs.',
  })
  .refine((input) => input.mode !== 'rules' || input.rules !== undefined, {
    path: ['rules'],
    message: 'Rules are missing. Choose a saved set of rules.',
  });
export type RespondInput = z.input<typeof respondInput>;

/** How often a rule has answered, and why it does not where it cannot. */
const ruleUseSchema = z.object({
  id: idSchema,
  name: z.string(),
  matched: count,
  /** Its regular expression ran away on this many bytes; it stays off here until the responder is set anew. */
  stoppedOn: count.nullable(),
  /** What went wrong the last time it answered: a file that is missing. */
  problem: z.string().nullable(),
});
export type RuleUse = z.infer<typeof ruleUseSchema>;

/** What a responder does, as it is told in summaries: without the bytes. */
export const respondInfo = z.object({
  mode: z.enum(RESPOND_MODES),
  prefixBytes: z.int(),
  greetingBytes: z.int(),
  file: z.string().nullable(),
  rules: z
    .object({
      set: idSchema,
      /** Null where the set was removed since. */
      name: z.string().nullable(),
      /** Messages that no rule matched. */
      unmatched: count,
      /** Rules that have matched, or have something to tell. */
      rules: z.array(ruleUseSchema),
    })
    .nullable(),
});
export type RespondInfo = z.infer<typeof respondInfo>;

const named = (what: string) =>
  z.string().trim().min(1, `${what} is missing.`).max(100, `${what} can be at most 100 characters.`);
const typed = (what: string) => z.string().max(128 * 1024, `${what} can be at most 128 KiB.`);

/** Bytes as they were typed; what they mean is read by the bench, which says what cannot be read. */
export const typedBytes = z.object({
  encoding: z.enum(['text', 'hex', 'base64']),
  text: typed('Answer'),
});

const literal = { encoding: z.enum(['text', 'hex']), text: typed('Match') };
export const matchSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('any') }),
  z.object({ kind: z.literal('exact'), ...literal }),
  z.object({ kind: z.literal('starts-with'), ...literal }),
  z.object({ kind: z.literal('contains'), ...literal }),
  /** Hex with `?` for a nibble and `*` for any run of bytes; the whole message has to fit. */
  z.object({ kind: z.literal('mask'), mask: z.string().max(16 * 1024, 'Mask can be at most 16 KiB.') }),
  z.object({
    kind: z.literal('regex'),
    pattern: z
      .string()
      .min(1, 'Regular expression is missing.')
      .max(4096, 'Regular expression can be at most 4,096 characters.'),
    flags: z.string().regex(/^[imsuv]*$/, 'Flags can be i, m, s, u and v.'),
    /** `bytes`: each byte is one character U+0000 to U+00FF. `text`: the message is read as UTF-8. */
    on: z.enum(['bytes', 'text']),
  }),
]);
export type RuleMatch = z.infer<typeof matchSchema>;

const delayMs = z
  .int('Delay must be a whole number of milliseconds.')
  .min(0, 'Delay can’t be negative.')
  .max(3_600_000, 'Delay can be at most an hour (3,600,000 ms).')
  .default(0);
/**
 * One thing a rule sends. In text and hex `$1`, `${name}` and `$&` stand for the bytes that matched, `$$` for a dollar.
 */
export const answerSchema = z.discriminatedUnion('kind', [
  typedBytes.extend({ kind: z.literal('bytes'), delayMs }),
  z.object({ kind: z.literal('file'), path: filePath, delayMs }),
]);
export type RuleAnswer = z.infer<typeof answerSchema>;

export const ruleSchema = z.object({
  id: idSchema,
  name: named('Name of the rule'),
  on: z.boolean().default(true),
  /** Given: it is looked at for this message of a connection only, counted from 1. */
  step: z
    .int('Step must be a whole number.')
    .min(1, 'Step counts from 1.')
    .max(1000)
    .nullable()
    .default(null),
  match: matchSchema,
  answers: z.array(answerSchema).max(50, 'A rule can have at most 50 answers.'),
  /** After the last answer. */
  after: z.enum(['nothing', 'close', 'reset']).default('nothing'),
});
export type Rule = z.infer<typeof ruleSchema>;

/** The first rule in order that matches a message answers it. */
export const ruleSetSchema = z.object({
  id: idSchema,
  name: named('Name of the set'),
  /** What is matched: whole messages of a stream, or its reads as they come. A datagram is always one message. */
  framing: framingSchema.default({ kind: 'raw' }),
  /** Answers go out as messages of the same framing. */
  frameAnswers: z.boolean().default(false),
  /** Past the last step: stay at it, begin again, or answer by rules without a step only. */
  afterSteps: z.enum(['stay', 'wrap', 'silent']).default('stay'),
  rules: z.array(ruleSchema).max(500, 'A set can have at most 500 rules.'),
  /** What is answered where no rule matched; null: nothing. */
  otherwise: typedBytes.nullable().default(null),
});
export type RuleSet = z.infer<typeof ruleSetSchema>;
