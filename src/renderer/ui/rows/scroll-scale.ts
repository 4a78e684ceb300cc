/**
 * Between the place in a list (px, exact, of any size) and the place of a native scroll bar. A browser's element ends
 * near 33 million pixels, so past `MAX_SCROLL` the bar is scaled: its thumb moves in proportion, rows stay exact.
 */
export const MAX_SCROLL = 10_000_000;

export interface Extent {
  /** Height of all rows, px. */
  total: number;
  /** Height of what is seen, px. */
  view: number;
}

export const isScaled = ({ total }: Extent): boolean => total > MAX_SCROLL;

/** The height of the element that gives the native scroll bar its size. */
export const spacerHeight = ({ total }: Extent): number => Math.min(total, MAX_SCROLL);

export const maxTop = ({ total, view }: Extent): number => Math.max(0, total - view);

export const clampTop = (top: number, extent: Extent): number => Math.min(Math.max(0, top), maxTop(extent));

const ratio = (extent: Extent): number => {
  const scrollable = spacerHeight(extent) - extent.view;
  return scrollable > 0 ? maxTop(extent) / scrollable : 1;
};

export const scrollOf = (top: number, extent: Extent): number => top / ratio(extent);

/** The place a dragged thumb stands for; scaled, it falls on the edge of a row, except at the very end. */
export function topOf(scroll: number, extent: Extent, rowHeight: number): number {
  if (!isScaled(extent)) return clampTop(scroll, extent);
  const scale = ratio(extent);
  const top = clampTop(scroll * scale, extent);
  if (maxTop(extent) - top < scale) return maxTop(extent);
  // With a smaller scale, rounding would move the bar under the pointer.
  return scale > rowHeight ? Math.round(top / rowHeight) * rowHeight : top;
}

/** The rows that are at least partly in view, as `first … last`; `last < first` when there are none. */
export function visibleRows(top: number, extent: Extent, rowHeight: number): { first: number; last: number } {
  const count = Math.round(extent.total / rowHeight);
  const first = Math.max(0, Math.floor(top / rowHeight));
  return { first, last: Math.min(count, Math.ceil((top + extent.view) / rowHeight)) - 1 };
}

/** Where to stand so that a row is in view, moving no more than needed (`nearest`) or putting it in the middle. */
export function topForRow(
  index: number,
  top: number,
  extent: Extent,
  rowHeight: number,
  align: 'nearest' | 'center' | 'start',
): number {
  const start = index * rowHeight;
  if (align === 'start') return clampTop(start, extent);
  if (align === 'center') return clampTop(start - Math.max(0, extent.view - rowHeight) / 2, extent);
  if (start < top) return clampTop(start, extent);
  if (start + rowHeight > top + extent.view) return clampTop(start + rowHeight - extent.view, extent);
  return top;
}
