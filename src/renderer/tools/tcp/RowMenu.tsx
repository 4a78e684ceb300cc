import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { isLive } from '../../../contract/states.ts';
import { useBench } from '../../bridge/bench-store.ts';
import {
  closeClients,
  closeSession,
  connectTo,
  endSending,
  reconnect,
  resetSession,
  stopListening,
} from './actions.ts';
import { remove } from './removal.ts';
import { select, toggle, useTcp } from './store.ts';
import type { TreeRow } from './tree.ts';

export interface MenuPlace {
  row: TreeRow;
  element: HTMLElement;
}

interface Item {
  label: string;
  run(): unknown;
}

/** What can be done with one row of the list, by pointer or by key. */
export function RowMenu({ row, element, onClose }: MenuPlace & { onClose(): void }) {
  const items = row.kind === 'listener' ? listenerItems(row.id) : sessionItems(row.id);
  return (
    <Menu anchorEl={element} open={items.length > 0} onClose={onClose}>
      {items.map(({ label, run }) => (
        <MenuItem
          key={label}
          onClick={() => {
            onClose();
            void run();
          }}
        >
          {label}
        </MenuItem>
      ))}
    </Menu>
  );
}

function listenerItems(id: string): Item[] {
  const listener = useBench.getState().listeners.get(id);
  if (!listener) return [];
  if (listener.state !== 'listening') return [{ label: 'Remove', run: () => remove([id]) }];
  const items: Item[] = [
    { label: 'Connect a client', run: () => connectTo(id) },
    { label: 'Stop, keep the clients', run: () => stopListening(id, false) },
    { label: 'Stop, close the clients', run: () => stopListening(id, true) },
  ];
  if (listener.open > 0) items.push({ label: 'Close its clients', run: () => closeClients(id) });
  return items;
}

function sessionItems(id: string): Item[] {
  const session = useBench.getState().sessions.get(id);
  if (!session) return [];
  const items: Item[] = [];
  if (session.twin) {
    const open = useTcp.getState().twoEnds.has(id);
    items.push({
      label: open ? 'Show this end only' : 'Show both ends',
      run: () => {
        select({ kind: 'session', id });
        toggle('twoEnds', id);
      },
    });
  }
  if (session.state === 'open' || session.state === 'end-received')
    items.push({ label: 'End sending', run: () => endSending(id) });
  if (isLive(session.state)) {
    items.push(
      { label: 'Reset', run: () => resetSession(id) },
      { label: 'Close', run: () => closeSession(id) },
    );
  } else {
    if (session.details.canReconnect) items.push({ label: 'Reconnect', run: () => reconnect(id) });
    items.push({ label: 'Remove', run: () => remove([id]) });
  }
  return items;
}
