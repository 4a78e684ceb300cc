import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { LaidLine, Layout } from '../../../../contract/tools/http-view.ts';
import { getClient, onOpen } from '../../../bridge/connection.ts';
import { PageCache } from '../../../bridge/page-cache.ts';

const PER_PAGE = 128;
const AROUND = 24;

const pages = new PageCache<LaidLine[]>({
  pageSize: PER_PAGE,
  keep: 128,
  async pull(stream, from, count, signal) {
    const at = stream.indexOf('|');
    const input = { layout: stream.slice(0, at) as Layout, exchange: stream.slice(at + 1), from, count };
    const { lines } = await getClient().httpView.lines(input, { signal });
    return { value: lines, count: lines.length, settled: true };
  },
});
onOpen(() => pages.clear());

/**
 * The lines in view, which need not follow each other; the reader gives undefined for one that is not here yet.
 * `lines` in order, `total`: how many there are by now.
 */
export function useLines(
  exchange: string,
  layout: Layout,
  lines: readonly number[],
  total: number,
): (line: number) => LaidLine | undefined {
  const stream = `${layout}|${exchange}`;
  const viewers = useRef<object[]>([]);
  useSyncExternalStore(pages.subscribe, pages.version);
  const key = lines.join();
  useEffect(() => {
    const wanted = runs(lines);
    for (const [n, [first, last]] of wanted.entries())
      pages.want((viewers.current[n] ??= {}), stream, first, last, total);
    for (const viewer of viewers.current.splice(wanted.length)) pages.release(viewer);
    // The lines are in the key.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [stream, key, total]);
  useEffect(() => {
    const mine = viewers.current;
    return () => {
      for (const viewer of mine.splice(0)) pages.release(viewer);
    };
  }, []);
  return (line) => pages.get(stream, Math.floor(line / PER_PAGE))?.value[line % PER_PAGE];
}

/** Lines near each other as runs, each with some around it. */
function runs(lines: readonly number[]): [first: number, last: number][] {
  const found: [number, number][] = [];
  for (const line of lines) {
    const run = found.at(-1);
    if (run && line - run[1] <= 2 * PER_PAGE) run[1] = line;
    else found.push([line, line]);
  }
  return found.map(([first, last]) => [Math.max(0, first - AROUND), last + AROUND]);
}
