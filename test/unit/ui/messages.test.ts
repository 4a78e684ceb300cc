import { describe, expect, it } from 'vitest';
import type { Saved, Step } from '../../../src/contract/messages.ts';
import { MESSAGE_KEYS as CONTRACT_KEYS } from '../../../src/contract/messages.ts';
import { compileMessage, PLAIN } from '../../../src/contract/payload/message.ts';
import { previewParts } from '../../../src/renderer/ui/compose/Preview.tsx';
import { MESSAGE_KEYS } from '../../../src/renderer/ui/messages/keys.ts';
import {
  draftSteps,
  freshStep,
  movedStep,
  readSteps,
  withStep,
} from '../../../src/renderer/ui/messages/steps-draft.ts';
import { folderChoices, savedRows } from '../../../src/renderer/ui/messages/tree-rows.ts';

const folder = (id: string, parent: string | null = null): Saved => ({
  kind: 'folder',
  id,
  name: id,
  folder: parent,
});
const message = (id: string, parent: string | null = null): Saved => ({
  kind: 'message',
  id,
  name: id,
  folder: parent,
  key: null,
  target: '',
  spec: { ...PLAIN, text: id },
});

describe('the panel', () => {
  const items = [message('a'), message('in b', 'b'), folder('b'), folder('c', 'b'), message('in c', 'c')];

  it('shows folders on top with what is in them, and hides what is folded', () => {
    const shown = (folded: string[]) =>
      savedRows(items, new Set(folded)).map(({ item, depth }) => [item.id, depth]);
    expect(shown([])).toEqual([
      ['b', 0],
      ['c', 1],
      ['in c', 2],
      ['in b', 1],
      ['a', 0],
    ]);
    expect(shown(['b'])).toEqual([
      ['b', 0],
      ['a', 0],
    ]);
    expect(savedRows(items, new Set(['b']))[0]?.inside).toBe(2);
  });

  it('offers no folder inside itself', () => {
    expect(folderChoices(items).map(({ label }) => label)).toEqual(['No folder', 'b', 'b / c']);
    expect(folderChoices(items, 'b').map(({ label }) => label)).toEqual(['No folder']);
  });

  it('offers the keys that main takes', () => {
    expect(MESSAGE_KEYS).toEqual([...CONTRACT_KEYS]);
  });
});

describe('the editor of sequences', () => {
  const steps: Step[] = [
    { kind: 'send', message: { saved: 'x' } },
    { kind: 'send', message: { spec: { ...PLAIN, text: 'hi', template: true } } },
    { kind: 'wait', expected: { kind: 'text', text: 'OK\\r\\n', next: true }, withinMs: 5 },
    { kind: 'wait', expected: { kind: 'hex', hex: '06', next: false }, withinMs: 6 },
    { kind: 'wait', expected: { kind: 'regex', pattern: 'a+', ignoreCase: true }, withinMs: 7 },
    { kind: 'wait', expected: { kind: 'any' }, withinMs: 8 },
    {
      kind: 'repeat',
      times: 2,
      steps: [
        { kind: 'silence', forMs: 9 },
        { kind: 'pause', ms: 0 },
      ],
    },
  ];

  it('gives back the steps that it was given', () => {
    expect(readSteps(draftSteps(steps))).toEqual({ ok: true, steps });
  });

  it('names the step that can’t be read', () => {
    const wrong = (patch: object, kind: Step['kind'] = 'wait') => {
      const draft = { ...freshStep(kind), ...patch };
      const read = readSteps([{ ...freshStep('repeat'), steps: [draft] }]);
      return !read.ok && read.key === draft.key ? read.message : 'read';
    };
    expect(wrong({})).toBe('What to wait for is missing.');
    expect(wrong({ expected: 'hex', wanted: '4' })).toMatch(/half a byte/);
    expect(wrong({ expected: 'regex', wanted: '(' })).toBe('Pattern can’t be read: unterminated group.');
    expect(wrong({ expected: 'any', withinMs: '1.5' })).toMatch(/^Within must be a whole number/);
    expect(wrong({ spec: { ...PLAIN, text: '{{x}}', template: true } }, 'send')).toMatch(/isn't known/);
    expect(wrong({ steps: [] }, 'repeat')).toBe('A repeat needs a step.');
  });

  it('moves and removes steps, also those of a repeat', () => {
    const drafts = draftSteps(steps);
    const inner = drafts[6]!.steps;
    const kinds = (now: typeof drafts) => now[6]?.steps.map(({ kind }) => kind);
    expect(kinds(movedStep(drafts, inner[1]!.key, -1))).toEqual(['pause', 'silence']);
    expect(kinds(movedStep(drafts, inner[1]!.key, 1))).toEqual(['silence', 'pause']);
    expect(kinds(withStep(drafts, inner[0]!.key, () => null))).toEqual(['pause']);
    expect(withStep(drafts, drafts[0]!.key, () => null)).toHaveLength(6);
  });
});

describe('the preview', () => {
  it('marks placeholders and the frame', () => {
    const spec = {
      ...PLAIN,
      text: 'a{{counter}}b',
      template: true,
      framing: { kind: 'length-prefixed', width: 2, endian: 'big', counts: 'body' },
    } as const;
    const read = compileMessage(spec);
    const built = read.ok && read.build({ counter: 0, time: 0, random: () => undefined });
    expect(built && built.ok && previewParts(built, 'Text').map(({ text, kind }) => [text, kind])).toEqual([
      ['00 03', 'frame'],
      ['a', 'plain'],
      ['1', 'placeholder'],
      ['b', 'plain'],
    ]);
  });
});
