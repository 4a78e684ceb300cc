import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { type ReactNode, useCallback, useRef, useState } from 'react';
import type { Session } from '../../../contract/bench.ts';
import type { LensSpec, LensState } from '../../../contract/lens.ts';
import { isNamed } from '../../../contract/payload/framing.ts';
import { isData } from '../../../contract/rows.ts';
import { isLive } from '../../../contract/states.ts';
import { useLensState, useMessages } from '../../bridge/lenses.ts';
import { useRowHeights } from '../density.ts';
import { FailureNotice } from '../FailureNotice.tsx';
import { formatBytes, formatCount } from '../format.ts';
import { useRange } from '../rows/use-range.ts';
import { type SelectHow, VirtualRows, type VirtualRowsHandle } from '../rows/VirtualRows.tsx';
import { spansOfRow } from '../session/row-spans.ts';
import { changeView, useView } from '../session/view-store.ts';
import { GoToRow } from '../timeline/GoToRow.tsx';
import { copyRowsHex } from '../timeline/row-actions.ts';
import { copyMessages } from './copy-messages.ts';
import { describeMessage, MessageRow, ReadRow, shareWords } from './MessageRow.tsx';
import { restart, restartWords } from './restart.ts';
import { selectMessages } from './select-messages.ts';
import { Unfolded } from './unfolded.ts';
import { useReads } from './use-reads.ts';
import './lens.css';

/** The timeline as messages, in the order in which they were complete, with the life of the connection in between. */
export function LensRows({
  session,
  lens,
  goTo,
  children,
}: {
  session: Session;
  lens: LensSpec;
  goTo: React.RefObject<HTMLInputElement | null>;
  /** The bar above the messages, given what is known of them and the field that jumps to one. */
  children(note: string, field: ReactNode): ReactNode;
}) {
  const { id, counts } = session;
  const view = useView(id);
  const state = useLensState(id, lens);
  const { row: rowHeight } = useRowHeights();
  const [range, onRangeChange] = useRange();
  const [menu, setMenu] = useState<{ top: number; left: number } | null>(null);
  const [read, setRead] = useState<{ index: number; read: number } | null>(null);
  const list = useRef<VirtualRowsHandle>(null);
  const reads = useReads(id);
  const unfolded = new Unfolded(reads.open);
  const total = state.total + unfolded.extra;
  const inView = { first: unfolded.at(range.first).index, last: unfolded.at(range.last).index };
  const rowOf = useMessages(id, lens, inView.first, inView.last, state.total);
  const passing = session.tool === 'relay';

  const chosen = view.rows?.messages;
  const first = chosen ? Math.min(chosen.anchor, chosen.active) : -1;
  const last = chosen ? Math.max(chosen.anchor, chosen.active) : -2;

  const select = (place: number, how: Pick<SelectHow, 'extend'>) => {
    const { index, read: child } = unfolded.at(place);
    const row = rowOf(index);
    if (child < 0) return void selectMessages(id, lens, index, how.extend, row, state.total);
    const one = reads.readOf(index, child);
    if (!one || !isData(one.kind)) return;
    setRead({ index, read: child });
    const { kind: direction, seq } = one;
    changeView(id, {
      rows: { anchor: seq, active: seq, spans: spansOfRow(one), direction },
      source: { kind: 'rows', direction },
      bytes: null,
      followBytes: false,
    });
  };
  const jump = (index: number) => {
    const place = unfolded.placeOf(index);
    list.current?.goTo(place, { align: 'center', focus: true });
    select(place, { extend: false });
  };
  const fold = useCallback(
    (index: number) => {
      const row = rowOf(index);
      if (row) reads.fold(row);
    },
    // Both are of the last draw; the row's own memo compares what it shows.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [reads.fold],
  );
  const row = chosen ? rowOf(chosen.active) : undefined;
  const again = row?.status
    ? ({ direction: row.kind === 'out' ? 'out' : 'in', offset: row.start } as const)
    : null;
  const byte =
    view.bytes && view.source
      ? { direction: view.source.direction, offset: Math.min(view.bytes.anchor, view.bytes.focus) }
      : null;

  return (
    <>
      {children(
        note(state, counts.rows, last - first + 1, isNamed(lens.framing)),
        <GoToRow count={state.total} inputRef={goTo} onGo={jump} />,
      )}
      {state.problem ? <FailureNotice failure={state.problem} tone="warning" /> : null}
      <VirtualRows
        ref={list}
        count={total}
        unfolded={unfolded.extra}
        rowHeight={rowHeight}
        label="Timeline"
        role="grid"
        columnCount={6}
        noun={['message', 'messages']}
        follow={view.followRows}
        over={!isLive(session.state)}
        onFollowChange={(followRows) => changeView(id, { followRows })}
        onRangeChange={onRangeChange}
        selected={(place) => {
          const { index, read: child } = unfolded.at(place);
          if (child >= 0) return !chosen && read?.index === index && read.read === child;
          return index >= first && index <= last;
        }}
        onSelect={select}
        onContextMenu={(place, event) => {
          event.preventDefault();
          const { index, read: child } = unfolded.at(place);
          if (child >= 0 || index < first || index > last) select(place, { extend: false });
          setMenu({ top: event.clientY, left: event.clientX });
        }}
        onKeyDown={(event, active) => {
          const command = event.ctrlKey || event.metaKey;
          const key = event.key.toLowerCase();
          const { index, read: child } = unfolded.at(active);
          if (command && key === 'g') goTo.current?.focus();
          else if (command && key === 'c' && chosen && !window.getSelection()?.toString())
            void copyMessages(id, lens, first, last);
          else if (command && key === 'a')
            void selectMessages(id, lens, 0, false, undefined, state.total).then(() =>
              selectMessages(id, lens, state.total - 1, true, undefined, state.total),
            );
          else if (
            key === 'arrowright' &&
            child < 0 &&
            (rowOf(index)?.reads ?? 0) > 1 &&
            !reads.open.has(index)
          )
            fold(index);
          else if (key === 'arrowleft' && reads.open.has(index)) {
            list.current?.goTo(unfolded.placeOf(index), { focus: true });
            fold(index);
          } else return;
          event.preventDefault();
        }}
        rowProps={(place) => {
          const { index, read: child } = unfolded.at(place);
          const message = rowOf(index);
          if (child < 0) return { 'aria-label': describeMessage(message, passing) };
          const one = reads.readOf(index, child);
          const label = one && message && `Row ${formatCount(one.seq + 1)}: ${shareWords(one, message)}`;
          return { 'aria-label': label };
        }}
        renderRow={(place) => {
          const { index, read: child } = unfolded.at(place);
          const message = rowOf(index);
          if (child >= 0) {
            const noun = message?.kind === 'out' && !passing ? 'write' : 'read';
            return <ReadRow row={reads.readOf(index, child)} message={message} noun={noun} />;
          }
          return (
            <MessageRow
              row={message}
              before={index > 0 ? rowOf(index - 1)?.time : message?.time}
              passing={passing}
              open={reads.open.has(index)}
              onFold={fold}
            />
          );
        }}
      />
      <Menu
        open={menu !== null}
        onClose={() => setMenu(null)}
        anchorReference="anchorPosition"
        anchorPosition={menu ?? { top: 0, left: 0 }}
      >
        {[
          {
            label: `Copy ${last > first ? 'rows' : 'row'} as text`,
            off: !chosen,
            act: () => void copyMessages(id, lens, first, last),
          },
          {
            label: 'Copy bytes as hex',
            off: !view.rows?.spans?.in && !view.rows?.spans?.out,
            act: () => void copyRowsHex(id),
          },
          {
            label: 'Frame anew from here',
            off: !again || last > first,
            act: () => again && restart(session, again),
          },
          {
            label: 'Frame anew from the selected byte',
            off: !byte,
            act: () => byte && restart(session, byte),
          },
          ...(lens.starts?.length
            ? [{ label: restartWords(lens.starts.length), off: false, act: () => restart(session, null) }]
            : []),
        ].map(({ label, off, act }) => (
          <MenuItem
            key={label}
            disabled={off}
            onClick={() => {
              setMenu(null);
              act();
            }}
          >
            {label}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}

/** How many messages there are, and how far they are known. */
function note(state: LensState, rows: number, selected: number, named: boolean): string {
  const parts = [`${formatCount(state.messages)} ${state.messages === 1 ? 'message' : 'messages'}`];
  if (selected > 1) parts.push(`${formatCount(selected)} selected`);
  if (state.bad > 0)
    parts.push(`${formatCount(state.bad)} ${named ? 'against the rules' : 'with a bad length'}`);
  // A few rows behind is what a live session always is.
  if (!state.problem && rows - state.looked > 4096 && state.looked < rows * 0.995) {
    parts.push(`${Math.floor((state.looked / rows) * 100)} % looked through`);
  }
  const { in: received, out: sent } = state.pending;
  const begun = [
    ...(received ? [`${formatBytes(received.size)} received`] : []),
    ...(sent ? [`${formatBytes(sent.size)} sent`] : []),
  ];
  if (begun.length > 0) parts.push(`unfinished: ${begun.join(', ')}`);
  return parts.join(', ');
}
