/** How many bytes had come when. */
export interface Sample {
  time: number;
  bytes: number;
}

/** So long is looked back, in milliseconds; a shorter time tells nothing. */
const LONGEST = 4000;
const SHORTEST = 500;

/** With one more; what is older than is looked back at is left out. */
export const withSample = (samples: readonly Sample[], sample: Sample): readonly Sample[] => [
  ...samples.filter(({ time }) => sample.time - time <= LONGEST),
  sample,
];

/** Bytes a second; null: that is not known yet, or nothing comes. */
export function rateOf(samples: readonly Sample[]): number | null {
  const [first] = samples;
  const last = samples.at(-1);
  if (!first || !last || last.time - first.time < SHORTEST || last.bytes <= first.bytes) return null;
  return ((last.bytes - first.bytes) / (last.time - first.time)) * 1000;
}
