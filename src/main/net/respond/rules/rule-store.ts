import { join } from 'node:path';
import { z } from 'zod';
import { type RuleSet, ruleSetSchema } from '../../../../contract/respond.ts';
import type { Failure } from '../../../../contract/failure.ts';
import type { RuleTotals } from '../../../../contract/rules.ts';
import { BenchError } from '../../../bench/failure.ts';
import { JsonFile } from '../../../bench/json-file.ts';
import { type CompiledSet, compiledOrThrow, compileSet } from './compile.ts';
import type { RuleBook, RuleNews } from './rules-in-use.ts';

/** Characters of all sets as JSON: windows get them in one piece. */
const MOST_JSON = 2 * 1024 * 1024;

const fileSchema = z.object({ version: z.literal(1), sets: z.array(z.unknown()) });

interface Content {
  sets: RuleSet[];
  /** What another version wrote and this one can't read: kept for that one. */
  others: readonly unknown[];
}

type Totals = Omit<RuleTotals, 'set' | 'rule'>;

/** The sets of rules in the data folder, and what their rules did since the bench was opened. */
export class RuleStore implements RuleBook {
  readonly #file: JsonFile<Content>;
  readonly #sets = new Map<string, RuleSet>();
  /** Made when a set is asked for; null where it can't be run. */
  readonly #compiled = new Map<string, CompiledSet | null>();
  readonly #totals = new Map<string, Map<string, Totals>>();
  readonly #listeners = new Set<() => void>();
  readonly #totalsListeners = new Set<() => void>();

  #others: readonly unknown[];

  private constructor(file: JsonFile<Content>, { sets, others }: Content) {
    this.#file = file;
    this.#others = others;
    for (const set of sets) this.#sets.set(set.id, set);
  }

  static async open(folder: string): Promise<RuleStore> {
    const file = new JsonFile<Content>({
      path: join(folder, 'rules.json'),
      what: 'The rules',
      read: readContent,
      plain: ({ sets, others }) => ({ version: 1, sets: [...sets, ...others] }),
      current: () => ({ sets: made.list(), others: made.#others }),
      adopt: (content) => made.#adopt(content),
    });
    const made: RuleStore = new RuleStore(file, await file.load());
    return made;
  }

  /** What is wrong with the file they are kept in. */
  get problem(): Failure | null {
    return this.#file.problem;
  }

  /** In the order of their names. */
  list(): RuleSet[] {
    return [...this.#sets.values()].sort((a, b) => a.name.localeCompare(b.name));
  }

  saved(id: string): RuleSet | undefined {
    return this.#sets.get(id);
  }

  get(id: string): CompiledSet | null {
    const known = this.#compiled.get(id);
    if (known !== undefined) return known;
    const set = this.#sets.get(id);
    const made = set && compileSet(set);
    const compiled = made?.ok ? made.compiled : null;
    if (set) this.#compiled.set(id, compiled);
    return compiled;
  }

  /** Holds from now on, for all who use the set; answers when it is on the disk. Throws BAD_INPUT with the field. */
  async save(...sets: RuleSet[]): Promise<void> {
    const compiled = sets.map(compiledOrThrow);
    const after = new Map([...this.#sets, ...sets.map((set) => [set.id, set] as const)]);
    for (const set of sets) {
      const same = [...after.values()].find(({ id, name }) => name === set.name && id !== set.id);
      if (!same) continue;
      throw new BenchError({
        code: 'NAME_TAKEN',
        field: 'name',
        message: `Another set is named “${set.name}”.`,
      });
    }
    if (JSON.stringify([...after.values()]).length > MOST_JSON) {
      throw new BenchError({
        code: 'TOO_MUCH',
        message: 'All sets of rules together can be at most 2 MiB.',
        hint: 'Answer with a file where an answer is long, or remove sets that are not needed.',
      });
    }
    for (const [at, set] of sets.entries()) {
      this.#forget(set);
      this.#sets.set(set.id, set);
      this.#compiled.set(set.id, compiled[at]!);
    }
    await this.#changed();
  }

  async remove(id: string): Promise<void> {
    if (this.#drop(id)) await this.#changed();
  }

  tell(set: string, rule: string, news: RuleNews): void {
    let rules = this.#totals.get(set);
    if (!rules) this.#totals.set(set, (rules = new Map()));
    let totals = rules.get(rule);
    if (!totals) rules.set(rule, (totals = { matched: 0, stopped: null, problem: null }));
    if (news.kind === 'matched') totals.matched++;
    else if (news.kind === 'stopped') totals.stopped = { bytes: news.bytes, where: news.where };
    else totals.problem = news.text;
    for (const listener of this.#totalsListeners) listener();
  }

  totals(): RuleTotals[] {
    return [...this.#totals].flatMap(([set, rules]) =>
      [...rules].map(([rule, totals]) => ({ set, rule, ...totals })),
    );
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onTotals(listener: () => void): () => void {
    this.#totalsListeners.add(listener);
    return () => this.#totalsListeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    this.#totalsListeners.clear();
    await this.#file.close();
  }

  /** What another process has saved beside ours. */
  #adopt({ sets, others }: Content): void {
    this.#others = others;
    const gone = new Set(this.#sets.keys());
    for (const set of sets) {
      gone.delete(set.id);
      if (JSON.stringify(this.#sets.get(set.id)) === JSON.stringify(set)) continue;
      this.#forget(set);
      this.#sets.set(set.id, set);
      this.#compiled.delete(set.id);
    }
    for (const id of gone) this.#drop(id);
    this.#tell();
  }

  #drop(id: string): boolean {
    this.#compiled.delete(id);
    this.#totals.delete(id);
    return this.#sets.delete(id);
  }

  /** What was told of rules that are changed or gone no longer holds; counts go on. */
  #forget(set: RuleSet): void {
    const totals = this.#totals.get(set.id);
    const before = new Map(
      this.#sets.get(set.id)?.rules.map((rule) => [rule.id, JSON.stringify(rule.match)]),
    );
    const now = new Map(set.rules.map((rule) => [rule.id, JSON.stringify(rule.match)]));
    for (const [rule, told] of totals ?? []) {
      if (!now.has(rule)) totals?.delete(rule);
      told.problem = null;
      if (now.get(rule) !== before.get(rule)) told.stopped = null;
    }
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
    for (const listener of this.#totalsListeners) listener();
  }

  async #changed(): Promise<void> {
    this.#tell();
    await this.#file.save();
  }
}

/** Throws where it is no file of rules at all; a set that can't be read does no harm to the others. */
function readContent(stored: unknown): Content {
  const sets: RuleSet[] = [];
  const others: unknown[] = [];
  for (const value of stored === undefined ? [] : fileSchema.parse(stored).sets) {
    const set = ruleSetSchema.safeParse(value);
    if (set.success) sets.push(set.data);
    else others.push(value);
  }
  return { sets, others };
}
