/** Steps of Myers’ search; past them lines are joined by their place. */
const MOST_STEPS = 1500;

export type Pair = [left: number | null, right: number | null];

/**
 * Joins the lines of two texts: lines that are equal, in order, and between those a line of one to a line of the other
 * as long as both have some (E. W. Myers, An O(ND) Difference Algorithm). `exact` is false where it gave up.
 */
export function differ(left: readonly string[], right: readonly string[]): { pairs: Pair[]; exact: boolean } {
  let head = 0;
  const least = Math.min(left.length, right.length);
  while (head < least && left[head] === right[head]) head++;
  let tail = 0;
  while (tail < least - head && left[left.length - 1 - tail] === right[right.length - 1 - tail]) tail++;
  const a = left.slice(head, left.length - tail);
  const b = right.slice(head, right.length - tail);
  const equal = search(a, b);
  const pairs: Pair[] = [];
  for (let i = 0; i < head; i++) pairs.push([i, i]);
  let [l, r] = [0, 0];
  const between = (toLeft: number, toRight: number) => {
    while (l < toLeft || r < toRight)
      pairs.push([l < toLeft ? head + l++ : null, r < toRight ? head + r++ : null]);
  };
  for (const [x, y] of equal ?? []) {
    between(x, y);
    pairs.push([head + l++, head + r++]);
  }
  between(a.length, b.length);
  for (let i = tail; i > 0; i--) pairs.push([left.length - i, right.length - i]);
  return { pairs, exact: equal !== null };
}

/** Places of equal lines, in order; null where there are too many differences. */
function search(a: readonly string[], b: readonly string[]): [number, number][] | null {
  const most = Math.min(a.length + b.length, MOST_STEPS);
  const middle = most + 1;
  const furthest = new Int32Array(2 * most + 3);
  const trail: Int32Array[] = [];
  for (let d = 0; d <= most; d++) {
    trail.push(furthest.slice(middle - d - 1, middle + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && furthest[middle + k - 1]! < furthest[middle + k + 1]!);
      let x = down ? furthest[middle + k + 1]! : furthest[middle + k - 1]! + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      furthest[middle + k] = x;
      if (x >= a.length && x - k >= b.length) return back(trail, a.length, b.length);
    }
  }
  return null;
}

function back(trail: readonly Int32Array[], left: number, right: number): [number, number][] {
  const equal: [number, number][] = [];
  let [x, y] = [left, right];
  for (let d = trail.length - 1; d >= 0; d--) {
    const row = trail[d]!;
    // Entry 0 of a row stands for diagonal −d−1.
    const at = (k: number) => row[k + d + 1]!;
    const k = x - y;
    const down = k === -d || (k !== d && at(k - 1) < at(k + 1));
    const from = d === 0 ? 0 : down ? at(k + 1) : at(k - 1);
    const fromY = d === 0 ? 0 : from - (down ? k + 1 : k - 1);
    const begin = d === 0 ? 0 : down ? from : from + 1;
    while (x > begin) equal.push([--x, --y]);
    [x, y] = [from, fromY];
  }
  return equal.reverse();
}
