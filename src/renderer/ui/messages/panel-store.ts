import { create } from 'zustand';
import type { Saved, SavedMessage, Sequence } from '../../../contract/messages.ts';
import { recall, remember } from '../../bridge/memory.ts';

/** A dialog over the window that edits something saved, or something new (id `new`). */
export type SavedDialog =
  | { kind: 'message'; item: SavedMessage }
  | { kind: 'sequence'; item: Sequence }
  | { kind: 'name'; item: Saved };

interface PanelState {
  folded: ReadonlySet<string>;
  selected: string | null;
  dialog: SavedDialog | null;
}

/** The panel of saved messages, the same beside every session. */
export const usePanel = create<PanelState>(() => ({ folded: new Set(), selected: null, dialog: null }));

const OPEN = 'messages.open';
const useOpen = create<{ open: boolean | null }>(() => ({ open: null }));

/** Whether the panel is shown; it is remembered. */
export const usePanelOpen = (): boolean => useOpen(({ open }) => open ?? recall(OPEN, false));
export const panelIsOpen = (): boolean => useOpen.getState().open ?? recall(OPEN, false);

export function showPanel(open: boolean): void {
  if (open === panelIsOpen()) return;
  useOpen.setState({ open });
  remember(OPEN, open, 'disk');
}

export const openSavedDialog = (dialog: SavedDialog): void => usePanel.setState({ dialog });
export const closeSavedDialog = (): void => usePanel.setState({ dialog: null });
export const selectSaved = (selected: string | null): void => usePanel.setState({ selected });

export function toggleFolder(id: string): void {
  usePanel.setState(({ folded }) => {
    const next = new Set(folded);
    if (!next.delete(id)) next.add(id);
    return { folded: next };
  });
}
