import { useRef } from 'react';
import { BARS_PER_DECADE } from '../../../../contract/payload/load-limits.ts';
import type { Load } from '../../../../contract/tools/http-load.ts';
import { formatCount } from '../../../ui/format.ts';
import { useWidth } from './use-width.ts';
import { formatMs, toldLatency } from './words.ts';

const HEIGHT = 190;
const TOP = 34;
const BOTTOM = 20;
const FLOOR = HEIGHT - BOTTOM;
/** So wide is the longest name of a mark, with room beside it. */
const WORD = 38;
const atEdge = (at: number, width: number) => at > width - 40;

/** How many answers took how long, on a scale in which ten times as long is as far. The line: corrected, or another load. */
export function Histogram({ load, beside }: { load: Load; beside: Load | undefined }) {
  const place = useRef<HTMLElement>(null);
  const width = useWidth(place);
  const { bars } = load;
  const told = toldLatency(load);
  const both = [bars, ...(beside ? [beside.bars] : [])].filter((one) => one.measured.length > 0);
  if (!told || both.length === 0)
    return (
      <figure className="wb-load-picture" data-empty="" ref={place}>
        <p>No answer has come yet.</p>
      </figure>
    );
  // At least a whole power of ten, so that a few bars do not look like many.
  const least = Math.min(...both.map(({ first }) => first)) - 1;
  const most =
    Math.max(...both.map(({ first, measured: all }) => first + all.length), least + BARS_PER_DECADE) + 1;
  const step = width / (most - least);
  const x = (bar: number) => (bar - least) * step;
  const xOf = (ms: number) => x(Math.log10(Math.max(1, ms * 1000)) * BARS_PER_DECADE);
  const line = beside ? sharesOf(beside.bars.measured) : sharesOf(bars.corrected);
  const solid = sharesOf(bars.measured);
  const peak = Math.max(...solid, ...line, 0.001);
  const y = (share: number) => FLOOR - (share / peak) * (FLOOR - TOP);
  const lineFrom = beside ? beside.bars.first : bars.first;
  const outline = line.map((share, n) => `L${x(lineFrom + n).toFixed(1)},${y(share).toFixed(1)}H${x(lineFrom + n + 1).toFixed(1)}`).join(''); // prettier-ignore
  return (
    <figure className="wb-load-picture" ref={place}>
      <figcaption>
        <span data-key="bars">{beside ? 'This load' : 'Measured'}</span>
        <span data-key="line">{beside ? 'The other' : 'Corrected for coordinated omission'}</span>
      </figcaption>
      <svg
        viewBox={`0 0 ${width} ${HEIGHT}`}
        role="img"
        aria-label={`Histogram of ${formatCount(load.counts.done)} answers: half within ${formatMs(told.p50)}, 99 of 100 within ${formatMs(told.p99)}, at most ${formatMs(told.max)}`}
      >
        {ticks(least, most).map(({ bar, text }) => (
          <g key={bar} transform={`translate(${x(bar).toFixed(1)},0)`}>
            <path d={`M0,${TOP - 6}V${FLOOR + 3}`} stroke="var(--wb-line)" />
            <text y={HEIGHT - 5} textAnchor="middle">
              {text}
            </text>
          </g>
        ))}
        {solid.map((share, n) => (
          <rect
            key={n}
            x={x(bars.first + n) + 0.5}
            width={Math.max(1, step - 1)}
            y={share > 0 ? Math.min(y(share), FLOOR - 1) : FLOOR}
            height={share > 0 ? Math.max(1, FLOOR - y(share)) : 0}
            fill="var(--wb-in)"
          />
        ))}
        <path
          d={`M${x(lineFrom).toFixed(1)},${FLOOR}${outline}V${FLOOR}`}
          fill="none"
          stroke="var(--wb-out)"
          strokeWidth={1.5}
        />
        <path d={`M0,${FLOOR + 0.5}H${width}`} stroke="var(--wb-rim)" />
        {marks(told, xOf, width).map(({ name, at, row }) => (
          <g key={name} transform={`translate(${at.toFixed(1)},0)`}>
            <path d={`M0,${row * 12 + 12}V${FLOOR}`} stroke="var(--wb-text)" strokeDasharray="2 3" />
            <text y={row * 12 + 9} textAnchor={atEdge(at, width) ? 'end' : 'middle'} data-mark="">
              {name}
            </text>
          </g>
        ))}
      </svg>
    </figure>
  );
}

function sharesOf(counts: readonly number[]): number[] {
  const sum = counts.reduce((all, one) => all + one, 0) || 1;
  return counts.map((count) => count / sum);
}

/** Where percentiles stand; those that would be written over each other, in another row. */
function marks(
  { p50, p90, p99, p999 }: { p50: number; p90: number; p99: number; p999: number },
  xOf: (ms: number) => number,
  width: number,
) {
  const ends = [-WORD, -WORD];
  return [
    { name: 'p50', ms: p50 },
    { name: 'p90', ms: p90 },
    { name: 'p99', ms: p99 },
    { name: 'p99.9', ms: p999 },
  ].map(({ name, ms }, n) => {
    const at = xOf(ms);
    // At the right edge a name ends at its line; else it stands around it.
    const half = WORD / 2;
    const begins = at - (atEdge(at, width) ? WORD : half);
    const row = begins >= (ends[0] ?? 0) ? 0 : begins >= (ends[1] ?? 0) ? 1 : n % 2;
    ends[row] = begins + WORD;
    return { name, at, row };
  });
}

/** 1, 10, 100 of each unit, and 2 and 5 between where there is room. */
function ticks(least: number, most: number): { bar: number; text: string }[] {
  const inside = most - least <= 2.5 * BARS_PER_DECADE ? [1, 2, 5] : [1];
  const found: { bar: number; text: string }[] = [];
  for (let decade = Math.floor(least / BARS_PER_DECADE); decade <= most / BARS_PER_DECADE; decade++)
    for (const times of inside) {
      const us = times * 10 ** decade;
      const bar = Math.log10(us) * BARS_PER_DECADE;
      if (bar > least + 0.6 && bar < most - 0.6) found.push({ bar, text: shortTime(us) });
    }
  return found;
}

function shortTime(us: number): string {
  if (us < 1000) return `${us} µs`;
  return us < 1_000_000 ? `${us / 1000} ms` : `${us / 1_000_000} s`;
}
