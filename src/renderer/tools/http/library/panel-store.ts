import { create } from 'zustand';
import { recall, remember } from '../../../bridge/memory.ts';

/** A dialog of the collections. */
export type LibraryDialog =
  | { kind: 'open' }
  | { kind: 'save'; key: string }
  | { kind: 'conflict'; key: string }
  | { kind: 'curl' }
  | { kind: 'import'; collection: string | undefined; folder: string }
  | { kind: 'history' }
  | { kind: 'rename'; collection: string; path: string; name: string }
  | { kind: 'folder'; collection: string; path: string }
  /** Without a name: a new one. Null: what all environments share. */
  | { kind: 'environment'; collection: string; name?: string | null; focus?: string };

interface Panel {
  dialog: LibraryDialog | null;
  /** Folders and collections that are folded, by their row’s id. */
  folded: ReadonlySet<string>;
  selected: string | null;
  search: string;
  undo: { id: string; text: string } | null;
}

export const usePanel = create<Panel>(() => ({
  dialog: null,
  folded: new Set(),
  selected: null,
  search: '',
  undo: null,
}));

export const openDialog = (dialog: LibraryDialog): void => usePanel.setState({ dialog });
export const closeDialog = (): void => usePanel.setState({ dialog: null });

export function toggle(id: string): void {
  usePanel.setState(({ folded }) => {
    const next = new Set(folded);
    if (!next.delete(id)) next.add(id);
    return { folded: next };
  });
}

const OPEN = 'http.collections.open';
const useShown = create<{ shown: boolean | null }>(() => ({ shown: null }));
/** Whether the list is unfolded; it is remembered. */
export const usePanelShown = (): boolean => useShown(({ shown }) => shown ?? recall(OPEN, true));
export function showPanel(shown: boolean): void {
  useShown.setState({ shown });
  remember(OPEN, shown, 'disk');
}
