/** The row a key moves to, or null when the key isn't one that moves. */
export function rowForKey(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>,
  active: number,
  count: number,
  pageRows: number,
): number | null {
  if (event.altKey || count === 0) return null;
  const step = Math.max(1, pageRows - 1);
  const last = count - 1;
  switch (event.key) {
    case 'ArrowUp':
      return Math.max(0, active - 1);
    case 'ArrowDown':
      return Math.min(last, active + 1);
    case 'PageUp':
      return Math.max(0, active - step);
    case 'PageDown':
      return Math.min(last, active + step);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}
