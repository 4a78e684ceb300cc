import { type RefObject, useLayoutEffect, useState } from 'react';

/** px that a dump of sixteen bytes and the inspector beside it need. */
const ROOM = 884;

/** Whether the inspector fits beside the dump without covering its characters. */
export function useRoomy(box: RefObject<HTMLElement | null>): boolean {
  const [roomy, setRoomy] = useState(true);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => setRoomy(element.clientWidth >= ROOM);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
  return roomy;
}
