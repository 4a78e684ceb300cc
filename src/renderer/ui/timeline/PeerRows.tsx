import { type RefObject, useEffect, useRef, useState } from 'react';
import type { Session } from '../../../contract/bench.ts';
import { isLive } from '../../../contract/states.ts';
import { readPeerRows, usePeerRows } from '../../bridge/captures.ts';
import { isAbort, toFailure } from '../../bridge/failure.ts';
import { usePeers } from '../../bridge/peers.ts';
import { announce } from '../announce.ts';
import { useRowHeights } from '../density.ts';
import { useRange } from '../rows/use-range.ts';
import { VirtualRows, type VirtualRowsHandle } from '../rows/VirtualRows.tsx';
import { changeView, useView } from '../session/view-store.ts';
import { describeRow } from './describe-row.ts';
import { GoToRow } from './GoToRow.tsx';
import type { TimelineOptions } from './options.ts';
import { copyRows } from './row-actions.ts';
import { selectRows } from './select-rows.ts';
import { type MenuAt, TimelineMenu } from './TimelineMenu.tsx';
import { TimelineRow } from './TimelineRow.tsx';

/** The rows of one peer by themselves. They are counted and pulled by their own numbers, however many others there are. */
export function PeerRows({
  session,
  peer,
  options,
  goTo,
  children,
}: {
  session: Session;
  peer: string;
  options: TimelineOptions;
  goTo: RefObject<HTMLInputElement | null>;
  /** The bar above the rows, given how many there are and the field that jumps to one. */
  children(count: number, field: React.ReactNode): React.ReactNode;
}) {
  const { id, counts } = session;
  const view = useView(id);
  const { row: rowHeight } = useRowHeights();
  const { rows: count } = usePeers(id, peer, counts.rows);
  const [range, onRangeChange] = useRange();
  const [menu, setMenu] = useState<MenuAt | null>(null);
  const list = useRef<VirtualRowsHandle>(null);
  const rowOf = usePeerRows(id, peer, range.first, range.last, count);
  const chosen = view.rows?.active ?? -1;

  const looking = useRef<AbortController | null>(null);
  useEffect(() => () => looking.current?.abort(), []);
  /** What is selected is one row of the whole timeline: others stand between two of one peer. */
  const select = async (index: number) => {
    looking.current?.abort();
    const mine = (looking.current = new AbortController());
    try {
      const row = rowOf(index) ?? (await readPeerRows(id, peer, index, 1, mine.signal))[0];
      if (row && !mine.signal.aborted) await selectRows(id, row.seq, false, row, counts.rows);
    } catch (error) {
      if (!isAbort(error)) announce(toFailure(error).message);
    }
  };
  const jump = (index: number) => {
    list.current?.goTo(index, { align: 'center', focus: true });
    void select(index);
  };

  return (
    <>
      {children(count, <GoToRow count={count} inputRef={goTo} onGo={jump} />)}
      <VirtualRows
        ref={list}
        count={count}
        rowHeight={rowHeight}
        label="Timeline"
        role="grid"
        columnCount={6}
        noun={['row', 'rows']}
        follow={view.followRows}
        over={!isLive(session.state)}
        onFollowChange={(followRows) => changeView(id, { followRows })}
        onRangeChange={onRangeChange}
        selected={(index) => rowOf(index)?.seq === chosen}
        onSelect={(index) => void select(index)}
        onContextMenu={(index, event) => {
          event.preventDefault();
          void select(index);
          setMenu({ top: event.clientY, left: event.clientX, row: rowOf(index) });
        }}
        onKeyDown={(event) => {
          if (!(event.ctrlKey || event.metaKey)) return;
          const key = event.key.toLowerCase();
          if (key === 'g') goTo.current?.focus();
          else if (key === 'c' && chosen >= 0 && !window.getSelection()?.toString())
            void copyRows(id, chosen, chosen);
          else return;
          event.preventDefault();
        }}
        rowProps={(index) => ({ 'aria-label': describeRow(rowOf(index)) })}
        renderRow={(index) => (
          <TimelineRow
            row={rowOf(index)}
            before={index > 0 ? rowOf(index - 1)?.time : rowOf(index)?.time}
            peers
          />
        )}
        empty={<p className="wb-pane-note">No datagram of {peer} is here.</p>}
      />
      <TimelineMenu
        session={id}
        options={options}
        at={menu}
        first={chosen}
        last={chosen}
        onClose={() => setMenu(null)}
      />
    </>
  );
}
