import type { Saved } from '../../../contract/messages.ts';

/** Items and all that is in them, by their ids. */
export function subtree(items: readonly Saved[], ids: Iterable<string>): Set<string> {
  const found = new Set(ids);
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const item of items) if (item.folder !== null && found.has(item.folder)) found.add(item.id);
  }
  return found;
}

/**
 * A list that makes a tree: each id and each key once, the first of them; what is in no folder that is there, or in
 * itself, is in none.
 */
export function untangled(items: readonly Saved[]): Saved[] {
  const byId = new Map<string, Saved>();
  for (const item of items) if (!byId.has(item.id)) byId.set(item.id, item);
  const keys = new Set<string>();
  return [...byId.values()].map((item) => {
    let next: Saved = item;
    if (item.folder !== null && !reachesTop(item, byId)) next = { ...next, folder: null };
    if (next.kind === 'folder' || next.key === null) return next;
    if (keys.has(next.key)) return { ...next, key: null };
    keys.add(next.key);
    return next;
  });
}

function reachesTop(item: Saved, byId: ReadonlyMap<string, Saved>): boolean {
  const seen = new Set([item.id]);
  for (let folder = item.folder; folder !== null;) {
    const parent = byId.get(folder);
    if (parent?.kind !== 'folder' || seen.has(folder)) return false;
    seen.add(folder);
    folder = parent.folder;
  }
  return true;
}
