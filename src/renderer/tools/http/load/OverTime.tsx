import { useRef } from 'react';
import type { Load } from '../../../../contract/tools/http-load.ts';
import { useWidth } from './use-width.ts';
import { formatMs, formatPerSecond } from './words.ts';

const HEIGHT = 56;

/** Answers a second over the time of the load; what failed lies below the line, in red. */
export function OverTime({ load }: { load: Load }) {
  const place = useRef<HTMLElement>(null);
  const width = useWidth(place);
  const { points, everyMs } = load.series;
  const peak = Math.max(1, ...points.map(({ done, failed }) => Math.max(done, failed)));
  const step = width / Math.max(1, points.length);
  const floor = points.some(({ failed }) => failed > 0) ? HEIGHT * 0.7 : HEIGHT - 1;
  const line = points
    .map(
      ({ done }, n) =>
        `L${(n * step).toFixed(1)},${(floor - (done / peak) * (floor - 3)).toFixed(1)}H${((n + 1) * step).toFixed(1)}`,
    ) // prettier-ignore
    .join('');
  const failures = points.flatMap(
    ({ failed }, n) =>
    failed > 0 ? [`M${(n * step).toFixed(1)},${floor}h${Math.max(1, step - 1).toFixed(1)}v${Math.max(2, (failed / peak) * (HEIGHT - floor)).toFixed(1)}h-${Math.max(1, step - 1).toFixed(1)}Z`] : [], // prettier-ignore
  );
  const worst = Math.max(0, ...points.map(({ p99 }) => p99));
  const label = `Answers a second over ${formatMs(points.length * everyMs)}, at most ${formatPerSecond(peak)}; p99 at most ${formatMs(worst)}`;
  return (
    <figure className="wb-load-picture" ref={place}>
      <figcaption>
        <span data-key="time">{label}</span>
      </figcaption>
      <svg viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={label}>
        <path d={`M0,${floor}${line}V${floor}Z`} fill="var(--wb-accent)" opacity={0.3} />
        <path d={`M0,${floor}${line}`} fill="none" stroke="var(--wb-accent)" strokeWidth={1.4} />
        <path d={failures.join('')} fill="var(--wb-danger)" />
        <path d={`M0,${floor}H${width}`} stroke="var(--wb-rim)" />
      </svg>
    </figure>
  );
}
