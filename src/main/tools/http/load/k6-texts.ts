import { VARIABLE } from '../../../../contract/payload/variables.ts';
import { BenchError } from '../../../bench/failure.ts';
import type { Variables } from '../request/prepared.ts';

/** A text as a literal of JavaScript, which can stand in any script or page. */
export const literal = (text: string): string =>
  JSON.stringify(text).replace(/[\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`);

const ONLY_VARIABLES = /^(?:[A-Za-z]+ )?(?:\{\{[ \t]*[\p{L}\p{N}_.-]+[ \t]*\}\})+$/u;

/**
 * The texts of a script: it notes which variables they use, and which secrets are read from the environment. Nothing in
 * a text is run or read again: variables stand beside what is written, as names.
 */
export class Texts {
  readonly #variables: Variables;
  /** Statements that give each variable that is used its value, in the order of their need. */
  readonly #used = new Map<string, string>();
  readonly #within = new Set<string>();
  /** Names in the environment, by what they stand for. */
  readonly #secrets = new Map<string, string>();
  readonly #hidden = new Map<string, string>();

  constructor(variables: Variables) {
    this.#variables = variables;
  }

  /** An expression that gives the text. Throws where a variable names itself. */
  text(text: string): string {
    const pieces: string[] = [];
    let from = 0;
    const copy = (to: number) => to > from && pieces.push(literal(text.slice(from, to)));
    for (const { 0: whole, 1: escaped, 2: name = '', index } of text.matchAll(VARIABLE)) {
      copy(index);
      if (escaped) pieces.push(literal(whole.slice(1)));
      else pieces.push(this.#use(name));
      from = index + whole.length;
    }
    copy(text.length);
    return pieces.length > 0 ? pieces.join(' + ') : '""';
  }

  /**
   * What stands in a request in place of something that nobody else should read: a variable that comes from the
   * environment. The same for the same secret; what is made of variables stays.
   */
  hide(name: string, value: string): string {
    if (value === '' || ONLY_VARIABLES.test(value)) return value;
    const key = `${name}\n${value}`;
    let own = this.#hidden.get(key);
    if (own === undefined) {
      const known = new Set(this.#hidden.values());
      const plain = name.toUpperCase().replace(/[^A-Z0-9]+/g, '_');
      for (let n = 1; own === undefined; n++) {
        const next = n === 1 ? plain : `${plain}_${n}`;
        if (!known.has(next) && !this.#isVariable(next)) own = next;
      }
      this.#hidden.set(key, own);
    }
    return `{{${own}}}`;
  }

  /** Names in the environment that the script reads. */
  get secrets(): string[] {
    return [...this.#secrets.values()].sort();
  }

  /** The variables that the script begins with. */
  variables(): string {
    return `const variables = Object.create(null);\n${[...this.#used.values()].map((line) => `${line}\n`).join('')}`;
  }

  #isVariable(name: string): boolean {
    try {
      return this.#variables.get(name) !== undefined;
    } catch {
      // A secret without a value.
      return true;
    }
  }

  #use(name: string): string {
    const place = `variables[${literal(name)}]`;
    if (this.#used.has(name)) return place;
    if (this.#within.has(name))
      throw new BenchError({
        code: 'BAD_INPUT',
        message: `The variable ${name} is made of itself.`,
        hint: 'Look at its value in the environment.',
      });
    this.#within.add(name);
    const value = this.#valueOf(name);
    this.#within.delete(name);
    this.#used.set(name, `${place} = ${value};`);
    return place;
  }

  #valueOf(name: string): string {
    try {
      const found = this.#variables.get(name);
      if (found && !found.secret) return this.text(found.value);
    } catch {
      // A secret without a value here has one where the script is run.
    }
    const safe = name.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=\d)/, '_');
    const taken = new Set(this.#secrets.values());
    let own = safe;
    for (let n = 2; taken.has(own); n++) own = `${safe}_${n}`;
    this.#secrets.set(name, own);
    return `secret(${literal(own)})`;
  }
}
