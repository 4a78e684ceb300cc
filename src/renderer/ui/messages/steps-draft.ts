import type { Step } from '../../../contract/messages.ts';
import { parseEscapes } from '../../../contract/payload/escape.ts';
import { parseHex } from '../../../contract/payload/hex.ts';
import { compileMessage, type MessageSpec, PLAIN } from '../../../contract/payload/message.ts';

export const STEP_KINDS = ['send', 'wait', 'silence', 'pause', 'repeat'] as const;
export type StepKind = (typeof STEP_KINDS)[number];
export const EXPECTED_KINDS = ['text', 'hex', 'regex', 'any'] as const;
export type ExpectedKind = (typeof EXPECTED_KINDS)[number];

/** A step as its fields show it; each kind keeps what was last given for it. */
export interface StepDraft {
  /** For the list only. */
  key: number;
  kind: StepKind;
  /** A saved message; empty: what is written here. */
  saved: string;
  spec: MessageSpec;
  expected: ExpectedKind;
  wanted: string;
  next: boolean;
  ignoreCase: boolean;
  withinMs: string;
  forMs: string;
  pauseMs: string;
  times: string;
  steps: StepDraft[];
}

/** Repeats in repeats. */
export const MOST_DEPTH = 3;
const DAY = 24 * 3600 * 1000;

let lastKey = 0;

export const freshStep = (kind: StepKind): StepDraft => ({
  key: ++lastKey,
  kind,
  saved: '',
  spec: { ...PLAIN, text: '', ending: 'CRLF' },
  expected: 'text',
  wanted: '',
  next: false,
  ignoreCase: false,
  withinMs: '2000',
  forMs: '500',
  pauseMs: '100',
  times: '3',
  steps: [],
});

export function draftSteps(steps: readonly Step[]): StepDraft[] {
  return steps.map((step) => {
    const draft = freshStep(step.kind);
    switch (step.kind) {
      case 'send':
        return 'saved' in step.message
          ? { ...draft, saved: step.message.saved }
          : { ...draft, spec: step.message.spec };
      case 'wait': {
        const { expected } = step;
        const wanted =
          expected.kind === 'text'
            ? expected.text
            : expected.kind === 'hex'
              ? expected.hex
              : expected.kind === 'regex'
                ? expected.pattern
                : '';
        return {
          ...draft,
          expected: expected.kind,
          wanted,
          next: 'next' in expected && expected.next,
          ignoreCase: 'ignoreCase' in expected && expected.ignoreCase,
          withinMs: String(step.withinMs),
        };
      }
      case 'silence':
        return { ...draft, forMs: String(step.forMs) };
      case 'pause':
        return { ...draft, pauseMs: String(step.ms) };
      case 'repeat':
        return { ...draft, times: String(step.times), steps: draftSteps(step.steps) };
    }
  });
}

export type ReadSteps = { ok: true; steps: Step[] } | { ok: false; key: number; message: string };

/** What the fields say, or the first step that can't be read and why. */
export function readSteps(drafts: readonly StepDraft[]): ReadSteps {
  const steps: Step[] = [];
  for (const draft of drafts) {
    const step = readStep(draft);
    if ('problem' in step) return { ok: false, key: draft.key, message: step.problem };
    if ('inner' in step) {
      const inner = readSteps(draft.steps);
      if (!inner.ok) return inner;
      // The contract bounds how deep repeats stand in each other, and so does the editor.
      steps.push({ kind: 'repeat', times: step.inner, steps: inner.steps });
    } else steps.push(step.step);
  }
  return { ok: true, steps };
}

function readStep(draft: StepDraft): { step: Step } | { inner: number } | { problem: string } {
  switch (draft.kind) {
    case 'send': {
      if (draft.saved !== '') return { step: { kind: 'send', message: { saved: draft.saved } } };
      if (draft.spec.text === '' && draft.spec.ending === 'None')
        return { problem: 'The message to send is empty.' };
      const read = compileMessage(draft.spec);
      return read.ok ? { step: { kind: 'send', message: { spec: draft.spec } } } : { problem: read.message };
    }
    case 'wait': {
      const withinMs = readCount(draft.withinMs, 'Within', 1, DAY);
      if (typeof withinMs === 'string') return { problem: withinMs };
      const { wanted, next, ignoreCase } = draft;
      if (draft.expected === 'any') return { step: { kind: 'wait', expected: { kind: 'any' }, withinMs } };
      if (wanted === '') return { problem: 'What to wait for is missing.' };
      if (draft.expected === 'regex') {
        const why = whyNoPattern(wanted);
        return why === null
          ? { step: { kind: 'wait', expected: { kind: 'regex', pattern: wanted, ignoreCase }, withinMs } }
          : { problem: `Pattern can’t be read: ${why}.` };
      }
      const parsed = draft.expected === 'hex' ? parseHex(wanted) : parseEscapes(wanted);
      if (!parsed.ok) return { problem: parsed.message };
      return draft.expected === 'hex'
        ? { step: { kind: 'wait', expected: { kind: 'hex', hex: wanted, next }, withinMs } }
        : { step: { kind: 'wait', expected: { kind: 'text', text: wanted, next }, withinMs } };
    }
    case 'silence': {
      const forMs = readCount(draft.forMs, 'For', 1, DAY);
      return typeof forMs === 'string' ? { problem: forMs } : { step: { kind: 'silence', forMs } };
    }
    case 'pause': {
      const ms = readCount(draft.pauseMs, 'Pause', 0, DAY);
      return typeof ms === 'string' ? { problem: ms } : { step: { kind: 'pause', ms } };
    }
    case 'repeat': {
      const times = readCount(draft.times, 'Times', 1, 1_000_000);
      if (typeof times === 'string') return { problem: times };
      return draft.steps.length === 0 ? { problem: 'A repeat needs a step.' } : { inner: times };
    }
  }
}

function readCount(text: string, name: string, least: number, most: number): number | string {
  const value = /^\s*\d[\d,]*\s*$/.test(text) ? Number(text.replace(/\D/g, '')) : Number.NaN;
  return value >= least && value <= most
    ? value
    : `${name} must be a whole number from ${least} to ${most.toLocaleString('en-US')}.`;
}

function whyNoPattern(text: string): string | null {
  try {
    RegExp(text);
    return null;
  } catch (error) {
    return error instanceof Error ? (error.message.split(': ').at(-1)?.toLowerCase() ?? '') : '';
  }
}

/** The steps with one changed, removed (null), or moved by one place; others keep their identity. */
export function withStep(
  drafts: readonly StepDraft[],
  key: number,
  change: (draft: StepDraft) => StepDraft | null,
): StepDraft[] {
  return drafts.flatMap((draft) => {
    if (draft.key === key) return change(draft) ?? [];
    if (draft.steps.length === 0) return draft;
    const steps = withStep(draft.steps, key, change);
    return steps.length === draft.steps.length && steps.every((step, i) => step === draft.steps[i])
      ? draft
      : { ...draft, steps };
  });
}

export function movedStep(drafts: readonly StepDraft[], key: number, by: -1 | 1): StepDraft[] {
  const at = drafts.findIndex((draft) => draft.key === key);
  if (at < 0) return drafts.map((draft) => ({ ...draft, steps: movedStep(draft.steps, key, by) }));
  const to = at + by;
  if (to < 0 || to >= drafts.length) return [...drafts];
  return drafts.with(at, drafts[to]!).with(to, drafts[at]!);
}
