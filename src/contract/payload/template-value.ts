import type { Bytes } from './parsed.ts';
import type { NumberFormat } from './template-field.ts';

/** The room of a number in bytes. */
export function sizeOf(format: NumberFormat, value: number): number {
  if (format.as === 'bytes') return format.width;
  return Math.max(format.digits, value.toString(format.as === 'hex' ? 16 : 10).length);
}

/** A whole number that is not negative, as its format says, with zeros in front up to `size`. */
export function numberBytes(value: number, format: NumberFormat, size = sizeOf(format, value)): Bytes {
  if (format.as !== 'bytes') {
    const text = value.toString(format.as === 'hex' ? 16 : 10).padStart(size, '0');
    return ascii(format.as === 'hex' && format.upper ? text.toUpperCase() : text);
  }
  const bytes = new Uint8Array(format.width);
  let rest = value;
  for (let i = 0; i < format.width; i++) {
    bytes[format.endian === 'little' ? i : format.width - 1 - i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return bytes;
}

export const ascii = (text: string): Bytes => new TextEncoder().encode(text);
export const hexText = (bytes: Bytes): string =>
  Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');

/** A time as a template writes it, in UTC; `time` in milliseconds since the epoch. */
export function timeText(time: number, form: 'iso' | 'date' | 'clock' | 'hhmmss' | 'ddmmyy'): string {
  const iso = new Date(Number.isFinite(time) ? Math.max(0, Math.min(time, 8.64e15)) : 0).toISOString();
  switch (form) {
    case 'iso':
      return iso;
    case 'date':
      return iso.slice(0, 10);
    case 'clock':
      return iso.slice(11, 19);
    case 'hhmmss':
      return iso.slice(11, 19).replaceAll(':', '');
    case 'ddmmyy':
      return iso.slice(8, 10) + iso.slice(5, 7) + iso.slice(2, 4);
  }
}
