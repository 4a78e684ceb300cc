import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import type { Library } from '../../../contract/messages.ts';
import { getClient } from '../../bridge/connection.ts';
import { useRowHeights } from '../density.ts';
import { FailureNotice } from '../FailureNotice.tsx';
import { formatCount } from '../format.ts';
import { CrossIcon, MoreIcon, PlusIcon, UndoIcon } from '../icons.tsx';
import { VirtualRows, type VirtualRowsHandle } from '../rows/VirtualRows.tsx';
import { fire, folderOf, savePresent } from './fire.ts';
import { importFile, saveExport } from './files.ts';
import {
  moveItems,
  removeItems,
  undoRemoval,
  useLibrary,
  usePanelNews,
  useRuns,
  useUndo,
} from './library.ts';
import './messages.css';
import { openSavedDialog, selectSaved, showPanel, toggleFolder, usePanel } from './panel-store.ts';
import { RunView } from './RunView.tsx';
import { SavedMenu } from './SavedMenu.tsx';
import { SavedRow } from './SavedRow.tsx';
import { savedRows, type SavedTreeRow } from './tree-rows.ts';

/** Saved messages and sequences in their folders, beside the session they are sent in. */
export default function SavedPanel({ session }: { session: string }) {
  const { items, problem } = useLibrary();
  const { folded, selected } = usePanel();
  const rows = useMemo(() => savedRows(items, folded), [items, folded]);
  const [menu, setMenu] = useState<{ row: SavedTreeRow; element: HTMLElement } | null>(null);
  const { list } = useRowHeights();
  const rowsRef = useRef<VirtualRowsHandle>(null);
  const index = rows.findIndex(({ item }) => item.id === selected);

  const activate = (at: number) => {
    const item = rows[at]?.item;
    if (item?.kind === 'folder') toggleFolder(item.id);
    else if (item) void fire(item);
  };
  const openMenu = (at: number, element: HTMLElement) => {
    const row = rows[at];
    if (row) setMenu({ row, element });
  };
  const onKeyDown = (event: KeyboardEvent, active: number) => {
    const row = rows[active];
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const { item } = row;
    if (event.key === 'Delete') void removeItems([item.id]);
    else if (event.key === 'F2') openSavedDialog({ kind: 'name', item });
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey))
      openMenu(active, event.target as HTMLElement);
    else if (item.kind === 'folder' && event.key === (row.folded ? 'ArrowRight' : 'ArrowLeft'))
      toggleFolder(item.id);
    else return;
    event.preventDefault();
  };
  /** Where a dragged row is dropped: into a folder, or before another one. */
  const drop = (id: string, on: SavedTreeRow | null) => {
    if (on?.item.id === id) return;
    if (on === null) void moveItems([id], null, null);
    else if (on.item.kind === 'folder') void moveItems([id], on.item.id, null);
    else void moveItems([id], on.item.folder, on.item.id);
  };

  return (
    <aside className="wb-saved" aria-label="Saved">
      <div className="wb-pane-bar">
        <h2 className="wb-saved-title">Saved</h2>
        <span className="wb-grow" />
        <NewMenu session={session} />
        <FileMenu />
        <IconButton size="small" aria-label="Close saved messages" onClick={() => showPanel(false)}>
          <CrossIcon />
        </IconButton>
      </div>
      <News problem={problem} />
      {rows.length === 0 ? (
        <div className="wb-saved-empty">
          <p>Messages that you save stand here, one click away from being sent.</p>
          <Button size="small" onClick={() => savePresent(session)}>
            Save the message
          </Button>
        </div>
      ) : null}
      <div
        className="wb-saved-rows"
        hidden={rows.length === 0}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => drop(event.dataTransfer.getData('application/x-wirebench-saved'), null)}
      >
        <VirtualRows
          ref={rowsRef}
          count={rows.length}
          rowHeight={list}
          label="Saved messages"
          role="list"
          selected={index < 0 ? null : index}
          onSelect={(at) => selectSaved(rows[at]?.item.id ?? null)}
          onActivate={activate}
          onKeyDown={onKeyDown}
          onContextMenu={(at, event) => {
            event.preventDefault();
            selectSaved(rows[at]?.item.id ?? null);
            openMenu(at, event.currentTarget as HTMLElement);
          }}
          rowKey={(at) => rows[at]?.item.id ?? at}
          rowProps={(at) => ({ 'aria-current': at === index ? 'true' : undefined })}
          renderRow={(at) => {
            const row = rows[at];
            return row ? (
              <SavedRow
                row={row}
                session={session}
                onMenu={(element) => openMenu(at, element)}
                onDrop={drop}
              />
            ) : null;
          }}
        />
      </div>
      <UndoBar />
      <SelectedRun session={session} selected={selected} />
      {menu ? <SavedMenu {...menu} onClose={() => setMenu(null)} /> : null}
    </aside>
  );
}

/** The last run of the chosen sequence; else the last one in this session. */
function SelectedRun({ session, selected }: { session: string; selected: string | null }) {
  const runs = useRuns((s) => s.runs);
  const all = [...runs.values()].reverse();
  const run =
    all.find((one) => one.sequence === selected && one.session === session) ??
    all.find((one) => one.sequence === selected && selected !== null) ??
    all.find((one) => one.session === session);
  return run ? (
    <RunView
      run={run}
      onStop={() => void getClient().messages.stop({ run: run.id })}
      onAgain={
        run.sequence === null
          ? undefined
          : () => {
              const item = useLibrary.getState().items.find(({ id }) => id === run.sequence);
              if (item?.kind === 'sequence') void fire(item);
            }
      }
    />
  ) : null;
}

function News({ problem }: { problem: Library['problem'] }) {
  const { failure, text } = usePanelNews();
  if (!failure && !text && !problem) return null;
  return (
    <div className="wb-saved-news">
      {problem ? <FailureNotice failure={problem} tone="warning" /> : null}
      {failure ? (
        <FailureNotice failure={failure} onDismiss={() => usePanelNews.setState({ failure: null })} />
      ) : null}
      {text ? <p role="status">{text}</p> : null}
    </div>
  );
}

function NewMenu({ session }: { session: string }) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const fresh = { id: 'new', key: null } as const;
  const choose = (make: () => void) => () => {
    setAnchor(null);
    make();
  };
  const folder = () => folderOf(usePanel.getState().selected);
  return (
    <>
      <IconButton
        size="small"
        aria-label="New"
        title="Save a message, or make a sequence or a folder"
        aria-haspopup="menu"
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <PlusIcon />
      </IconButton>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        <MenuItem onClick={choose(() => savePresent(session))}>New message…</MenuItem>
        <MenuItem
          onClick={choose(() =>
            openSavedDialog({
              kind: 'sequence',
              item: { ...fresh, kind: 'sequence', name: '', folder: folder(), steps: [] },
            }),
          )}
        >
          New sequence…
        </MenuItem>
        <MenuItem
          onClick={choose(() =>
            openSavedDialog({
              kind: 'name',
              item: { id: 'new', kind: 'folder', name: '', folder: folder() },
            }),
          )}
        >
          New folder…
        </MenuItem>
      </Menu>
    </>
  );
}

function FileMenu() {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const file = useRef<HTMLInputElement>(null);
  const empty = useLibrary((s) => s.items.length === 0);
  return (
    <>
      <IconButton
        size="small"
        aria-label="Import and export"
        title="Import and export"
        aria-haspopup="menu"
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <MoreIcon strokeWidth={2.4} />
      </IconButton>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        <MenuItem
          onClick={() => {
            setAnchor(null);
            file.current?.click();
          }}
        >
          Import a file…
        </MenuItem>
        <MenuItem
          disabled={empty}
          onClick={() => {
            setAnchor(null);
            void saveExport();
          }}
        >
          Export all
        </MenuItem>
      </Menu>
      <input
        ref={file}
        type="file"
        hidden
        accept=".json,.ini"
        aria-label="File of messages"
        onChange={(event) => {
          const chosen = event.target.files?.[0];
          event.target.value = '';
          if (chosen) void importFile(chosen);
        }}
      />
    </>
  );
}

function UndoBar() {
  const { undo } = useUndo();
  if (!undo) return null;
  return (
    <div className="wb-saved-undo" role="status">
      <span>{formatCount(undo.count)} removed</span>
      <Button size="small" startIcon={<UndoIcon width={14} height={14} />} onClick={() => void undoRemoval()}>
        Undo
      </Button>
      <IconButton size="small" aria-label="Leave it removed" onClick={() => useUndo.setState({ undo: null })}>
        <CrossIcon width={14} height={14} />
      </IconButton>
    </div>
  );
}
