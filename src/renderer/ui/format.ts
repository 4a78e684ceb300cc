import { formatHostPort } from '../../contract/payload/endpoint.ts';
import type { Endpoint } from '../../contract/session.ts';

/** How numbers, times and addresses are written everywhere in the window. Pure; no locale surprises. */

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const UNITS = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** `1,204`. */
export function formatCount(n: number): string {
  return whole.format(n);
}

/** `1,204 B`, `12.3 KiB`, `3.4 MiB`: exact up to four digits, then three that matter. */
export function formatBytes(bytes: number): string {
  if (bytes < 10_000) return `${whole.format(bytes)} B`;
  let value = bytes / 1024;
  let unit = 0;
  // 1023.95 would be written as 1024.0, so it already belongs to the next unit.
  while (value >= 999.95 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value.toFixed(value < 99.95 ? 1 : 0)} ${UNITS[unit]}`;
}

/** `3,565,158 bytes`: what stands behind a rounded number. */
export function formatExact(bytes: number): string {
  return `${whole.format(bytes)} ${bytes === 1 ? 'byte' : 'bytes'}`;
}

/** `1.2 MiB/s`; a trickle below one byte a second is written as 0. */
export function formatRate(bytesPerSecond: number): string {
  return `${formatBytes(Math.round(bytesPerSecond))}/s`;
}

/** A point in time on this machine's clock: `12:01:07.114`. */
export function formatTime(ms: number): string {
  const at = new Date(ms);
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${three(Math.floor(mod(ms, 1000)))}`;
}

/** A point in time with its day, for hover: `2026-03-09 12:01:07.114`. */
export function formatDateTime(ms: number): string {
  const at = new Date(ms);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${formatTime(ms)}`;
}

/** The time since the row before in seconds: `+0.006`, `+1:02.345`. */
export function formatDelta(ms: number): string {
  const total = Math.max(0, Math.round(ms));
  const seconds = Math.floor(total / 1000);
  const rest = three(total % 1000);
  return seconds < 60 ? `+${seconds}.${rest}` : `+${Math.floor(seconds / 60)}:${two(seconds % 60)}.${rest}`;
}

/** How long something has lasted: `0:12`, `12:04`, `1:02:03`. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** `127.0.0.1:5001`, `[::1]:5001`; for a Unix domain socket its path. */
export function formatEndpoint(end: Endpoint): string {
  if (end.family === 'unix') return end.address === '' ? 'unnamed socket' : end.address;
  return formatHostPort(end.address, end.port);
}

/** What tells two ends of one machine apart: `:5001`; for a Unix domain socket the last part of its path. */
export function formatPort(end: Endpoint): string {
  if (end.family !== 'unix') return `:${end.port}`;
  return end.address.split('/').pop() || 'unnamed socket';
}

const two = (n: number): string => String(n).padStart(2, '0');
const three = (n: number): string => String(n).padStart(3, '0');
const mod = (n: number, by: number): number => ((n % by) + by) % by;
