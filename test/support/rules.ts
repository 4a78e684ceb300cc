import { randomUUID } from 'node:crypto';
import type { Rule, RuleAnswer, RuleMatch, RuleSet } from '../../src/contract/respond.ts';
import type { TestBench } from './bench.ts';

export interface RuleSketch extends Partial<Pick<Rule, 'step' | 'after' | 'on'>> {
  name?: string;
  match: RuleMatch;
  /** Text with escapes, a file, or several with delays. */
  answers?: (string | { path: string } | Partial<RuleAnswer>)[];
}

export const pattern = (text: string, on: 'bytes' | 'text' = 'bytes'): RuleMatch => ({
  kind: 'regex',
  pattern: text,
  flags: '',
  on,
});
export const exactly = (text: string): RuleMatch => ({ kind: 'exact', encoding: 'text', text });
export const ANY: RuleMatch = { kind: 'any' };

const answerOf = (sketch: NonNullable<RuleSketch['answers']>[number]): RuleAnswer =>
  typeof sketch === 'string'
    ? { kind: 'bytes', encoding: 'text', text: sketch, delayMs: 0 }
    : 'path' in sketch
      ? { kind: 'file', delayMs: 0, ...(sketch as { path: string }) }
      : { kind: 'bytes', encoding: 'text', text: '', delayMs: 0, ...(sketch as object) };

export function setOf(rules: RuleSketch[], rest: Partial<RuleSet> = {}): RuleSet {
  return {
    id: randomUUID(),
    name: `Set ${randomUUID()}`,
    framing: { kind: 'raw' },
    frameAnswers: false,
    afterSteps: 'stay',
    otherwise: null,
    rules: rules.map(
      ({ name = 'Rule', match, answers = [], step = null, after = 'nothing', on = true }, at) => ({
        id: `rule-${at}`,
        name,
        on,
        step,
        match,
        after,
        answers: answers.map(answerOf),
      }),
    ),
    ...rest,
  };
}

/** Saves a set, and starts a listener that answers by it. */
export async function listenByRules(
  { client }: TestBench,
  rules: RuleSketch[],
  rest: Partial<RuleSet> = {},
): Promise<{ listener: string; port: number; set: RuleSet }> {
  const set = setOf(rules, rest);
  await client.rules.save(set);
  const respond = { mode: 'rules', rules: set.id } as const;
  return { ...(await client.tcp.listen({ address: '127.0.0.1', port: 0, respond })), set };
}
