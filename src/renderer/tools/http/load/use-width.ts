import { type RefObject, useLayoutEffect, useState } from 'react';

/** How wide an element is, in whole px, so that a picture in it is drawn at its size and its words are not scaled. */
export function useWidth(of: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(760);
  useLayoutEffect(() => {
    const element = of.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      const now = Math.round(entry?.contentRect.width ?? 0);
      if (now > 0) setWidth(now);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [of]);
  return width;
}
