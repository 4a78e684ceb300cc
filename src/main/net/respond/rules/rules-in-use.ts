import type { RespondInfo } from '../../../../contract/respond.ts';
import type { CompiledRule, CompiledSet } from './compile.ts';

/** What became of a rule, for who keeps the sets: counts over all who use it, and why it was stopped where. */
export type RuleNews =
  { kind: 'matched' } | { kind: 'stopped'; bytes: number; where: string } | { kind: 'problem'; text: string };

/** The sets that are saved. What `get` answers is another object once a set has changed, and null once it is gone. */
export interface RuleBook {
  get(id: string): CompiledSet | null;
  tell(set: string, rule: string, news: RuleNews): void;
}

/** What a responder needs of whom it answers for. */
export interface ResponderParts {
  rules: RuleBook;
  /** Its info changed; called as often as it does. */
  changed(): void;
  /** Whom it answers for, in the words of a sentence: `127.0.0.1:5001`. */
  where(): string;
}

interface Use {
  name: string;
  matched: number;
  stoppedOn: number | null;
  problem: string | null;
}

/** A set as one listener uses it: what its rules did here, and which of them were stopped. */
export class RulesInUse {
  readonly id: string;
  readonly #parts: ResponderParts;
  #compiled: CompiledSet | null = null;
  #unmatched = 0;
  readonly #uses = new Map<string, Use>();

  constructor(id: string, parts: ResponderParts) {
    this.id = id;
    this.#parts = parts;
  }

  /** The set as it is now. */
  current(): CompiledSet | null {
    const now = this.#parts.rules.get(this.id);
    if (now !== this.#compiled) this.#changed(now);
    return now;
  }

  isOff(rule: CompiledRule): boolean {
    return typeof this.#uses.get(rule.rule.id)?.stoppedOn === 'number';
  }

  matched({ rule }: CompiledRule): void {
    this.#use(rule).matched++;
    this.#parts.rules.tell(this.id, rule.id, { kind: 'matched' });
    this.#parts.changed();
  }

  unmatched(): void {
    this.#unmatched++;
    this.#parts.changed();
  }

  /** Answers the sentence for the timeline. */
  stopped({ rule }: CompiledRule, bytes: number): string {
    this.#use(rule).stoppedOn = bytes;
    this.#parts.rules.tell(this.id, rule.id, { kind: 'stopped', bytes, where: this.#parts.where() });
    this.#parts.changed();
    return `Rule “${rule.name}” ran away on a message of ${bytes.toLocaleString('en-US')} bytes: it was stopped, and is off for ${this.#parts.where()}.`;
  }

  problem(rule: CompiledRule['rule'], text: string): void {
    this.#use(rule).problem = text;
    this.#parts.rules.tell(this.id, rule.id, { kind: 'problem', text });
    this.#parts.changed();
  }

  info(): NonNullable<RespondInfo['rules']> {
    return {
      set: this.id,
      name: this.current()?.set.name ?? null,
      unmatched: this.#unmatched,
      rules: [...this.#uses].map(([id, use]) => ({ id, ...use })),
    };
  }

  #use({ id, name }: CompiledRule['rule']): Use {
    let use = this.#uses.get(id);
    if (!use) this.#uses.set(id, (use = { name, matched: 0, stoppedOn: null, problem: null }));
    return use;
  }

  /** Counts go on; a rule that was changed since it was stopped may try again. */
  #changed(now: CompiledSet | null): void {
    const before = new Map(this.#compiled?.set.rules.map((rule) => [rule.id, JSON.stringify(rule.match)]));
    this.#compiled = now;
    const rules = new Map(now?.set.rules.map((rule) => [rule.id, rule]));
    for (const [id, use] of this.#uses) {
      const rule = rules.get(id);
      if (!rule) this.#uses.delete(id);
      else {
        use.name = rule.name;
        use.problem = null;
        if (before.get(id) !== JSON.stringify(rule.match)) use.stoppedOn = null;
      }
    }
  }
}
