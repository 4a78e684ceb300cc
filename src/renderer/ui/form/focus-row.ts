const FIELD = 'input:not([type="checkbox"]), select';

/**
 * Moves the keyboard into a row of a list that an act adds, or that takes the place of one it removes; where none is
 * left, to the button that adds one. `acts` has that button, and stands behind the list.
 */
export function focusRow(acts: HTMLElement | null, at: number): void {
  requestAnimationFrame(() => {
    const before = acts?.previousElementSibling;
    const rows = before?.matches('ol') ? [...before.children] : [];
    const row = rows[Math.min(at, rows.length - 1)];
    (row?.querySelector<HTMLElement>(FIELD) ?? acts?.querySelector('button'))?.focus();
  });
}
