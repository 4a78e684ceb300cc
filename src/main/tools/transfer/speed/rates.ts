/** How much had come after so many milliseconds. */
export interface Sample {
  bytes: number;
  ms: number;
}

const MOST_POINTS = 200;
/** The first part of a measurement, in which a connection gathers speed and buffers fill, does not count. */
const WARM_UP = 0.2;

const between = (from: Sample, to: Sample): number =>
  to.ms > from.ms ? (Math.max(0, to.bytes - from.bytes) / (to.ms - from.ms)) * 1000 : 0;
const START: Sample = { bytes: 0, ms: 0 };

/** Bytes per second of a whole measurement. */
export function rateOf(samples: readonly Sample[]): number {
  const last = samples.at(-1);
  if (!last) return 0;
  const first = samples.find(({ ms }) => ms >= last.ms * WARM_UP);
  // Where nothing came after it, there is nothing else to tell of.
  return between(first && first.bytes < last.bytes ? first : START, last);
}

/** Bytes per second of the last half second or so. */
export const recentRate = (samples: readonly Sample[]): number =>
  samples.length === 0 ? 0 : between(samples.at(-6) ?? START, samples.at(-1) ?? START);

/** Bytes per second from sample to sample, for a picture. */
export function pointsOf(samples: readonly Sample[]): number[] {
  const step = Math.max(1, Math.ceil(samples.length / MOST_POINTS));
  const points: number[] = [];
  let before = START;
  for (let i = step - 1; i < samples.length; i += step) {
    const sample = samples[i]!;
    points.push(between(before, sample));
    before = sample;
  }
  return points;
}
