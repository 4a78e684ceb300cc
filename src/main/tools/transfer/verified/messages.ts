import { z } from 'zod';
import { MAX_PATH } from '../../../../contract/files.ts';
import { MAX_OPEN, MOST_TOGETHER } from './bounds.ts';
import { controlFrame, type FrameName } from './frames.ts';
import { isPlain } from './plain-messages.ts';

/**
 * What the control frames hold. Every field of the other side is held against these; fields that are not known are
 * left aside, so that a later version may add some.
 */

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const id = z.number().int().min(0).max(0xffff_ffff);
const ids = z.array(id).max(MAX_OPEN).optional();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const sentence = z.string().max(1000);
const reasons = z
  .array(z.tuple([id, sentence]))
  .max(MAX_OPEN)
  .optional();
const time = z.number().min(-8.64e15).max(8.64e15);
const permissions = z.number().int().min(0).max(0o777);
/** Of a whole. */
const part = z.number().min(0).max(1);
const path = z.string().min(1).max(MAX_PATH);

const entry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), path, size: count, modified: time, mode: permissions }),
  z.object({ kind: z.literal('folder'), path, modified: time, mode: permissions }),
  z.object({ kind: z.literal('link'), path, modified: time, target: path }),
]);
export type ListedEntry = z.infer<typeof entry>;

export const MESSAGES = {
  hello: z.object({
    version: z.number().int().min(1),
    /** `speed`: what is measured, not kept. */
    role: z.enum(['send', 'receive', 'speed']),
    app: z.string().max(200).optional(),
  }),
  /** `first`: the id of the first; the others follow. `end`: no more come. */
  list: z.object({ first: id, entries: z.array(entry).max(10_000), end: z.boolean().optional() }),
  want: z.object({
    take: ids,
    /** How many bytes of it are there. */
    have: z
      .array(z.tuple([id, count.min(1)]))
      .max(MAX_OPEN)
      .optional(),
    /** A folder or link that is there now. */
    made: ids,
    skip: reasons,
    refuse: reasons,
  }),
  prefix: z.object({ id, have: count, sha256 }),
  file: z.object({ id, from: count }),
  end: z.object({ id, size: count, sha256 }),
  /** Whole files, whose bytes follow one after the other in one data frame; and the hash of each. */
  many: z.object({
    ids: z.array(id).min(1).max(MOST_TOGETHER),
    sha256: z.array(sha256).min(1).max(MOST_TOGETHER),
  }),
  fail: z.object({ id, why: sentence, changed: z.boolean().optional() }),
  got: z.object({ got: ids, again: ids, failed: reasons }),
  done: z.object({}),
  bye: z.object({}),
  pause: z.object({ on: z.boolean() }),
  stop: z.object({ why: sentence, cancelled: z.boolean().optional() }),
  ping: z.object({}),
  pong: z.object({}),
  /** Between two of role `speed` only. `ask` names a measurement; `report` asks what became of it. */
  measure: z.object({
    ask: z.string().regex(/^[0-9a-f]{16}$/),
    what: z.enum(['up', 'down', 'report']),
    disk: z.boolean(),
    ms: count.max(60_000),
  }),
  report: z.object({
    run: z.string().max(100),
    bytes: count,
    ms: z.number().min(0).max(1e9),
    wire: part,
    disk: part,
    cpu: part,
  }),
} satisfies { [name in Exclude<FrameName, 'data'>]: z.ZodType };

type Messages = typeof MESSAGES;
export type MessageName = keyof Messages;
export type Message<N extends MessageName> = z.infer<Messages[N]>;
/** Each with its name, to tell them apart by. */
export type AnyMessage = { [N in MessageName]: { name: N; message: Message<N> } }[MessageName];

export type Want = Message<'want'>;
export type Got = Message<'got'>;

/** A frame that says this. */
export const frameOf = <N extends MessageName>(name: N, message: Message<N>): Uint8Array =>
  controlFrame(name, message);

/** What a control frame holds, or what is wrong with it: the field, and what was expected of it. */
export function readMessage(
  name: MessageName,
  message: unknown,
): { ok: true; value: AnyMessage } | { ok: false; problem: string } {
  if (isPlain(name, message)) return { ok: true, value: { name, message } as AnyMessage };
  const read = MESSAGES[name].safeParse(message);
  if (read.success) return { ok: true, value: { name, message: read.data } as AnyMessage };
  const [issue] = read.error.issues;
  const field = issue?.path.map(String).join('.') ?? '';
  return { ok: false, problem: `${field === '' ? 'the whole' : field}: ${issue?.message ?? 'not valid'}` };
}

/** What an entry weighs against `MAX_OPEN_BYTES`. */
export const weightOf = (one: { path: string; target?: string | undefined }): number =>
  64 + Buffer.byteLength(one.path) + Buffer.byteLength(one.target ?? '');

/** A sentence that fits into a frame. */
export const short = (text: string): string => (text.length > 1000 ? `${text.slice(0, 999)}…` : text);
