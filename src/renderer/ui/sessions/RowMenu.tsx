import { isLive } from '../../../contract/states.ts';
import { ActMenu } from '../ActMenu.tsx';
import { openExport } from '../export/export-store.ts';
import { remove } from './removal.ts';
import type { Act, AnyToolBench } from './tool-bench.ts';
import type { TreeRow } from './tree.ts';

export interface MenuPlace {
  row: TreeRow;
  element: HTMLElement;
}

/** What can be done with one row of the list, by pointer or by key. */
export function RowMenu({ of, row, element, onClose }: MenuPlace & { of: AnyToolBench; onClose(): void }) {
  const items = row.kind === 'listener' ? listenerItems(of, row.id) : sessionItems(of, row.id);
  return <ActMenu acts={items} element={element} onClose={onClose} />;
}

function listenerItems(of: AnyToolBench, id: string): Act[] {
  const listener = of.listener(id);
  if (!listener) return [];
  const items = of.listenerActs(listener).filter(({ disabled }) => !disabled);
  if (listener.accepted > 0)
    items.push({ label: 'Export all sessions…', run: () => openExport({ listener: id }) });
  if (listener.state !== 'listening') items.push({ label: 'Remove', run: () => remove(of, [id]) });
  return items;
}

function sessionItems(of: AnyToolBench, id: string): Act[] {
  const session = of.session(id);
  if (!session) return [];
  const items = of.sessionActs(session).filter(({ disabled }) => !disabled);
  if (session.twin) {
    const open = of.use.getState().twoEnds.has(id);
    items.unshift({
      label: open ? 'Show this end only' : 'Show both ends',
      run: () => {
        of.select({ kind: 'session', id });
        of.toggle('twoEnds', id);
      },
    });
  }
  items.push({ label: 'Export…', run: () => openExport({ session: id }) });
  if (!isLive(session.state)) items.push({ label: 'Remove', run: () => remove(of, [id]) });
  return items;
}
