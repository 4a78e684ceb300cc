import type { Rule, RuleAnswer, RuleMatch, RuleSet } from '../../../contract/respond.ts';
import { wholeNumber } from '../form/read.ts';
import { draftOf as framingDraftOf, type FramingDraft, readFraming } from '../framing/framing-draft.ts';

/** A set of rules as its fields hold it: numbers are text until they are right, and each kind keeps what was typed. */

export type MatchKind = RuleMatch['kind'];
export type Encoding = 'text' | 'hex' | 'base64';

export interface AnswerDraft {
  kind: RuleAnswer['kind'];
  encoding: Encoding;
  text: string;
  path: string;
  delay: string;
}

export interface RuleDraft {
  id: string;
  name: string;
  on: boolean;
  step: string;
  kind: MatchKind;
  encoding: 'text' | 'hex';
  text: string;
  mask: string;
  pattern: string;
  flags: string;
  matchOn: 'bytes' | 'text';
  answers: AnswerDraft[];
  after: Rule['after'];
}

export interface SetDraft {
  id: string;
  name: string;
  framing: FramingDraft;
  frameAnswers: boolean;
  afterSteps: RuleSet['afterSteps'];
  rules: RuleDraft[];
  otherwise: { encoding: Encoding; text: string };
}

/** What can't be read, and where, as the bench names it: `name`, `framing`, `rules.2.match` (counted from 0). */
export interface DraftProblem {
  field: string;
  message: string;
}

const newId = (): string => crypto.randomUUID();

export const newAnswer = (): AnswerDraft => ({
  kind: 'bytes',
  encoding: 'text',
  text: '',
  path: '',
  delay: '0',
});

export function newRule(name: string): RuleDraft {
  return {
    id: newId(),
    name,
    on: true,
    step: '',
    kind: 'contains',
    encoding: 'text',
    text: '',
    mask: '',
    pattern: '',
    flags: '',
    matchOn: 'text',
    answers: [newAnswer()],
    after: 'nothing',
  };
}

/** A set for somebody who has none: with a rule that shows how one looks. */
export function newSet(name: string): SetDraft {
  const rule = { ...newRule('Greeting'), kind: 'regex' as const, pattern: 'hello (\\w+)' };
  rule.answers = [{ ...newAnswer(), text: 'Nice to meet you, $1!\\r\\n' }];
  return {
    id: newId(),
    name,
    framing: framingDraftOf({ kind: 'raw' }),
    frameAnswers: false,
    afterSteps: 'stay',
    rules: [rule],
    otherwise: { encoding: 'text', text: '' },
  };
}

/** The first of `Rules`, `Rules 2`, … that is free. */
export function freeName(taken: readonly string[], base: string): string {
  for (let n = 1; ; n++) {
    const name = n === 1 ? base : `${base} ${n}`;
    if (!taken.includes(name)) return name;
  }
}

export function draftOf(set: RuleSet): SetDraft {
  return {
    id: set.id,
    name: set.name,
    framing: framingDraftOf(set.framing),
    frameAnswers: set.frameAnswers,
    afterSteps: set.afterSteps,
    rules: set.rules.map(ruleDraftOf),
    otherwise: set.otherwise ?? { encoding: 'text', text: '' },
  };
}

function ruleDraftOf(rule: Rule): RuleDraft {
  const draft = newRule(rule.name);
  const { match } = rule;
  Object.assign(draft, { id: rule.id, on: rule.on, kind: match.kind, after: rule.after });
  draft.step = rule.step === null ? '' : String(rule.step);
  if ('encoding' in match) Object.assign(draft, { encoding: match.encoding, text: match.text });
  if (match.kind === 'mask') draft.mask = match.mask;
  if (match.kind === 'regex')
    Object.assign(draft, { pattern: match.pattern, flags: match.flags, matchOn: match.on });
  draft.answers = rule.answers.map((answer) => ({
    ...newAnswer(),
    kind: answer.kind,
    delay: String(answer.delayMs),
    ...(answer.kind === 'bytes' ? { encoding: answer.encoding, text: answer.text } : { path: answer.path }),
  }));
  return draft;
}

export function readDraft(draft: SetDraft): { ok: true; set: RuleSet } | ({ ok: false } & DraftProblem) {
  const name = draft.name.trim();
  if (name === '') return { ok: false, field: 'name', message: 'The set needs a name.' };
  const framing = readFraming(draft.framing);
  if (!framing.ok) return { ok: false, field: 'framing', message: `Messages: ${framing.message}` };
  const rules: Rule[] = [];
  for (const [index, rule] of draft.rules.entries()) {
    const read = readRule(rule);
    if ('part' in read) {
      const message = `Rule “${rule.name.trim() || index + 1}”: ${read.message}`;
      return { ok: false, field: `rules.${index}.${read.part}`, message };
    }
    rules.push(read);
  }
  const { id, frameAnswers, afterSteps, otherwise } = draft;
  return {
    ok: true,
    set: {
      id,
      name,
      framing: framing.framing,
      frameAnswers,
      afterSteps,
      rules,
      otherwise: otherwise.text === '' ? null : otherwise,
    },
  };
}

function readRule(draft: RuleDraft): Rule | { part: string; message: string } {
  const wrong = (part: string, message: string) => ({ part, message });
  const name = draft.name.trim();
  if (name === '') return wrong('name', 'it needs a name.');
  const step = draft.step.trim() === '' ? null : wholeNumber(draft.step, 1, 1000);
  if (step === null && draft.step.trim() !== '')
    return wrong('step', 'Step must be a whole number from 1 to 1,000, or empty for any.');
  const answers: RuleAnswer[] = [];
  for (const [index, { kind, encoding, text, path, delay }] of draft.answers.entries()) {
    const delayMs = delay.trim() === '' ? 0 : wholeNumber(delay, 0, 3_600_000);
    const which = `answer ${index + 1}`;
    if (delayMs === null)
      return wrong(
        `answers.${index}.delay`,
        `${which}: Delay must be a whole number of milliseconds, at most 3,600,000.`,
      );
    if (kind === 'file' && path.trim() === '')
      return wrong(
        `answers.${index}`,
        `${which}: File is empty. Write its whole path, such as /home/me/page.html.`,
      );
    answers.push(kind === 'file' ? { kind, path: path.trim(), delayMs } : { kind, encoding, text, delayMs });
  }
  if (draft.kind === 'regex' && draft.pattern === '') return wrong('match', 'Regular expression is empty.');
  if (!/^[imsuv]*$/.test(draft.flags)) return wrong('flags', 'Flags can be i, m, s, u and v.');
  return { id: draft.id, name, on: draft.on, step, match: matchOf(draft), answers, after: draft.after };
}

function matchOf({ kind, encoding, text, mask, pattern, flags, matchOn }: RuleDraft): RuleMatch {
  switch (kind) {
    case 'any':
      return { kind };
    case 'mask':
      return { kind, mask };
    case 'regex':
      return { kind, pattern, flags, on: matchOn };
    default:
      return { kind, encoding, text };
  }
}

/** A list with one of its items moved by one place. */
export function moved<Item>(items: readonly Item[], from: number, to: number): Item[] {
  const next = [...items];
  const [item] = next.splice(from, 1);
  if (item !== undefined) next.splice(Math.max(0, Math.min(to, next.length)), 0, item);
  return next;
}

/** What a rule matches, in a few words. */
export function matchWords(draft: RuleDraft): string {
  switch (draft.kind) {
    case 'any':
      return 'any message';
    case 'mask':
      return draft.mask || 'a mask';
    case 'regex':
      return `/${draft.pattern}/${draft.flags}`;
    case 'exact':
      return `is ${draft.text}`;
    case 'starts-with':
      return `starts with ${draft.text}`;
    case 'contains':
      return `contains ${draft.text}`;
  }
}
