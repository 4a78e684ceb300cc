/** What one line of the report says. */
export interface Result {
  work: string;
  against: string;
  ours: string;
  theirs: string;
  ratio: string;
  atLeast: string;
  holds: boolean;
}

export const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b);
  const mid = sorted.length >> 1;
  const high = sorted[mid] ?? Number.NaN;
  return sorted.length % 2 ? high : ((sorted[mid - 1] ?? Number.NaN) + high) / 2;
};

export interface Compared {
  ours: number;
  theirs: number;
  /** Median of the ratios of the pairs, so that a machine whose speed drifts does not decide. */
  ratio: number;
}

/**
 * Runs the two in turn, each first in every other pair, and answers medians of their rates; one pair before that does not
 * count.
 */
export async function pairs(
  times: number,
  ours: () => Promise<number>,
  theirs: () => Promise<number>,
  say: (text: string) => void,
): Promise<Compared> {
  const runs: { ours: number; theirs: number }[] = [];
  for (let i = -1; i < times; i++) {
    const pair =
      i % 2 === 0
        ? { theirs: await theirs(), ours: await ours() }
        : { ours: await ours(), theirs: await theirs() };
    say(
      `  ${i < 0 ? 'warm-up' : `pair ${i + 1}`}: ${pair.ours.toPrecision(4)} against ${pair.theirs.toPrecision(4)}`,
    );
    if (i >= 0) runs.push(pair);
  }
  return {
    ours: median(runs.map((run) => run.ours)),
    theirs: median(runs.map((run) => run.theirs)),
    ratio: median(runs.map((run) => run.ours / run.theirs)),
  };
}

/** As {@link pairs}, against several others in turn: the one of them with the best median is what counts. */
export async function pairsWithBest(
  times: number,
  ours: () => Promise<number>,
  others: ReadonlyMap<string, () => Promise<number>>,
  say: (text: string) => void,
): Promise<Compared & { best: string }> {
  const rates = new Map<string, number[]>([...others.keys()].map((name) => [name, []]));
  const own: number[] = [];
  for (let i = -1; i < times; i++) {
    const texts: string[] = [];
    for (const [name, run] of others) {
      const rate = await run();
      texts.push(`${name} ${rate.toPrecision(4)}`);
      if (i >= 0) rates.get(name)?.push(rate);
    }
    const rate = await ours();
    if (i >= 0) own.push(rate);
    say(`  ${i < 0 ? 'warm-up' : `pair ${i + 1}`}: ${rate.toPrecision(4)} against ${texts.join(', ')}`);
  }
  const [best, theirs] = [...rates].toSorted(([, a], [, b]) => median(b) - median(a))[0] ?? ['', []];
  return {
    best,
    ours: median(own),
    theirs: median(theirs),
    ratio: median(own.map((rate, i) => rate / (theirs[i] ?? Number.NaN))),
  };
}

export function table(results: readonly Result[]): string {
  const head =
    '| work | against | Wirebench | the other | ratio | at least | holds |\n| --- | --- | --- | --- | --- | --- | --- |';
  const rows = results.map(
    (r) =>
      `| ${r.work} | ${r.against} | ${r.ours} | ${r.theirs} | ${r.ratio} | ${r.atLeast} | ${r.holds ? 'yes' : 'no'} |`,
  );
  return [head, ...rows].join('\n');
}

export const mibPerSecond = (rate: number) => `${Math.round(rate).toLocaleString('en-US')} MiB/s`;
export const perSecond = (rate: number) => `${Math.round(rate).toLocaleString('en-US')}/s`;
export const times = (ratio: number) => `${ratio.toFixed(2)}×`;
