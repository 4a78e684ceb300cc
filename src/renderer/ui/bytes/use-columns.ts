import { type RefObject, useLayoutEffect, useState } from 'react';

/** px left and right of the text: line numbers and margins. */
export const GUTTER = 108;

/** How many monospaced characters fit beside a gutter; measured, because fonts differ. */
export function useColumns(box: RefObject<HTMLElement | null>, gutter: number): number {
  const [columns, setColumns] = useState(80);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const probe = document.createElement('span');
    probe.className = 'wb-text-probe';
    probe.textContent = '0'.repeat(100);
    element.append(probe);
    const measure = () => {
      const cell = probe.getBoundingClientRect().width / 100;
      if (cell > 0) setColumns(Math.max(20, Math.floor((element.clientWidth - gutter) / cell) - 1));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    // The shipped font may come after the first measure.
    observer.observe(probe);
    return () => {
      observer.disconnect();
      probe.remove();
    };
  }, [box, gutter]);
  return columns;
}
