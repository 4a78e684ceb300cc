import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import {
  clampTop,
  type Extent,
  isScaled,
  maxTop,
  scrollOf,
  spacerHeight,
  topForRow,
  topOf,
  visibleRows,
} from './scroll-scale.ts';

export interface VirtualScroll {
  scroller: React.RefObject<HTMLDivElement | null>;
  /** Exact px from the start of the list to the top of what is seen. */
  top: number;
  view: number;
  spacer: number;
  first: number;
  last: number;
  atEnd: boolean;
  moveTo(top: number): void;
  showRow(index: number, align: 'nearest' | 'center' | 'start'): void;
  /** Rows that fit wholly. */
  pageRows: number;
  onScroll(): void;
}

/** The place of a long list, kept exactly here and mirrored into a native (perhaps scaled) scroll bar. */
export function useVirtualScroll(
  count: number,
  rowHeight: number,
  follow: boolean,
  onUserMove: (atEnd: boolean, up: boolean) => void,
): VirtualScroll {
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState(0);
  const [, redraw] = useState(0);
  const place = useRef(0);
  /** What we last set the native bar to: a scroll event that says something else comes from the user. */
  const mirrored = useRef(0);

  const extent = useMemo<Extent>(() => ({ total: count * rowHeight, view }), [count, rowHeight, view]);
  const top = follow ? maxTop(extent) : clampTop(place.current, extent);
  const now = useRef({ extent, top, rowHeight, onUserMove });
  now.current = { extent, top, rowHeight, onUserMove };

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => setView(element.clientHeight);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  // The bar follows the list, never the other way round, unless the user takes hold of it.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const target = scrollOf(top, extent);
    place.current = top;
    // A list that begins at its start stands right, and to ask its bar would lay the whole page out once more.
    if (target === 0 && mirrored.current === 0) return;
    if (Math.abs(element.scrollTop - target) >= 1) element.scrollTop = target;
    mirrored.current = element.scrollTop;
  }, [top, extent]);

  const go = useCallback((next: number) => {
    const { extent: size, top: before, onUserMove: tell } = now.current;
    place.current = clampTop(next, size);
    redraw((n) => n + 1);
    tell(maxTop(size) - place.current < 1, place.current < before);
  }, []);

  // Scaled, one notch of the wheel would jump thousands of rows: the wheel moves the exact place instead.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      const { extent: size, top: before, rowHeight: row } = now.current;
      if (!isScaled(size) || event.ctrlKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
      event.preventDefault();
      const unit = event.deltaMode === 1 ? row : event.deltaMode === 2 ? size.view : 1;
      flushSync(() => go(before + event.deltaY * unit));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [go]);

  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (!element || Math.abs(element.scrollTop - mirrored.current) < 1) return;
    // A pane that grew moves its bar by itself, and may say so before its new height is known: that is no user.
    if (element.clientHeight !== now.current.extent.view) return setView(element.clientHeight);
    mirrored.current = element.scrollTop;
    const target = topOf(element.scrollTop, now.current.extent, now.current.rowHeight);
    flushSync(() => go(target));
  }, [go]);

  const showRow = useCallback(
    (index: number, align: 'nearest' | 'center' | 'start') => {
      const { extent: size, top: before, rowHeight: row } = now.current;
      const target = topForRow(index, before, size, row, align);
      if (target !== before) go(target);
    },
    [go],
  );

  const { first, last } = visibleRows(top, extent, rowHeight);
  return {
    scroller,
    top,
    view,
    spacer: spacerHeight(extent),
    first,
    last,
    atEnd: maxTop(extent) - top < 1,
    moveTo: go,
    showRow,
    pageRows: Math.max(1, Math.floor(view / rowHeight)),
    onScroll,
  };
}
