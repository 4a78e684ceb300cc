import { type RefObject, useLayoutEffect, useState } from 'react';

/** px left and right of the text, without the digits: margins, and the scroll bar. */
const MARGINS = 48;

/** The digits of line numbers when there are at most so many lines; as a property of CSS, `--wb-digits`. */
export const digitsOf = (lines: number): number => Math.max(2, `${Math.max(0, lines)}`.length);

/** How many monospaced characters fit beside a gutter of `digits` and `margins` in px; measured, because fonts differ. */
export function useColumns(box: RefObject<HTMLElement | null>, digits: number, margins = MARGINS): number {
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
      if (cell > 0) setColumns(Math.max(20, Math.floor((element.clientWidth - margins) / cell) - digits - 1));
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
  }, [box, digits, margins]);
  return columns;
}
