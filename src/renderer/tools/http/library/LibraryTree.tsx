import IconButton from '@mui/material/IconButton';
import InputBase from '@mui/material/InputBase';
import { type KeyboardEvent, useMemo, useState } from 'react';
import { ActMenu } from '../../../ui/ActMenu.tsx';
import { useRowHeights } from '../../../ui/density.ts';
import { ChevronDownIcon, ChevronRightIcon, FolderIcon, MoreIcon, WarningIcon } from '../../../ui/icons.tsx';
import { VirtualRows } from '../../../ui/rows/VirtualRows.tsx';
import { loadOfFolder, openLoads } from '../load/store.ts';
import { newRequest } from '../request/open.ts';
import { openRuns } from '../run/store.ts';
import { closeCollection, duplicateItem, openKept, removeItems } from './actions.ts';
import { useLibrary } from './library-store.ts';
import { openDialog, toggle, usePanel } from './panel-store.ts';
import { type LibraryRow, libraryRows, rowId } from './rows.ts';

/** So many rows are in view before the list scrolls. */
const MOST_ROWS = 12;

/** The collections with their folders and requests. */
export function LibraryTree() {
  const { collections, trees } = useLibrary();
  const { folded, selected, search } = usePanel();
  const rows = useMemo(
    () => libraryRows(collections, trees, folded, search),
    [collections, trees, folded, search],
  );
  const [menu, setMenu] = useState<{ row: LibraryRow; element: HTMLElement } | null>(null);
  const { list } = useRowHeights();
  const index = rows.findIndex(({ id }) => id === selected);
  const activate = (at: number) => {
    const row = rows[at];
    if (!row) return;
    if (row.item?.kind === 'request') void openKept(row.collection, row.item.path);
    else toggle(row.id);
  };
  const onKeyDown = (event: KeyboardEvent, at: number) => {
    const row = rows[at];
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const { item, collection } = row;
    const isFolder = item?.kind !== 'request';
    if (event.key === 'Delete' && item) void removeItems(collection, [item.path], item.name);
    else if (event.key === 'F2' && item)
      openDialog({ kind: 'rename', collection, path: item.path, name: item.name });
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey))
      setMenu({ row, element: event.target as HTMLElement });
    else if (isFolder && event.key === (row.folded ? 'ArrowRight' : 'ArrowLeft')) toggle(row.id);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <InputBase
        className="wb-inline wb-library-search"
        value={search}
        placeholder="Search…"
        onChange={(event) => usePanel.setState({ search: event.target.value })}
        inputProps={{ 'aria-label': 'Search the collections', spellCheck: false, autoComplete: 'off' }}
      />
      {rows.length === 0 ? <p className="wb-library-none">Nothing is called so.</p> : null}
      <div
        className="wb-library-rows"
        style={{ height: Math.min(rows.length, MOST_ROWS) * list }}
        hidden={rows.length === 0}
      >
        <VirtualRows
          count={rows.length}
          rowHeight={list}
          label="Requests in collections"
          role="list"
          selected={index < 0 ? null : index}
          onSelect={(at, { by }) => {
            const row = rows[at];
            usePanel.setState({ selected: row?.id ?? null });
            if (by === 'pointer' && row?.item?.kind === 'request') activate(at);
          }}
          onActivate={activate}
          onKeyDown={onKeyDown}
          onContextMenu={(at, event) => {
            event.preventDefault();
            const row = rows[at];
            if (row) setMenu({ row, element: event.currentTarget as HTMLElement });
          }}
          rowKey={(at) => rows[at]?.id ?? at}
          rowProps={(at) => ({ 'aria-current': at === index ? 'true' : undefined })}
          renderRow={(at) => {
            const row = rows[at];
            return row ? <Row row={row} onMenu={(element) => setMenu({ row, element })} /> : null;
          }}
        />
      </div>
      {menu ? <ActMenu element={menu.element} onClose={() => setMenu(null)} acts={actsOf(menu.row)} /> : null}
    </>
  );
}

function actsOf({ collection, item, name }: LibraryRow): { label: string; run(): unknown }[] {
  const path = item?.path ?? '';
  if (item?.kind === 'request')
    return [
      { label: 'Open', run: () => openKept(collection, path) },
      { label: 'Run…', run: () => openRuns(collection, path) },
      { label: 'Rename…', run: () => openDialog({ kind: 'rename', collection, path, name }) },
      { label: 'Duplicate', run: () => duplicateItem(collection, path) },
      { label: 'Remove', run: () => removeItems(collection, [path], name) },
    ];
  const inside = [
    {
      label: 'New request',
      run: () => {
        // Where it is saved, unless another folder is chosen then.
        usePanel.setState({ selected: rowId(collection, path) });
        newRequest();
      },
    },
    { label: 'New folder…', run: () => openDialog({ kind: 'folder', collection, path }) },
    { label: 'Import a file…', run: () => openDialog({ kind: 'import', collection, folder: path }) },
    { label: 'Run…', run: () => openRuns(collection, path) },
    { label: 'Many requests…', run: () => openLoads(loadOfFolder(collection, path)) },
  ];
  if (item)
    return [
      ...inside,
      { label: 'Rename…', run: () => openDialog({ kind: 'rename', collection, path, name }) },
      { label: 'Remove', run: () => removeItems(collection, [path], name) },
    ];
  return [
    ...inside,
    { label: 'Shared variables…', run: () => openDialog({ kind: 'environment', collection, name: null }) },
    { label: 'New environment…', run: () => openDialog({ kind: 'environment', collection }) },
    { label: 'Close the collection', run: () => closeCollection(collection) },
  ];
}

function Row({ row, onMenu }: { row: LibraryRow; onMenu(element: HTMLElement): void }) {
  const { item, depth, folded, inside, name, collection, id } = row;
  const brief = useLibrary((s) => s.collections.find((one) => one.folder === collection));
  const problem = item === null ? brief?.problem : item.kind === 'request' ? item.problem : null;
  const why = problem ? [problem.message, problem.hint].filter(Boolean).join(' ') : undefined;
  return (
    <div
      className="wb-library-row"
      style={{ paddingLeft: 4 + depth * 14 }}
      title={why ?? (item === null ? collection : item.kind === 'request' ? item.url : item.path)}
    >
      {item?.kind === 'request' ? (
        <span className="wb-library-method">
          {item.of === 'http' ? item.method : item.of === 'xml-rpc' ? 'RPC' : 'WS'}
        </span>
      ) : (
        <>
          <IconButton
            size="small"
            tabIndex={-1}
            aria-label={`${folded ? 'Unfold' : 'Fold'} ${name}`}
            aria-expanded={!folded}
            onClick={(event) => {
              event.stopPropagation();
              toggle(id);
            }}
          >
            {folded ? (
              <ChevronRightIcon width={14} height={14} />
            ) : (
              <ChevronDownIcon width={14} height={14} />
            )}
          </IconButton>
          {item ? <FolderIcon width={16} height={16} className="wb-library-icon" /> : null}
        </>
      )}
      <span className={item === null ? 'wb-library-name wb-library-root' : 'wb-library-name'}>{name}</span>
      {why ? (
        <span className="wb-library-wrong" role="img" aria-label={why}>
          <WarningIcon width={14} height={14} />
        </span>
      ) : null}
      <span className="wb-grow" />
      {item?.kind === 'request' ? null : <span className="wb-pane-note">{inside > 0 ? inside : ''}</span>}
      <IconButton
        size="small"
        className="wb-more"
        tabIndex={-1}
        aria-label={`Actions for ${name}`}
        aria-haspopup="menu"
        onClick={(event) => {
          event.stopPropagation();
          onMenu(event.currentTarget);
        }}
        onDoubleClick={(event) => event.stopPropagation()}
      >
        <MoreIcon strokeWidth={2.4} />
      </IconButton>
    </div>
  );
}
