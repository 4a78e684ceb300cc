import { createContext, Script } from 'node:vm';

/** How long one search may take; it holds up everything else meanwhile. */
const LIMIT_MS = 100;

const COMPILE = new Script('pattern = new RegExp(source, flags); undefined');
const SEARCH = new Script('found = pattern.exec(text); found === null ? -1 : found.index');
const LENGTH = new Script('found[0].length');

export type Search = { at: number; length: number } | 'none' | 'runaway';

/**
 * A regular expression that is stopped when it runs away, as `(a+)+$` does. It looks at bytes, each as the character
 * of its number; what the pattern has beyond ASCII stands for its UTF-8 bytes.
 */
export class GuardedRegex {
  readonly #context: Record<string, unknown>;

  /** Throws SyntaxError. */
  constructor(pattern: string, ignoreCase: boolean) {
    const source = bytewise(pattern);
    // What the page gave is data in there, never code.
    this.#context = createContext(
      Object.assign(Object.create(null), {
        source,
        flags: ignoreCase ? 'i' : '',
        text: '',
        pattern: null,
        found: null,
      }),
    );
    COMPILE.runInContext(this.#context, { timeout: LIMIT_MS });
  }

  search(bytes: Buffer): Search {
    this.#context.text = bytes.toString('latin1');
    try {
      const at = Number(SEARCH.runInContext(this.#context, { timeout: LIMIT_MS }));
      return at < 0
        ? 'none'
        : { at, length: Number(LENGTH.runInContext(this.#context, { timeout: LIMIT_MS })) };
    } catch (error) {
      // It may come from the context, whose Error is another one. A pattern can use up the stack as well as the time.
      const { code, name } = error as { code?: unknown; name?: unknown };
      if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' || name === 'RangeError') return 'runaway';
      throw error;
    } finally {
      this.#context.text = '';
    }
  }
}

/** Characters beyond ASCII as the characters of their UTF-8 bytes; together, so that a quantifier means all of them. */
function bytewise(pattern: string): string {
  let inClass = false;
  let out = '';
  for (let at = 0; at < pattern.length;) {
    const char = String.fromCodePoint(pattern.codePointAt(at)!);
    at += char.length;
    if (char === '\\') {
      out += char + (pattern[at] ?? '');
      at++;
      continue;
    }
    if (char === '[') inClass = true;
    if (char === ']') inClass = false;
    if (char < '\x80') out += char;
    else {
      const bytes = Buffer.from(char).toString('latin1');
      out += inClass ? bytes : `(?:${bytes})`;
    }
  }
  return out;
}
