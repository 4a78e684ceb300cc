import { variablesIn } from '../../../../contract/payload/variables.ts';
import type { Variables } from '../request/prepared.ts';

/** A text as a literal of JavaScript, which can stand in any script or page. */
export const literal = (text: string): string =>
  JSON.stringify(text).replace(/[\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`);

const ONLY_VARIABLES = /^(?:\{\{[ \t]*[\p{L}\p{N}_.-]+[ \t]*\}\})+$/u;

/** The texts of a script: it notes which variables they use, and which secrets are read from the environment. */
export class Texts {
  readonly #variables: Variables;
  readonly #used = new Map<string, string>();
  readonly #secrets = new Set<string>();

  constructor(variables: Variables) {
    this.#variables = variables;
  }

  /** An expression that gives the text, with its variables filled in when it is run. */
  text(text: string): string {
    const names = variablesIn(text);
    for (const name of names) this.#use(name);
    return names.length > 0 || text.includes('\\{{') ? `fill(${literal(text)})` : literal(text);
  }

  /** The same for what nobody else should read: unless it is made of variables alone, it comes from the environment. */
  secret(text: string, name: string): string {
    if (text === '' || ONLY_VARIABLES.test(text)) return this.text(text);
    return this.#environment(name);
  }

  /** Names in the environment that the script reads. */
  get secrets(): string[] {
    return [...this.#secrets].sort();
  }

  /** The object of variables that the script begins with. */
  variables(): string {
    const rows = [...this.#used].map(([name, value]) => `  ${literal(name)}: ${value},\n`);
    return rows.length > 0 ? `const variables = {\n${rows.join('')}};\n` : 'const variables = {};\n';
  }

  #use(name: string): void {
    if (this.#used.has(name)) return;
    const found = this.#variables.get(name);
    if (!found || found.secret) {
      this.#used.set(name, this.#environment(name));
      return;
    }
    this.#used.set(name, literal(found.value));
    for (const inner of variablesIn(found.value)) this.#use(inner);
  }

  #environment(name: string): string {
    const safe = name.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=\d)/, '_');
    this.#secrets.add(safe);
    return `__ENV.${safe}`;
  }
}
