import type { Shown, Step, StepResult } from '../../../contract/messages.ts';
import { escapeBytes } from '../../../contract/payload/escape.ts';
import { formatHex } from '../../../contract/payload/hex.ts';
import type { MessageSpec } from '../../../contract/payload/message.ts';
import type { Expected } from '../../../contract/sequence.ts';

/** The most bytes that a result shows of what was sent or came. */
export const SHOWN_BYTES = 64;
const TITLE = 60;

/** The first of `length` bytes as a result shows them. */
export function shown(bytes: Uint8Array, length: number): Shown {
  const first = bytes.subarray(0, SHOWN_BYTES);
  return { bytes: length, hex: formatHex(first), text: escapeBytes(first) };
}

/** The results of steps before any of them has begun, those of a repeat after it. */
export function freshResults(
  steps: readonly Step[],
  saved: (id: string) => string | null,
  depth = 0,
): StepResult[] {
  return steps.flatMap((step) => [
    {
      state: 'waiting',
      passed: 0,
      depth,
      title: titleOf(step, saved),
      took: null,
      problem: null,
      done: null,
      expected: null,
      came: null,
    } satisfies StepResult,
    ...(step.kind === 'repeat' ? freshResults(step.steps, saved, depth + 1) : []),
  ]);
}

const count = (value: number): string => value.toLocaleString('en-US');
const short = (text: string): string => (text.length > TITLE ? `${text.slice(0, TITLE)}…` : text);

function titleOf(step: Step, saved: (id: string) => string | null): string {
  switch (step.kind) {
    case 'send':
      return 'spec' in step.message
        ? `Send ${messageWords(step.message.spec)}`
        : `Send “${saved(step.message.saved) ?? 'a message that is gone'}”`;
    case 'wait':
      return `Wait for ${expectedWords(step.expected)}`;
    case 'silence':
      return `Expect nothing for ${count(step.forMs)} ms`;
    case 'pause':
      return `Pause ${count(step.ms)} ms`;
    case 'repeat':
      return `Repeat ${count(step.times)} ${step.times === 1 ? 'time' : 'times'}`;
  }
}

const messageWords = ({ encoding, text }: MessageSpec): string =>
  encoding === 'Hex' ? short(text.trim()) : `“${short(text)}”`;

function expectedWords(expected: Expected): string {
  switch (expected.kind) {
    case 'text':
      return `“${short(expected.text)}”${expected.next ? ' next' : ''}`;
    case 'hex':
      return `${short(expected.hex.trim())}${expected.next ? ' next' : ''}`;
    case 'regex':
      return `/${short(expected.pattern)}/${expected.ignoreCase ? 'i' : ''}`;
    case 'any':
      return 'anything';
  }
}
