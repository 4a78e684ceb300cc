import type { Saved } from '../../../contract/messages.ts';

export interface SavedTreeRow {
  item: Saved;
  depth: number;
  folded: boolean;
  /** Items in a folder, also in those in it. */
  inside: number;
}

/** What the panel shows: folders before what is in them, in the order in which all is saved. */
export function savedRows(items: readonly Saved[], folded: ReadonlySet<string>): SavedTreeRow[] {
  const children = new Map<string | null, Saved[]>();
  for (const item of items) {
    const siblings = children.get(item.folder);
    if (siblings) siblings.push(item);
    else children.set(item.folder, [item]);
  }
  const rows: SavedTreeRow[] = [];
  const add = (folder: string | null, depth: number, shown: boolean): number => {
    let count = 0;
    // Folders stand on top, as in every file manager.
    const own = children.get(folder) ?? [];
    const sorted = [
      ...own.filter(({ kind }) => kind === 'folder'),
      ...own.filter(({ kind }) => kind !== 'folder'),
    ];
    for (const item of sorted) {
      const row: SavedTreeRow = { item, depth, folded: folded.has(item.id), inside: 0 };
      if (shown) rows.push(row);
      if (item.kind === 'folder') row.inside = add(item.id, depth + 1, shown && !row.folded);
      else count++;
      count += row.inside;
    }
    return count;
  };
  add(null, 0, true);
  return rows;
}

/** The folders as choices, those in others named with them: `Lamps / Hall`. */
export function folderChoices(items: readonly Saved[], not?: string): { value: string; label: string }[] {
  const byId = new Map(items.map((item) => [item.id, item]));
  const pathOf = (item: Saved): string[] => {
    const parent = item.folder === null ? undefined : byId.get(item.folder);
    return parent ? [...pathOf(parent), item.name] : [item.name];
  };
  const within = (item: Saved): boolean =>
    item.id === not ||
    (item.folder !== null && within(byId.get(item.folder) ?? { ...item, folder: null, id: '' }));
  return [
    { value: '', label: 'No folder' },
    ...items
      .filter((item) => item.kind === 'folder' && !(not !== undefined && within(item)))
      .map((item) => ({ value: item.id, label: pathOf(item).join(' / ') }))
      .sort((a, b) => a.label.localeCompare(b.label)),
  ];
}
