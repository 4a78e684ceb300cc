import { rowOfUnit, type TextRow } from './text-layout.ts';

/** The unit a key moves to, or null when the key isn't one that moves. */
export function textStep(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>,
  at: number,
  text: string,
  rows: readonly TextRow[],
): number | null {
  if (event.altKey || text.length === 0) return null;
  const last = text.length - 1;
  const command = event.ctrlKey || event.metaKey;
  const index = rowOfUnit(rows, at);
  const row = rows[index]!;
  const toRow = (target: number): number => {
    const other = rows[Math.min(Math.max(0, target), rows.length - 1)]!;
    if (other === row) return at;
    return Math.min(other.from + (at - row.from), Math.max(other.from, other.next - 1), last);
  };
  switch (event.key) {
    case 'ArrowLeft':
      return Math.max(0, at - (isLow(text, at - 1) ? 2 : 1));
    case 'ArrowRight':
      return Math.min(last, at + (isLow(text, at + 1) ? 2 : 1));
    case 'ArrowUp':
      return toRow(index - 1);
    case 'ArrowDown':
      return toRow(index + 1);
    case 'PageUp':
      return toRow(index - 20);
    case 'PageDown':
      return toRow(index + 20);
    case 'Home':
      return command ? 0 : row.from;
    case 'End':
      return command ? last : Math.min(last, Math.max(row.from, row.to - 1));
    default:
      return null;
  }
}

const isLow = (text: string, at: number): boolean => {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
};
