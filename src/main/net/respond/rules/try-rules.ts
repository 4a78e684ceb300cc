import { FrameAssembler } from '../../../../contract/payload/frame-assembler.ts';
import { badLengthSentence, frame } from '../../../../contract/payload/framing.ts';
import type { TriedMessage } from '../../../../contract/rules.ts';
import { BenchError } from '../../../bench/failure.ts';
import { fileSize } from '../send-file.ts';
import type { Captures } from './captures.ts';
import type { CompiledAnswer, CompiledSet } from './compile.ts';
import { findRules, stepOf } from './find.ts';
import { MOST_MATCHED } from './rules-connection.ts';
import { render } from './template.ts';

/** More messages than anybody reads. */
const MOST_TRIED = 50;
/** Of an answer, so much is shown; of all that is shown together, so much goes to the window in one piece. */
const MOST_SHOWN = 64 * 1024;
const MOST_TOGETHER = 2 * 1024 * 1024;

export interface Tried {
  messages: TriedMessage[];
  bytes: Uint8Array<ArrayBuffer>;
  rest: number;
  bad: string | null;
}

/** What a set would answer to bytes that come in one read, without sending anything. Files are looked for, not read. */
export async function tryRules(set: CompiledSet, read: Uint8Array, number: number): Promise<Tried> {
  const { messages, rest, bad } = cut(set, read);
  const pieces: Uint8Array[] = [];
  let at = 0;
  const keep = (bytes: Uint8Array) => {
    const shown = bytes.subarray(0, Math.min(MOST_SHOWN, MOST_TOGETHER - at));
    pieces.push(shown);
    at += shown.length;
    return { from: at - shown.length, to: at };
  };
  const off = new Set<string>();
  const stoppedOn = new Map<Uint8Array, string[]>();
  const steps = messages.map((_, index) => stepOf(set, number + index));
  const found = findRules(
    set.rules,
    messages,
    steps,
    ({ rule }) => off.has(rule.id),
    ({ rule }, message) => {
      off.add(rule.id);
      stoppedOn.set(message, [...(stoppedOn.get(message) ?? []), rule.id]);
    },
  );
  const tried: TriedMessage[] = [];
  for (const [index, message] of messages.entries()) {
    const hit = found[index] ?? null;
    const answers: Shown[] = [];
    for (const answer of hit?.rule.answers ?? [])
      answers.push(await answered(set, answer, message, hit!.captures));
    if (!hit && set.otherwise) answers.push(framed(set, set.otherwise, 0));
    tried.push({
      message: keep(message),
      step: steps[index] ?? 0,
      rule: hit?.rule.rule.id ?? null,
      stopped: stoppedOn.get(message) ?? [],
      captures: hit
        ? named(hit.captures).map(([name, span]) => ({ name, part: span && keep(message.subarray(...span)) }))
        : [],
      answers: answers.map(({ bytes, ...answer }) => ({ ...answer, part: bytes && keep(bytes) })),
      after: hit?.rule.rule.after ?? 'nothing',
    });
  }
  const bytes = new Uint8Array(at);
  let to = 0;
  for (const piece of pieces) {
    bytes.set(piece, to);
    to += piece.length;
  }
  return { messages: tried, bytes, rest, bad };
}

function cut(
  { set }: CompiledSet,
  read: Uint8Array,
): { messages: Uint8Array[]; rest: number; bad: string | null } {
  if (set.framing.kind === 'raw') return { messages: [read.subarray()], rest: 0, bad: null };
  const assembler = new FrameAssembler(set.framing, MOST_MATCHED);
  const all = assembler.push(read);
  const wrong = all.find((one) => one.frame.status === 'bad');
  return {
    messages: all
      .filter((one) => one.frame.status === 'ok')
      .slice(0, MOST_TRIED)
      .map((one) => one.payload),
    rest: assembler.pending()?.size ?? 0,
    bad: wrong ? badLengthSentence(set.framing, wrong.frame) : null,
  };
}

type Shown = Omit<TriedMessage['answers'][number], 'part'> & { bytes: Uint8Array | null };

async function answered(
  set: CompiledSet,
  { delayMs, what }: CompiledAnswer,
  message: Uint8Array,
  captures: Captures,
): Promise<Shown> {
  if ('template' in what) {
    const bytes = render(what.template, message, captures);
    if (bytes) return framed(set, bytes, delayMs);
    return { delayMs, bytes: null, file: null, problem: 'The answer would be longer than 16 MiB.' };
  }
  try {
    return {
      delayMs,
      bytes: null,
      file: { path: what.path, size: await fileSize(what.path) },
      problem: null,
    };
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    return { delayMs, bytes: null, file: { path: what.path, size: null }, problem: error.message };
  }
}

function framed({ set }: CompiledSet, bytes: Uint8Array, delayMs: number): Shown {
  const made = set.frameAnswers ? frame(bytes, set.framing) : { ok: true as const, bytes };
  return made.ok
    ? // Only what is shown is kept: an answer can have 16 MiB.
      { delayMs, bytes: made.bytes.slice(0, MOST_SHOWN), file: null, problem: null }
    : { delayMs, bytes: null, file: null, problem: made.message };
}

function named({ spans, named: byName }: Captures): [string, readonly [number, number] | null][] {
  return [
    ...spans.map((span, at): [string, readonly [number, number] | null] => [
      at === 0 ? '$&' : `$${at}`,
      span,
    ]),
    ...Object.entries(byName).map(([name, span]): [string, readonly [number, number] | null] => [
      `\${${name}}`,
      span,
    ]),
  ];
}
