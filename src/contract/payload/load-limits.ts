/** The most that a load takes, and how its histogram is cut; for both sides. */
export const MOST_REQUESTS = 10_000_000;
export const MOST_AT_ONCE = 2000;
export const MOST_PER_SECOND = 50_000;
/** Bars in each power of ten. Bar `n` holds what took from 10^(n/10) µs to 10^((n+1)/10) µs. */
export const BARS_PER_DECADE = 10;
