import type { CapturedPairRow } from '../../bridge/captures.ts';
import { formatLatency, type Join, latencyOf, type RowsAtHand, splitWords } from './joins.ts';

/** Width of the middle, px; the style sheet says the same. */
export const AXIS = 128;
const GAP_MS = 1000;
const LIFT = 8;

/** The middle of the two ends: each send drawn to the reads it became, with how it split and how long it took. */
export function JoinLines({
  joins,
  at,
  top,
  first,
  last,
  rowHeight,
  height,
  chosen,
}: {
  joins: readonly Join[];
  at: RowsAtHand<CapturedPairRow>;
  /** px of the list above the first px in view. */
  top: number;
  first: number;
  last: number;
  rowHeight: number;
  height: number;
  /** The selected row and its partners, by their places. */
  chosen: ReadonlySet<number>;
}) {
  const y = (index: number) => Math.round(index * rowHeight - top + rowHeight / 2);
  const inView = (join: Join) => {
    const [low, high] = [join.write ?? join.read ?? 0, join.read ?? join.write ?? 0].sort((a, b) => a - b);
    return high! >= first - 1 && low! <= last + 1;
  };
  return (
    <svg className="wb-te-lines" width={AXIS} height={height} aria-hidden="true">
      <defs>
        <linearGradient id="wb-te-right" gradientUnits="userSpaceOnUse" x1="0" y1="0" x2={AXIS} y2="0">
          <stop offset="0.1" stopColor="var(--wb-out)" />
          <stop offset="0.9" stopColor="var(--wb-in)" />
        </linearGradient>
        <linearGradient id="wb-te-left" gradientUnits="userSpaceOnUse" x1={AXIS} y1="0" x2="0" y2="0">
          <stop offset="0.1" stopColor="var(--wb-out)" />
          <stop offset="0.9" stopColor="var(--wb-in)" />
        </linearGradient>
      </defs>
      <line className="wb-te-axis" x1={AXIS / 2} x2={AXIS / 2} y1={0} y2={height} />
      {joins.filter(inView).map((join) => (
        <JoinLine
          key={`${join.from}${join.write}-${join.read}`}
          join={join}
          y={y}
          height={height}
          chosen={chosen}
        />
      ))}
      {at.rows
        .filter((row) => row.index >= first && row.index <= last)
        .map((row) => (
          <RowLabel key={row.index} row={row} at={at} y={y(row.index)} chosen={chosen.has(row.index)} />
        ))}
      {at.rows.slice(1).map((row, i) => {
        const gap = row.time - at.rows[i]!.time;
        if (gap < GAP_MS || row.index < first || row.index > last + 1) return null;
        return (
          <text key={row.index} className="wb-te-gap" x={AXIS / 2} y={y(row.index) - rowHeight / 2}>
            {formatLatency(gap)}
          </text>
        );
      })}
    </svg>
  );
}

function JoinLine({
  join,
  y,
  height,
  chosen,
}: {
  join: Join;
  y(index: number): number;
  height: number;
  chosen: ReadonlySet<number>;
}) {
  const right = join.from === 'left';
  const [x0, x1] = right ? [2, AXIS - 3] : [AXIS - 2, 3];
  // An end that is far away is off the edge it lies past.
  const y0 = join.write === null ? -40 : y(join.write);
  const y1 = join.read === null ? height + 40 : y(join.read);
  const bend = (x1 - x0) * 0.45;
  const held =
    (join.write === null || chosen.has(join.write)) && (join.read === null || chosen.has(join.read));
  const tip = right ? -5 : 5;
  return (
    <g
      className="wb-te-join"
      data-chosen={(chosen.size > 0 && held) || undefined}
      data-dim={(chosen.size > 0 && !held) || undefined}
    >
      <path
        d={`M${x0} ${y0} C${x0 + bend} ${y0} ${x1 - bend} ${y1} ${x1 + tip} ${y1}`}
        stroke={`url(#wb-te-${right ? 'right' : 'left'})`}
      />
      {join.write === null ? null : <circle cx={x0} cy={y0} r={2} className="wb-te-start" />}
      {join.read === null ? null : <path className="wb-te-tip" d={`M${x1} ${y1} l${tip} -3.5 v7 Z`} />}
    </g>
  );
}

/** Latency stands where the bytes arrive; how a send was split stands where it is one. */
function RowLabel({
  row,
  at,
  y,
  chosen,
}: {
  row: CapturedPairRow;
  at: RowsAtHand<CapturedPairRow>;
  y: number;
  chosen: boolean;
}) {
  if (row.kind !== 'in' && row.kind !== 'out') return null;
  const split = splitWords(row);
  const latency = row.kind === 'in' ? latencyOf(at, row) : null;
  const text = [split, latency === null ? null : formatLatency(latency)].filter(Boolean).join(', ');
  const waiting = row.kind === 'out' && !row.joined && row.length > 0 ? 'not arrived' : '';
  if (!text && !waiting) return null;
  const onLeft = row.side === 'left';
  return (
    <text
      className="wb-te-label"
      data-chosen={chosen || undefined}
      x={onLeft ? 8 : AXIS - 8}
      // Above its line, which runs level here.
      y={y - LIFT}
      textAnchor={onLeft ? 'start' : 'end'}
    >
      {text || waiting}
    </text>
  );
}
