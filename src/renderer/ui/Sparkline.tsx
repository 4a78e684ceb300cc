import { formatRate } from './format.ts';

export interface SparklineProps {
  /** Bytes per second, oldest first, the same number of values each. */
  received: readonly number[];
  sent: readonly number[];
  width: number;
  height: number;
  /** Given: the picture has this name; without it, it is decoration. */
  label?: string;
}

/** The last minute in one picture: received above the line, sent below it, both on one scale. */
export function Sparkline({ received, sent, width, height, label }: SparklineProps) {
  const peak = Math.max(1, ...received, ...sent);
  const middle = height / 2;
  const area = (values: readonly number[], side: 1 | -1): string => {
    if (!values.some((value) => value > 0)) return '';
    const step = width / Math.max(1, values.length - 1);
    const points = values.map((value, i) => {
      // The root keeps a trickle visible beside a flood.
      const high = value > 0 ? Math.max(1, Math.sqrt(value / peak) * (middle - 1)) : 0;
      return `${(i * step).toFixed(1)},${(middle - side * high).toFixed(1)}`;
    });
    return `M0,${middle}L${points.join('L')}L${width},${middle}Z`;
  };
  const title = label ? `${label}, at most ${formatRate(peak > 1 ? peak : 0)}` : undefined;
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role={title ? 'img' : undefined}
      aria-label={title}
      aria-hidden={title ? undefined : true}
      style={{ flex: `0 0 ${width}px` }}
    >
      <path d={`M0,${middle}H${width}`} stroke="var(--wb-line)" strokeWidth="1" />
      <path d={area(received, 1)} fill="var(--wb-in)" />
      <path d={area(sent, -1)} fill="var(--wb-out)" />
    </svg>
  );
}
