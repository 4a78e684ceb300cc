import Button from '@mui/material/Button';
import { useState } from 'react';
import { isLive } from '../../../contract/states.ts';
import type { FileRow, TransferSession } from '../../../contract/tools/transfer.ts';
import { useBench } from '../../bridge/bench-store.ts';
import { ActMenu } from '../../ui/ActMenu.tsx';
import { useRowHeights } from '../../ui/density.ts';
import { formatCount } from '../../ui/format.ts';
import { useRange } from '../../ui/rows/use-range.ts';
import { VirtualRows } from '../../ui/rows/VirtualRows.tsx';
import { FileLine } from './FileLine.tsx';
import './files.css';
import { copyHash, copyPath, saveReceived } from './session-actions.ts';
import { type FileFilter, showFiles, useTransfer } from './store.ts';
import { useFiles } from './use-files.ts';

const FILTERS: readonly { filter: FileFilter; label: string }[] = [
  { filter: 'all', label: 'All' },
  { filter: 'left', label: 'Left' },
  { filter: 'done', label: 'Done' },
  { filter: 'problems', label: 'Problems' },
];
const EMPTY: Record<FileFilter, string> = {
  all: 'No file is listed yet.',
  left: 'Nothing is left to do.',
  done: 'Nothing is done yet.',
  problems: 'No file was refused or failed.',
};

const EMPTY_AT_END: Partial<typeof EMPTY> = { all: 'No file was listed.', done: 'Nothing was done.' };

/** The files of a transfer in the order in which they were listed; only those in view are asked for and drawn. */
export function FileList({ session }: { session: TransferSession }) {
  const filter = useTransfer((s) => s.filter);
  const [range, onRangeChange] = useRange();
  const [selected, setSelected] = useState<number | null>(null);
  const [menu, setMenu] = useState<{ row: FileRow; element: HTMLElement } | null>(null);
  const { row: rowHeight } = useRowHeights();
  const { total, row } = useFiles(session, filter, range.first, range.last);
  const browser = useBench((s) => s.info?.host === 'browser');
  const over = !isLive(session.state);
  const saves = browser && session.details.direction === 'receive';

  const openMenu = (at: number, element: HTMLElement) => {
    const file = row(at);
    if (file) setMenu({ row: file, element });
  };
  return (
    <div className="wb-files">
      <div className="wb-files-bar" role="group" aria-label="Files shown">
        {FILTERS.map(({ filter: each, label }) => (
          <Button
            key={each}
            size="small"
            aria-pressed={filter === each}
            onClick={() => {
              showFiles(each);
              setSelected(null);
            }}
          >
            {label}
          </Button>
        ))}
        <span className="wb-files-count">{total === null ? '' : `${formatCount(total)} shown`}</span>
      </div>
      <VirtualRows
        key={filter}
        count={total ?? 0}
        rowHeight={rowHeight}
        label="Files"
        role="grid"
        columnCount={5}
        selected={selected}
        onSelect={setSelected}
        onRangeChange={onRangeChange}
        onActivate={(at) => {
          const element = document.querySelector<HTMLElement>(`.wb-files [data-row="${at}"]`);
          if (element) openMenu(at, element);
        }}
        onContextMenu={(at, event) => {
          event.preventDefault();
          setSelected(at);
          openMenu(at, event.currentTarget as HTMLElement);
        }}
        onKeyDown={(event, active) => {
          if (event.key !== 'ContextMenu' && !(event.key === 'F10' && event.shiftKey)) return;
          event.preventDefault();
          openMenu(active, event.target as HTMLElement);
        }}
        empty={
          total === null ? undefined : (
            <span>{(over ? EMPTY_AT_END[filter] : undefined) ?? EMPTY[filter]}</span>
          )
        }
        renderRow={(at) => {
          const file = row(at);
          return (
            <FileLine
              file={file}
              over={over}
              onSave={saves ? () => file && saveReceived(session.id, file) : null}
            />
          );
        }}
      />
      {menu ? (
        <ActMenu
          acts={actsOf(session.id, menu.row, saves)}
          element={menu.element}
          onClose={() => setMenu(null)}
        />
      ) : null}
    </div>
  );
}

function actsOf(session: string, file: FileRow, saves: boolean) {
  return [
    ...(file.sha256 === null ? [] : [{ label: 'Copy the hash', run: () => copyHash(file) }]),
    { label: 'Copy the path', run: () => copyPath(file) },
    ...(saves && canSave(file) ? [{ label: 'Save…', run: () => saveReceived(session, file) }] : []),
  ];
}

export const canSave = ({ kind, state }: FileRow): boolean => kind === 'file' && state === 'done';
