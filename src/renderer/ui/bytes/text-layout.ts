/** One row of text on the screen: a line of the text, or a piece of a line that is too long for one row. */
export interface TextRow {
  /** UTF-16 units `from` up to, and without, `to`; the line break is not part of it. */
  from: number;
  to: number;
  /** Where the next row begins: past the line break, if there is one. */
  next: number;
  /** The number of the line, counted from 1, when the row is the first of it. */
  line: number | null;
}

export const TAB = 4;

/** Columns a unit takes. The second half of a pair takes none, the first both. */
export function unitWidth(unit: number): number {
  if (unit < 0x1100) return unit === 9 ? TAB : 1;
  if (unit >= 0xdc00 && unit <= 0xdfff) return 0;
  if (unit >= 0xd800 && unit <= 0xdbff) return 2;
  const wide =
    unit <= 0x115f ||
    (unit >= 0x2e80 && unit <= 0xa4cf) ||
    (unit >= 0xac00 && unit <= 0xd7a3) ||
    (unit >= 0xf900 && unit <= 0xfaff) ||
    (unit >= 0xfe30 && unit <= 0xfe6f) ||
    (unit >= 0xff00 && unit <= 0xff60) ||
    (unit >= 0xffe0 && unit <= 0xffe6);
  return wide ? 2 : 1;
}

/** Real lines (LF, CR LF, CR), wrapped at `columns`. */
export function layoutText(text: string, columns: number): TextRow[] {
  const rows: TextRow[] = [];
  const limit = Math.max(8, columns);
  let from = 0;
  let width = 0;
  let line = 1;
  let first = true;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 10 || unit === 13) {
      const next = unit === 13 && text.charCodeAt(at + 1) === 10 ? at + 2 : at + 1;
      rows.push({ from, to: at, next, line: first ? line : null });
      line++;
      first = true;
      from = next;
      width = 0;
      at = next - 1;
      continue;
    }
    const size = unitWidth(unit);
    if (width + size > limit) {
      rows.push({ from, to: at, next: at, line: first ? line : null });
      first = false;
      from = at;
      width = 0;
    }
    width += size;
  }
  if (from < text.length || rows.length === 0)
    rows.push({ from, to: text.length, next: text.length, line: first ? line : null });
  return rows;
}

/** The row that holds a unit, by halving. */
export function rowOfUnit(rows: readonly TextRow[], unit: number): number {
  let low = 0;
  let high = rows.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (rows[middle]!.from <= unit) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The first unit whose character begins at or after a byte. */
export function unitAtByte(starts: Uint32Array, byte: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! < byte) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first unit of the character that a byte belongs to. */
export function unitOfByte(starts: Uint32Array, byte: number): number {
  const unit = unitAtByte(starts, byte);
  if (starts[unit] === byte || unit === 0) return unit;
  return unitAtByte(starts, starts[unit - 1]!);
}
