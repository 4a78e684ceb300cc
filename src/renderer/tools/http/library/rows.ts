import type { CollectionBrief, LibraryItem } from '../../../../contract/http/library.ts';

/** One line of the list: a collection, a folder of it, or a request. */
export interface LibraryRow {
  id: string;
  collection: string;
  /** Null: the collection itself. */
  item: LibraryItem | null;
  name: string;
  depth: number;
  folded: boolean;
  /** Requests in it. */
  inside: number;
}

export const rowId = (collection: string, path: string): string => `${collection}\n${path}`;

/** What is shown: what is found by all words of `search`, with the folders it lies in. */
export function libraryRows(
  collections: readonly CollectionBrief[],
  trees: ReadonlyMap<string, readonly LibraryItem[]>,
  folded: ReadonlySet<string>,
  search: string,
): LibraryRow[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (item: LibraryItem): boolean => {
    if (item.kind === 'folder') return false;
    const text = `${item.path} ${item.name} ${item.method} ${item.url}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return collections.flatMap(({ folder, name }) => {
    const items = trees.get(folder) ?? [];
    const found = words.length === 0 ? null : items.filter(fits);
    if (found?.length === 0) return [];
    const shown = new Set(found?.flatMap(({ path }) => above(path)));
    const inside = new Map<string, number>();
    for (const { kind, path } of items)
      if (kind === 'request')
        for (const each of ['', ...above(path)]) inside.set(each, (inside.get(each) ?? 0) + 1);
    const isFolded = (path: string): boolean => found === null && folded.has(rowId(folder, path));
    const rows: LibraryRow[] = [row(folder, null, name, 0, isFolded(''), inside.get('') ?? 0)];
    for (const item of items) {
      if (found !== null && !shown.has(item.path)) continue;
      if (['', ...above(item.path).slice(0, -1)].some(isFolded)) continue;
      const depth = item.path.split('/').length;
      rows.push(row(folder, item, item.name, depth, isFolded(item.path), inside.get(item.path) ?? 0));
    }
    return rows;
  });
}

/** The folders a path lies in, and itself. */
const above = (path: string): string[] =>
  path.split('/').map((_part, index, parts) => parts.slice(0, index + 1).join('/'));

const row = (
  collection: string,
  item: LibraryItem | null,
  name: string,
  depth: number,
  folded: boolean,
  inside: number,
): LibraryRow => ({ id: rowId(collection, item?.path ?? ''), collection, item, name, depth, folded, inside });
