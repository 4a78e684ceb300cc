import type { Rule, RuleSet } from '../../../../contract/respond.ts';
import { BenchError } from '../../../bench/failure.ts';
import { makeMatcher, type Matcher } from './matcher.ts';
import { parseTemplate, READ, type Template } from './template.ts';

export interface CompiledAnswer {
  delayMs: number;
  what: { template: Template } | { path: string };
}

export interface CompiledRule {
  rule: Rule;
  matcher: Matcher;
  answers: readonly CompiledAnswer[];
}

/** A set that can be run. A changed set is another object. */
export interface CompiledSet {
  set: RuleSet;
  /** The rules that are on, in order. */
  rules: readonly CompiledRule[];
  otherwise: Uint8Array | null;
  /** The greatest step of a rule that is on; 0 where none has one. */
  lastStep: number;
}

/** A rule that can't be read: `field` says where in the set, as in `rules.2.match` (counted from 0). */
export interface RuleProblem {
  field: string;
  message: string;
}

/** Reads all that was typed in a set; the first thing that can't be read is told. */
export function compileSet(
  set: RuleSet,
): { ok: true; compiled: CompiledSet } | ({ ok: false } & RuleProblem) {
  const rules: CompiledRule[] = [];
  for (const [index, rule] of set.rules.entries()) {
    const wrong = (part: string, label: string, message: string) =>
      ({
        ok: false,
        field: `rules.${index}.${part}`,
        message: `Rule “${rule.name}”, ${label}: ${message}`,
      }) as const;
    const made = makeMatcher(rule.match);
    if (!made.ok) return wrong('match', MATCH_LABEL[rule.match.kind], made.message);
    const answers: CompiledAnswer[] = [];
    for (const [at, answer] of rule.answers.entries()) {
      if (answer.kind === 'file') {
        answers.push({ delayMs: answer.delayMs, what: { path: answer.path } });
        continue;
      }
      const parsed = parseTemplate(answer.encoding, answer.text, made.matcher);
      if (!parsed.ok) return wrong(`answers.${at}`, `answer ${at + 1}`, parsed.message);
      answers.push({ delayMs: answer.delayMs, what: { template: parsed.template } });
    }
    rules.push({ rule, matcher: made.matcher, answers });
  }
  const otherwise = set.otherwise && READ[set.otherwise.encoding](set.otherwise.text);
  if (otherwise && !otherwise.ok)
    return { ok: false, field: 'otherwise', message: `Answer where no rule matched: ${otherwise.message}` };
  const on = rules.filter(({ rule }) => rule.on);
  return {
    ok: true,
    compiled: {
      set,
      rules: on,
      otherwise: otherwise?.bytes ?? null,
      lastStep: Math.max(0, ...on.map(({ rule }) => rule.step ?? 0)),
    },
  };
}

/** As {@link compileSet}; throws a BenchError with the field. */
export function compiledOrThrow(set: RuleSet): CompiledSet {
  const made = compileSet(set);
  if (made.ok) return made.compiled;
  throw new BenchError({ code: 'BAD_INPUT', field: made.field, message: made.message });
}

const MATCH_LABEL = {
  any: 'match',
  exact: 'match',
  'starts-with': 'match',
  contains: 'match',
  mask: 'mask',
  regex: 'regular expression',
} as const;
