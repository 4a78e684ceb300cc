/** `{{name}}` in a text stands for a variable; `\{{name}}` stands for itself. */
export const VARIABLE = /(\\?)\{\{[ \t]*([\p{L}\p{N}_.-]+)[ \t]*\}\}/gu;

/** Longer texts are not made of variables: each can name others. */
const MAX_FILLED = 8 * 1024 * 1024;
const MAX_DEPTH = 10;

export interface Filled {
  ok: true;
  text: string;
  /** Where in what was written the character at this place of `text` comes from. */
  at(place: number): number;
}

export interface NotFilled {
  ok: false;
  /** Of the variable to blame. */
  name: string;
  why: 'missing' | 'circle' | 'too long';
}

/** The names of the variables in a text, each once, in their order. */
export function variablesIn(text: string): string[] {
  const names = new Set<string>();
  for (const [, escaped, name] of text.matchAll(VARIABLE)) if (!escaped) names.add(name!);
  return [...names];
}

/** A text that came from elsewhere, so written that nothing in it is taken for a variable. */
export const withoutVariables = (text: string): string => text.replace(VARIABLE, (whole) => `\\${whole}`);

/** Puts values in the place of variables, and in the place of variables in these. */
export function fillVariables(text: string, get: (name: string) => string | undefined): Filled | NotFilled {
  return fillAt(text, get, [], new Map());
}

function fillAt(
  text: string,
  get: (name: string) => string | undefined,
  within: readonly string[],
  /** Those that were filled before: variables that name each other many times would take for ever. */
  known: Map<string, Filled>,
): Filled | NotFilled {
  if (!text.includes('{{')) return { ok: true, text, at: (place) => place };
  let filled = '';
  let from = 0;
  /** Pieces: where each begins, what was written there, and whether one goes on in step with the other. */
  const pieces: { at: number; source: number; inStep: boolean }[] = [];
  const copy = (to: number) => {
    pieces.push({ at: filled.length, source: from, inStep: true });
    filled += text.slice(from, to);
  };
  for (const match of text.matchAll(VARIABLE)) {
    const [whole, escaped, name] = match as unknown as [string, string, string];
    copy(match.index);
    from = match.index + whole.length;
    if (escaped) {
      pieces.push({ at: filled.length, source: match.index, inStep: false });
      filled += whole.slice(1);
      continue;
    }
    if (within.includes(name) || within.length >= MAX_DEPTH) return { ok: false, name, why: 'circle' };
    const value = get(name);
    if (value === undefined) return { ok: false, name, why: 'missing' };
    const inner = known.get(name) ?? fillAt(value, get, [...within, name], known);
    if (!inner.ok) return inner;
    known.set(name, inner);
    if (filled.length + inner.text.length > MAX_FILLED) return { ok: false, name, why: 'too long' };
    pieces.push({ at: filled.length, source: match.index, inStep: false });
    filled += inner.text;
  }
  copy(text.length);
  const at = (place: number) => {
    const piece = pieces.findLast((one) => one.at <= place)!;
    return piece.inStep ? piece.source + (place - piece.at) : piece.source;
  };
  return { ok: true, text: filled, at };
}
