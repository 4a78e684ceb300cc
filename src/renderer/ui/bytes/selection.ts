import type { ByteSelection } from '../session/view-store.ts';

/** `from` up to, and without, `to`. */
export interface ByteRange {
  from: number;
  to: number;
}

export const rangeOf = (selection: ByteSelection | null): ByteRange | null =>
  selection && {
    from: Math.min(selection.anchor, selection.focus),
    to: Math.max(selection.anchor, selection.focus) + 1,
  };

/** A selection of what is shown; one that lies outside is none. */
export function clampSelection(
  selection: ByteSelection | null,
  offset: number,
  length: number,
): ByteSelection | null {
  if (!selection || length === 0) return null;
  const range = rangeOf(selection)!;
  if (range.to <= offset || range.from >= offset + length) return null;
  const clamp = (at: number) => Math.min(Math.max(at, offset), offset + length - 1);
  return { anchor: clamp(selection.anchor), focus: clamp(selection.focus) };
}

/** Where a key moves the focus in a dump of `perRow` bytes a row, or null when the key isn't one that moves. */
export function byteForKey(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>,
  focus: number,
  length: number,
  perRow: number,
  pageRows: number,
): number | null {
  if (event.altKey || length === 0) return null;
  const command = event.ctrlKey || event.metaKey;
  const rowStart = focus - (focus % perRow);
  const steps: Record<string, number> = {
    ArrowLeft: focus - 1,
    ArrowRight: focus + 1,
    ArrowUp: focus - perRow,
    ArrowDown: focus + perRow,
    PageUp: focus - perRow * pageRows,
    PageDown: focus + perRow * pageRows,
    Home: command ? 0 : rowStart,
    End: command ? length - 1 : rowStart + perRow - 1,
  };
  const next = steps[event.key];
  if (next === undefined) return null;
  // Up and down keep the column: at an edge they stay.
  if (next < 0) return event.key === 'ArrowUp' ? focus : event.key === 'PageUp' ? focus % perRow : 0;
  if (next >= length) return event.key === 'ArrowDown' && rowStart + perRow >= length ? focus : length - 1;
  return next;
}
