import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import type { CapturedRow } from '../../bridge/captures.ts';
import { openExport } from '../export/export-store.ts';
import { changeView, useView } from '../session/view-store.ts';
import type { TimelineOptions } from './options.ts';
import { copyRows, copyRowsHex } from './row-actions.ts';

export interface MenuAt {
  top: number;
  left: number;
  /** The row that was pointed at; undefined while it isn't known. */
  row: CapturedRow | undefined;
}

/** What can be done with the selected rows, and with the one that was pointed at. */
export function TimelineMenu({
  session,
  options,
  at,
  first,
  last,
  onClose,
}: {
  session: string;
  options: TimelineOptions;
  at: MenuAt | null;
  first: number;
  last: number;
  onClose(): void;
}) {
  const view = useView(session);
  const peer = options.peers ? at?.row?.peer : undefined;
  const acts = at?.row ? (options.rowActs?.(at.row) ?? []) : [];
  const item = (label: string, run: () => unknown, disabled = false) => (
    <MenuItem
      key={label}
      disabled={disabled}
      onClick={() => {
        onClose();
        void run();
      }}
    >
      {label}
    </MenuItem>
  );
  return (
    <Menu
      open={at !== null}
      onClose={onClose}
      anchorReference="anchorPosition"
      anchorPosition={at ?? { top: 0, left: 0 }}
    >
      {acts.map(({ label, run }) => item(label, run))}
      {peer === undefined
        ? null
        : view.peer === null
          ? item(`Show only ${peer}`, () => changeView(session, { peer }))
          : item('Show all peers', () => changeView(session, { peer: null }))}
      {item(`Copy ${last > first ? 'rows' : 'row'} as text`, () => copyRows(session, first, last))}
      {item('Copy bytes as hex', () => copyRowsHex(session), !view.rows?.spans?.in && !view.rows?.spans?.out)}
      {item(
        `Export ${last > first ? 'rows' : 'row'}…`,
        () => openExport({ session, rows: { first, last } }),
        last < first,
      )}
    </Menu>
  );
}
