import type { Header } from '../../../../contract/http/exchange.ts';

/** The headers that differ, by name and in the order of their names, with the values of each side. */
export function pairHeaders(
  left: readonly Header[],
  right: readonly Header[],
): { name: string; left: string[]; right: string[] }[] {
  const all = new Map<string, { left: string[]; right: string[] }>();
  const put = (headers: readonly Header[], side: 'left' | 'right') => {
    for (const { name, value } of headers) {
      const key = name.toLowerCase();
      const pair = all.get(key) ?? { left: [], right: [] };
      pair[side].push(value);
      all.set(key, pair);
    }
  };
  put(left, 'left');
  put(right, 'right');
  return [...all]
    .filter(([, pair]) => JSON.stringify(pair.left) !== JSON.stringify(pair.right))
    .map(([name, pair]) => ({ name, ...pair }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
