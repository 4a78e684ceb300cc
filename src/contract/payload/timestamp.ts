/** Times as files and protocols store them, as `2026-01-31 12:01:07.114 UTC`; null outside the years 0 to 9999. */

const MIN_MS = -62_167_219_200_000n;
const MAX_MS = 253_402_300_799_999n;

export function dateFromUnixMs(ms: bigint): string | null {
  if (ms < MIN_MS || ms > MAX_MS) return null;
  return `${new Date(Number(ms)).toISOString().replace('T', ' ').replace('Z', '')} UTC`;
}

export const dateFromUnixSeconds = (seconds: bigint): string | null =>
  seconds > MAX_MS || seconds < MIN_MS ? null : dateFromUnixMs(seconds * 1000n);

/** Windows: 100 ns steps since 1601. */
export const dateFromFiletime = (steps: bigint): string | null =>
  dateFromUnixMs(steps / 10_000n - 11_644_473_600_000n);

/** NTP: seconds since 1900 in the upper half, fractions of a second in the lower. */
export const dateFromNtp = (stamp: bigint): string | null =>
  dateFromUnixMs(((stamp >> 32n) - 2_208_988_800n) * 1000n + (((stamp & 0xffffffffn) * 1000n) >> 32n));
