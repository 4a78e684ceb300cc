/**
 * The most steps that a backtracking matcher can take for a regular expression, by the length of the text; `Infinity`
 * where that isn't plain to see. `atoms · choices · (n + 1)^loops`, times `n + 1` for the places a match may begin.
 */
export function stepsOf(pattern: string, flags: string): (length: number) => number {
  const parser = new Parser(pattern, flags);
  const cost = parser.all();
  if (!cost) return () => Infinity;
  const anchored = pattern.startsWith('^') && !flags.includes('m') && !parser.branches;
  const power = cost.loops + (anchored ? 0 : 1);
  const each = (cost.atoms + 1) * cost.choices;
  return (length) => each * (length + 1) ** power;
}

interface Cost {
  atoms: number;
  /** Ways through it that don't depend on the text's length. */
  choices: number;
  /** Loops over a single character; each can end at any place. */
  loops: number;
}

const ONE: Cost = { atoms: 1, choices: 1, loops: 0 };

/** Reads what it is sure of, and answers null for all else: a group that repeats, looks around or refers back. */
class Parser {
  readonly #text: string;
  readonly #unicode: boolean;
  readonly #sets: boolean;
  #at = 0;
  /** The expression as a whole has alternatives, so that `^` may stand in one of them only. */
  branches = false;

  constructor(text: string, flags: string) {
    this.#text = text;
    this.#unicode = flags.includes('u');
    this.#sets = flags.includes('v');
  }

  all(): Cost | null {
    if (this.#sets) return null;
    const cost = this.#alternatives(true);
    return this.#at === this.#text.length ? cost : null;
  }

  #alternatives(top: boolean): Cost | null {
    let sum = this.#sequence();
    while (sum && this.#text[this.#at] === '|') {
      this.#at++;
      if (top) this.branches = true;
      const next = this.#sequence();
      sum = next && {
        atoms: sum.atoms + next.atoms,
        choices: sum.choices + next.choices,
        loops: Math.max(sum.loops, next.loops),
      };
    }
    return sum;
  }

  #sequence(): Cost | null {
    let all: Cost = { atoms: 0, choices: 1, loops: 0 };
    while (this.#at < this.#text.length && this.#text[this.#at] !== '|' && this.#text[this.#at] !== ')') {
      const group = this.#text[this.#at] === '(';
      const atom = group ? this.#group() : this.#atom();
      const repeated = atom && this.#quantified(atom, group);
      if (!repeated) return null;
      all = {
        atoms: all.atoms + repeated.atoms,
        choices: all.choices * repeated.choices,
        loops: all.loops + repeated.loops,
      };
    }
    return all;
  }

  #group(): Cost | null {
    const opening = /^\((?:\?:|\?<[A-Za-z_]\w*>|(?!\?))/.exec(this.#text.slice(this.#at));
    if (!opening) return null;
    this.#at += opening[0].length;
    const inner = this.#alternatives(false);
    if (this.#text[this.#at] !== ')') return null;
    this.#at++;
    return inner;
  }

  #atom(): Cost | null {
    const rest = this.#text.slice(this.#at);
    const found =
      /^\\[pPu]\{[^}]*\}/.exec(rest) ??
      /^\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|c[A-Za-z]|[^1-9kpPuxc])/s.exec(rest) ??
      /^\[(?:\\.|[^\]\\])*\]/s.exec(rest) ??
      /^[^\\[\](){}*+?|]/s.exec(rest);
    if (!found) return null;
    if (!this.#unicode && /^\\[pPu]\{/.test(found[0])) return null;
    this.#at += found[0].length;
    return ONE;
  }

  #quantified(atom: Cost, group: boolean): Cost | null {
    const found = /^(?:[*+?]|\{(\d{1,4})(,(\d{0,4}))?\})\??/.exec(this.#text.slice(this.#at));
    if (!found) return atom;
    this.#at += found[0].length;
    if (found[0].startsWith('?')) return { ...atom, choices: atom.choices + 1 };
    if (group) return null;
    const least = Number(found[1] ?? 0);
    if (found[2] === undefined && found[1] !== undefined) return { ...atom, atoms: Math.max(1, least) };
    if (!found[3]) return { ...atom, atoms: least + 1, loops: 1 };
    const most = Number(found[3]);
    return { ...atom, atoms: Math.max(1, most), choices: Math.max(1, most - least + 1) };
  }
}
