import { type CSSProperties, type ReactNode, useEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import type { Session } from '../../../contract/bench.ts';
import { isLive } from '../../../contract/states.ts';
import { useRows } from '../../bridge/captures.ts';
import { usePeers } from '../../bridge/peers.ts';
import { FramingControl } from '../lens/FramingControl.tsx';
import { isStream, lensOf, useLensChoice } from '../lens/lens-store.ts';
import { LensRows } from '../lens/LensRows.tsx';
import { Notice } from '../Notice.tsx';
import { useRowHeights } from '../density.ts';
import { formatCount } from '../format.ts';
import type { SelectHow, VirtualRowsHandle } from '../rows/VirtualRows.tsx';
import { useRange } from '../rows/use-range.ts';
import { VirtualRows } from '../rows/VirtualRows.tsx';
import { changeView, useView } from '../session/view-store.ts';
import { GoToRow } from './GoToRow.tsx';
import { describeRow } from './describe-row.ts';
import type { TimelineOptions } from './options.ts';
import { PeerFilter } from './PeerFilter.tsx';
import { PeerRows } from './PeerRows.tsx';
import { copyRows } from './row-actions.ts';
import { selectRows } from './select-rows.ts';
import './timeline.css';
import { type MenuAt, TimelineMenu } from './TimelineMenu.tsx';
import { TimelineRow } from './TimelineRow.tsx';

const PLAIN: TimelineOptions = {};

/** Everything that happened on one session, in order: as it came, as messages, or with one of its peers alone. */
export function Timeline({ session, options = PLAIN }: { session: Session; options?: TimelineOptions }) {
  const { id, counts } = session;
  const { peer } = useView(id);
  const known = usePeers(options.peers ? id : null, peer, counts.rows);
  const goTo = useRef<HTMLInputElement>(null);
  const choice = useLensChoice(session);
  const framed = isStream(session);
  const lens = framed ? lensOf(choice) : null;
  // The bar stays when the rows below it become others, and the keyboard with it.
  const [rest, setRest] = useState<HTMLElement | null>(null);
  const bar = (note: string, field: ReactNode) =>
    rest &&
    createPortal(
      <>
        <span className="wb-pane-note wb-bar-note">{note}</span>
        <span className="wb-grow" />
        <Notice where="timeline" />
        {options.peers ? <PeerFilter session={id} known={known} /> : null}
        {field}
      </>,
      rest,
    );
  return (
    <div className="wb-timeline" data-peers={options.peers || undefined} style={peerColumn(known.peers)}>
      <div className="wb-pane-bar">
        <h3 className="wb-pane-title">Timeline</h3>
        {framed ? <FramingControl session={session} /> : null}
        <span className="wb-bar-rest" ref={setRest} />
      </div>
      {options.peers && peer !== null ? (
        <PeerRows key={peer} session={session} peer={peer} options={options} goTo={goTo}>
          {(count, field) => bar(rowsNote(count, 0), field)}
        </PeerRows>
      ) : lens ? (
        <LensRows key={JSON.stringify(lens)} session={session} lens={lens} goTo={goTo}>
          {bar}
        </LensRows>
      ) : (
        <AllRows session={session} options={options} goTo={goTo}>
          {(selected, field) => bar(rowsNote(counts.rows, selected), field)}
        </AllRows>
      )}
    </div>
  );
}

/** As wide as the longest name needs, and at first as any address of IPv4: it must not grow with each peer. */
function peerColumn(peers: readonly { peer: string }[]): CSSProperties {
  const longest = Math.max(15, ...peers.map(({ peer }) => peer.length));
  return { ['--wb-tl-peer' as string]: `${longest + 1}ch` };
}

function rowsNote(count: number, selected: number): string {
  const rows = `${formatCount(count)} ${count === 1 ? 'row' : 'rows'}`;
  return selected > 1 ? `${rows}, ${formatCount(selected)} selected` : rows;
}

function AllRows({
  session,
  options,
  goTo,
  children,
}: {
  session: Session;
  options: TimelineOptions;
  goTo: React.RefObject<HTMLInputElement | null>;
  /** The bar above the rows, given how many are selected and the field that jumps to one. */
  children(selected: number, field: ReactNode): ReactNode;
}) {
  const { id, counts } = session;
  const view = useView(id);
  const { row: rowHeight } = useRowHeights();
  const [range, onRangeChange] = useRange();
  const [menu, setMenu] = useState<MenuAt | null>(null);
  const list = useRef<VirtualRowsHandle>(null);
  const rowOf = useRows(id, range.first, range.last, counts.rows);

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
    <>
      {children(last - first + 1, <GoToRow count={counts.rows} inputRef={goTo} onGo={jump} />)}
      <VirtualRows
        ref={list}
        count={counts.rows}
        rowHeight={rowHeight}
        label="Timeline"
        role="grid"
        columnCount={options.peers ? 6 : 5}
        noun={['row', 'rows']}
        follow={view.followRows}
        over={!isLive(session.state)}
        onFollowChange={(followRows) => changeView(id, { followRows })}
        onRangeChange={onRangeChange}
        selected={(index) => index >= first && index <= last}
        onSelect={select}
        onContextMenu={(index, event) => {
          event.preventDefault();
          if (index < first || index > last) select(index, { extend: false });
          setMenu({ top: event.clientY, left: event.clientX, row: rowOf(index) });
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
        rowProps={(index) => ({ 'aria-label': describeRow(rowOf(index)) })}
        renderRow={(index) => (
          <TimelineRow
            row={rowOf(index)}
            before={index > 0 ? rowOf(index - 1)?.time : rowOf(index)?.time}
            peers={options.peers}
          />
        )}
      />
      <TimelineMenu
        session={id}
        options={options}
        at={menu}
        first={first}
        last={last}
        onClose={() => setMenu(null)}
      />
    </>
  );
}
