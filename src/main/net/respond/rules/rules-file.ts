import { randomUUID } from 'node:crypto';
import { type RuleSet, ruleSetSchema } from '../../../../contract/respond.ts';
import { BenchError } from '../../../bench/failure.ts';
import { compileSet } from './compile.ts';
import { jsonBreak } from './json-place.ts';

const VERSION = 1;

/** Sets of rules as a file that others can take in: JSON, without the ids of this bench. */
export function writeRulesFile(sets: readonly RuleSet[]): string {
  const bare = sets.map(({ id: _set, rules, ...set }) => ({
    ...set,
    rules: rules.map(({ id: _rule, ...rule }) => rule),
  }));
  return `${JSON.stringify({ wirebench: 'rules', version: VERSION, sets: bare }, null, 2)}\n`;
}

/**
 * The sets of such a file, with ids of their own and names that are not in `taken`. Throws a BenchError that says what
 * can't be read and where; then nothing of the file is taken.
 */
export function readRulesFile(text: string, taken: ReadonlySet<string>): RuleSet[] {
  const content = parsed(text);
  if (!isObject(content) || content['wirebench'] !== 'rules')
    refuse('It is no file of Wirebench rules.', 'Such a file begins with "wirebench": "rules".');
  if (content['version'] !== VERSION) {
    refuse(
      `Its version is ${JSON.stringify(content['version']) ?? 'missing'}, and this Wirebench reads version ${VERSION}.`,
      'A newer Wirebench may have written it.',
    );
  }
  const list = content['sets'];
  if (!Array.isArray(list) || list.length === 0) refuse('“sets” is no list with a set in it.');
  const names = new Set(taken);
  return list.map((stored: unknown, at) => {
    const checked = ruleSetSchema.safeParse(withIds(stored));
    if (!checked.success) {
      const issue = checked.error.issues[0];
      const path = (issue?.path ?? []).map((step) =>
        typeof step === 'number' ? `[${step}]` : `.${String(step)}`,
      );
      return refuse(`sets[${at}]${path.join('')}: ${issue?.message ?? 'it makes no sense'}`);
    }
    const set = checked.data;
    const made = compileSet(set);
    if (!made.ok) return refuse(`sets[${at}] “${set.name}”: ${made.message}`);
    set.name = freeName(set.name, names);
    names.add(set.name);
    return set;
  });
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let n = 1; ; n++) {
    const end = n === 1 ? '' : ` (${n})`;
    const free = `${name.slice(0, 100 - end.length)}${end}`;
    if (!taken.has(free)) return free;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const at = jsonBreak(text.replace(/^\uFEFF/, '')) ?? 0;
    const before = text.slice(0, at).split('\n');
    const column = (before.at(-1)?.length ?? 0) + 1;
    return refuse(`It is no JSON: line ${before.length}, column ${column} can’t be read.`, `${said}.`);
  }
}

function withIds(stored: unknown): unknown {
  if (!isObject(stored)) return stored;
  const { rules } = stored;
  const own = Array.isArray(rules)
    ? rules.map((rule: unknown) => (isObject(rule) ? { ...rule, id: randomUUID() } : rule))
    : rules;
  return { ...stored, id: randomUUID(), rules: own };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function refuse(why: string, hint?: string): never {
  throw new BenchError({
    code: 'BROKEN_FILE',
    message: `The file was not imported. ${why}`,
    ...(hint === undefined ? {} : { hint }),
  });
}
