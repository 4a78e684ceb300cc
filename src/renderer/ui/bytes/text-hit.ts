/** The boundary between two units of text that is nearest to a point, or null when the point is on no row. */
export function unitAtPoint(box: HTMLElement, x: number, y: number): number | null {
  const line = lineAt(box, x, y);
  if (!line) return null;
  const from = Number(line.dataset.from);
  const to = Number(line.dataset.to);
  const rect = line.getBoundingClientRect();
  if (x <= rect.left) return from;
  const middle = rect.top + rect.height / 2;
  const caret = caretAt(x, middle);
  if (!caret || !line.contains(caret.node)) return x > rect.left ? endOf(line, from, to, x) : from;
  const holder = caret.node.parentElement?.closest<HTMLElement>('[data-unit]');
  if (!holder) return to;
  return Math.min(to, Number(holder.dataset.unit) + caret.offset);
}

/** The row under a point; beside a row counts as on it. */
function lineAt(box: HTMLElement, x: number, y: number): HTMLElement | null {
  const direct = document.elementFromPoint(x, y)?.closest<HTMLElement>('.wb-text-row');
  const row = direct && box.contains(direct) ? direct : rowAtHeight(box, y);
  return row?.querySelector<HTMLElement>('.wb-text-line') ?? null;
}

function rowAtHeight(box: HTMLElement, y: number): HTMLElement | undefined {
  const rows = [...box.querySelectorAll<HTMLElement>('.wb-text-row')];
  return rows.find((row) => {
    const rect = row.getBoundingClientRect();
    return y >= rect.top && y < rect.bottom;
  });
}

function caretAt(x: number, y: number): { node: Node; offset: number } | null {
  const place = document.caretPositionFromPoint?.(x, y);
  return place ? { node: place.offsetNode, offset: place.offset } : null;
}

function endOf(line: HTMLElement, from: number, to: number, x: number): number {
  const last = line.lastElementChild?.getBoundingClientRect();
  return !last || x > last.right ? to : from;
}
