/** Shorter ones would be found in any text. */
export const MIN_LENGTH = 4;
/** Of a longer one the beginning alone may stand in another form than its own. */
const MOST = 2048;
/** Of one whose end is cut off. */
const MOST_CUT = 120;

/** Takes a secret out of texts, in whichever form it stands there: bare, in a URL or a form, in JSON. */
export class FoundSecret {
  readonly #value: string;
  readonly #instead: string;
  #whole: RegExp | null = null;
  #cut: RegExp | null = null;

  constructor(name: string, value: string) {
    this.#value = value;
    this.#instead = `{{${name}}}`;
  }

  /** The text with the name of the variable in its place. */
  without(text: string): string {
    // Looked for as it is, a short one would leave the mark before what JSON has escaped.
    const literal = this.#value.length > MOST ? text.replaceAll(this.#value, () => this.#instead) : text;
    this.#whole ??= new RegExp(letters(this.#value, MOST).join(''), 'gu');
    return literal.replaceAll(this.#whole, () => this.#instead);
  }

  /** The same of a text that ends in the middle of it. */
  withoutCut(text: string): string {
    this.#cut ??= cutOf(letters(this.#value, MOST_CUT));
    return text.replace(this.#cut, () => this.#instead);
  }
}

/** What is told of a text that is too long ends so. */
const cutOf = (all: readonly string[]): RegExp => {
  const rest = all.slice(MIN_LENGTH).reduceRight((behind, one) => `(?:${one}${behind})?`, '');
  // The last may be half of a letter in a URL.
  return new RegExp(
    `${all.slice(0, MIN_LENGTH).join('')}${rest}(?:%[0-9a-fA-F]{2}){0,3}(?:%[0-9a-fA-F]?|\\\\)?(?=…\\.?$)`,
    'u',
  );
};

/** For each letter, what it may be: as a URL or a form has it, as JSON has it, itself. White space may be a space. */
const letters = (value: string, most: number): string[] =>
  (value.match(/\s+|[^\s]/gu) ?? []).slice(0, most).map((letter) => {
    if (/\s/.test(letter)) return `(?:\\s|\\+|\\\\[nrtf]|${[...letter].map(percent).join('|')})+`;
    return `(?:${[...new Set([percent(letter), json(letter), bare(letter)])].join('|')})`;
  });

const bare = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');
const json = (letter: string): string => bare(JSON.stringify(letter).slice(1, -1));
/** Half a character is told as a mark. */
const percent = (letter: string): string =>
  [...Buffer.from(letter)]
    .map(
      (byte) =>
        `%${[...byte.toString(16).padStart(2, '0')].map((one) => `[${one}${one.toUpperCase()}]`).join('')}`,
    )
    .join('');
