import { guarded, RAN_AWAY } from '../regex-guard.ts';

export type Search = { at: number; length: number } | 'none' | 'runaway';

/**
 * A regular expression that is stopped when it runs away, as `(a+)+$` does. It looks at bytes, each as the character
 * of its number; what the pattern has beyond ASCII stands for its UTF-8 bytes.
 */
export class BytePattern {
  readonly #expression: RegExp;

  /** Throws SyntaxError. */
  constructor(pattern: string, ignoreCase: boolean) {
    this.#expression = new RegExp(bytewise(pattern), ignoreCase ? 'i' : '');
  }

  search(bytes: Buffer): Search {
    const text = bytes.toString('latin1');
    let found: RegExpExecArray | null = null;
    if (guarded(() => void (found = this.#expression.exec(text))) === RAN_AWAY) return 'runaway';
    const hit = found as RegExpExecArray | null;
    return hit ? { at: hit.index, length: hit[0].length } : 'none';
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
