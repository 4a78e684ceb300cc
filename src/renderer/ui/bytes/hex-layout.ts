import { hexByte } from '../../../contract/payload/hex.ts';

/** Bytes in a row of a dump: sixteen, or half of them where there is no room for so many. */
export type PerRow = 16 | 8;

/** Geometry of a hex dump in characters: `xx xx … xx  xx … xx`, a wider gap after the eighth byte. */
const HALF = 8;
const GAP = 2;

/** As many as fit into so many characters beside the offset, each as hex and as a character of its own. */
export const perRowOf = (columns: number, digits: number): PerRow =>
  columns >= digits + GAP + 16 * 3 + GAP + 16 ? 16 : 8;

/** The characters that the hex column of a row has. */
export const hexChars = (perRow: PerRow): number => perRow * 3;

/** The character column of byte `i` of a row. */
export const hexColumn = (i: number): number => i * 3 + (i >= HALF ? 1 : 0);

/** The byte under a character column; a gap belongs to the byte before it. */
export function byteAtColumn(column: number, perRow: PerRow): number {
  const half = hexColumn(HALF);
  const i = column < half ? Math.min(HALF - 1, Math.floor(column / 3)) : Math.floor((column - 1) / 3);
  return Math.min(Math.max(0, i), perRow - 1);
}

/** Digits that the largest offset needs: 4, then 8, then 12. */
export const offsetDigits = (length: number): number =>
  length <= 0x10000 ? 4 : length <= 0x1_0000_0000 ? 8 : 12;

export const hexOffset = (offset: number, digits: number): string =>
  offset.toString(16).padStart(digits, '0');

/** Neighbouring characters of one look. */
export interface Run {
  text: string;
  faint: boolean;
}

const isAscii = (byte: number): boolean => byte >= 0x20 && byte < 0x7f;

/** The hex digits of a row; zero bytes are faint, so that what differs stands out. */
export const hexRuns = (bytes: Uint8Array): Run[] =>
  runs(bytes, (byte, i) => ({
    text: `${i === HALF ? ' ' : ''}${hexByte(byte)} `,
    faint: byte === 0,
  }));

/** The gutter of a row: what isn't printable ASCII is a faint dot. */
export const asciiRuns = (bytes: Uint8Array): Run[] =>
  runs(bytes, (byte) => ({ text: isAscii(byte) ? String.fromCharCode(byte) : '.', faint: !isAscii(byte) }));

function runs(bytes: Uint8Array, of: (byte: number, index: number) => Run): Run[] {
  const result: Run[] = [];
  bytes.forEach((byte, index) => {
    const run = of(byte, index);
    const last = result.at(-1);
    if (last && last.faint === run.faint) last.text += run.text;
    else result.push(run);
  });
  return result;
}
