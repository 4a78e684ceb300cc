/** How well a text answers a query, and which of its characters do. */
export interface Match {
  /** Higher is better. */
  readonly score: number;
  /** Indexes into the text, rising. */
  readonly at: readonly number[];
}

const START_OF_WORD = 10;
const FOLLOWS = 6;
const FIRST = 4;
const GAP = -0.2;
const LONGEST = 200;

/**
 * Every character of the query must come in the text in this order, in either case; blanks of the query are free.
 * Characters that begin a word or stand in a row count more, so `sl` finds `Start listening` before `Use light`.
 * The best placing of all is found, not the first: costs the product of both lengths, so long texts are cut.
 */
export function fuzzyMatch(query: string, text: string): Match | null {
  const wanted = query.toLowerCase().replace(/\s+/g, '');
  if (wanted === '') return { score: 0, at: [] };
  const found = text.slice(0, LONGEST);
  const lower = found.toLowerCase();
  if (lower.length !== found.length || wanted.length > lower.length) return null;

  // best[j]: the best score with the current query character at text position j; from: where the one before stands.
  let best = new Array<number>(lower.length).fill(Number.NEGATIVE_INFINITY);
  const from: number[][] = [];
  for (let i = 0; i < wanted.length; i++) {
    const next = new Array<number>(lower.length).fill(Number.NEGATIVE_INFINITY);
    const back = new Array<number>(lower.length).fill(-1);
    let reach = Number.NEGATIVE_INFINITY;
    let reachAt = -1;
    for (let j = i; j < lower.length; j++) {
      if (i > 0 && j > 0) {
        reach += GAP;
        const before = best[j - 1] ?? Number.NEGATIVE_INFINITY;
        if (before >= reach) {
          reach = before;
          reachAt = j - 1;
        }
      }
      if (lower[j] !== wanted[i]) continue;
      const own = (startsWord(found, j) ? START_OF_WORD : 1) + (j === 0 ? FIRST : 0);
      if (i === 0) {
        next[j] = own + j * GAP;
        continue;
      }
      const inRow = (best[j - 1] ?? Number.NEGATIVE_INFINITY) + FOLLOWS;
      if (inRow >= reach) {
        next[j] = own + inRow;
        back[j] = j - 1;
      } else if (reachAt >= 0) {
        next[j] = own + reach;
        back[j] = reachAt;
      }
    }
    best = next;
    from.push(back);
  }

  let end = -1;
  for (let j = 0; j < best.length; j++) {
    if (best[j]! > (end < 0 ? Number.NEGATIVE_INFINITY : best[end]!)) end = j;
  }
  if (end < 0) return null;
  const at: number[] = [];
  for (let i = wanted.length - 1, j = end; i >= 0; i--) {
    at.unshift(j);
    j = from[i]?.[j] ?? -1;
  }
  return { score: best[end]!, at };
}

function startsWord(text: string, at: number): boolean {
  if (at === 0) return true;
  return (
    /[\s\-:./[]/.test(text[at - 1] ?? '') ||
    (/[A-Z]/.test(text[at] ?? '') && /[a-z]/.test(text[at - 1] ?? ''))
  );
}
