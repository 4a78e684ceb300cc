import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Session } from '../../../contract/bench.ts';
import { isData } from '../../../contract/rows.ts';
import { useRows } from '../../bridge/captures.ts';
import { Notice } from '../Notice.tsx';
import { useRowHeights } from '../density.ts';
import { formatCount, formatTime } from '../format.ts';
import type { SelectHow, VirtualRowsHandle } from '../rows/VirtualRows.tsx';
import { VirtualRows } from '../rows/VirtualRows.tsx';
import { changeView, useView } from '../session/view-store.ts';
import { GoToRow } from './GoToRow.tsx';
import { copyRows, copyRowsHex } from './row-actions.ts';
import { ROW_MARKS } from './row-words.ts';
import { previewParts } from './preview.ts';
import { selectRows } from './select-rows.ts';
import './timeline.css';
import { TimelineRow } from './TimelineRow.tsx';

/** Everything that happened on one session, in order. */
export function Timeline({ session }: { session: Session }) {
  const { id, counts } = session;
  const view = useView(id);
  const { row: rowHeight } = useRowHeights();
  const [range, setRange] = useState({ first: 0, last: 40 });
  const [menu, setMenu] = useState<{ top: number; left: number } | null>(null);
  const list = useRef<VirtualRowsHandle>(null);
  const goTo = useRef<HTMLInputElement>(null);
  const rowOf = useRows(id, range.first, range.last, counts.rows);
  const onRangeChange = useCallback((first: number, last: number) => setRange({ first, last }), []);

  const { rows } = view;
  const first = rows ? Math.min(rows.anchor, rows.active) : -1;
  const last = rows ? Math.max(rows.anchor, rows.active) : -2;

  // Another part of the window may choose a row; it must be in view then.
  const shown = useRef(-1);
  useEffect(() => {
    if (rows && rows.active !== shown.current) list.current?.goTo(rows.active);
    shown.current = rows?.active ?? -1;
  }, [rows]);

  const select = (index: number, how: Pick<SelectHow, 'extend'>) => {
    shown.current = index;
    void selectRows(id, index, how.extend, rowOf(index), counts.rows);
  };
  const jump = (index: number) => {
    list.current?.goTo(index, { align: 'center', focus: true });
    select(index, { extend: false });
  };

  return (
    <div className="wb-timeline">
      <div className="wb-pane-bar">
        <h3 className="wb-pane-title">Timeline</h3>
        <span className="wb-pane-note">
          {formatCount(counts.rows)} {counts.rows === 1 ? 'row' : 'rows'}
          {last > first ? `, ${formatCount(last - first + 1)} selected` : ''}
        </span>
        <span className="wb-grow" />
        <Notice where="timeline" />
        <GoToRow count={counts.rows} inputRef={goTo} onGo={jump} />
      </div>
      <VirtualRows
        ref={list}
        count={counts.rows}
        rowHeight={rowHeight}
        label="Timeline"
        role="grid"
        columnCount={5}
        noun={['row', 'rows']}
        follow={view.followRows}
        onFollowChange={(followRows) => changeView(id, { followRows })}
        onRangeChange={onRangeChange}
        selected={(index) => index >= first && index <= last}
        onSelect={select}
        onContextMenu={(index, event) => {
          event.preventDefault();
          if (index < first || index > last) select(index, { extend: false });
          setMenu({ top: event.clientY, left: event.clientX });
        }}
        onKeyDown={(event) => {
          const command = event.ctrlKey || event.metaKey;
          if (command && event.key.toLowerCase() === 'g') {
            event.preventDefault();
            goTo.current?.focus();
          } else if (
            command &&
            event.key.toLowerCase() === 'c' &&
            rows &&
            !window.getSelection()?.toString()
          ) {
            event.preventDefault();
            void copyRows(id, first, last);
          } else if (command && event.key.toLowerCase() === 'a') {
            event.preventDefault();
            void selectRows(id, 0, false, undefined, counts.rows).then(() =>
              selectRows(id, counts.rows - 1, true, undefined, counts.rows),
            );
          }
        }}
        rowProps={(index) => ({ 'aria-label': describe(rowOf(index)) })}
        renderRow={(index) => (
          <TimelineRow row={rowOf(index)} before={index > 0 ? rowOf(index - 1)?.time : rowOf(index)?.time} />
        )}
      />
      <Menu
        open={menu !== null}
        onClose={() => setMenu(null)}
        anchorReference="anchorPosition"
        anchorPosition={menu ?? { top: 0, left: 0 }}
      >
        <MenuItem
          onClick={() => {
            setMenu(null);
            void copyRows(id, first, last);
          }}
        >
          Copy {last > first ? 'rows' : 'row'} as text
        </MenuItem>
        <MenuItem
          disabled={!view.rows?.spans?.in && !view.rows?.spans?.out}
          onClick={() => {
            setMenu(null);
            void copyRowsHex(id);
          }}
        >
          Copy bytes as hex
        </MenuItem>
      </Menu>
    </div>
  );
}

/** A row as it is read aloud. */
function describe(row: ReturnType<ReturnType<typeof useRows>>): string | undefined {
  if (!row) return undefined;
  const { word } = ROW_MARKS[row.kind];
  if (!isData(row.kind)) return `${formatTime(row.time)} ${word}: ${row.text ?? ''}`;
  const text = previewParts(row.bytes, row.bytes.length >= row.length)
    .map((part) => part.text)
    .join('');
  return `${formatTime(row.time)} ${word}, ${formatCount(row.length)} bytes: ${text}`;
}
