/** Interim answers (1xx) that are taken before an answer: one for each stretch of a long work, say. */
const MOST = 1000;
/** What they may come to together, in characters: all of them are told. */
const MOST_LETTERS = 256 * 1024;

/** Counts the interim answers of one request. */
export class Interims {
  count = 0;
  #letters = 0;

  /** One more, with these names and values; answers false when they are too many. */
  more(headers: readonly string[]): boolean {
    this.count++;
    this.#letters += headers.reduce((sum, text) => sum + text.length, 0);
    return this.count <= MOST && this.#letters <= MOST_LETTERS;
  }
}
