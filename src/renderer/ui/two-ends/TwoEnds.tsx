import Button from '@mui/material/Button';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import type { Session } from '../../../contract/bench.ts';
import { isData } from '../../../contract/rows.ts';
import { type CapturedPairRow, usePairRows } from '../../bridge/captures.ts';
import { BytesPane } from '../bytes/BytesPane.tsx';
import { useRowHeights } from '../density.ts';
import { formatBytes, formatEndpoint, formatTime } from '../format.ts';
import { InlineSelect } from '../InlineSelect.tsx';
import { useRange } from '../rows/use-range.ts';
import { VirtualRows, type VirtualRowsHandle } from '../rows/VirtualRows.tsx';
import { Splitter } from '../Splitter.tsx';
import { ROW_MARKS } from '../timeline/row-words.ts';
import { selectRows } from '../timeline/select-rows.ts';
import '../timeline/timeline.css';
import { EndRow } from './EndRow.tsx';
import { LensNote } from './LensNote.tsx';
import { JoinLines } from './JoinLines.tsx';
import { describeJoin, joinsOf, RowsAtHand, type Side } from './joins.ts';
import './two-ends.css';

/** Rows looked at around those in view, to find the other end of a line. */
const AROUND = 40;

/** Both ends of one connection on one time axis, each send joined to the reads it became. */
export function TwoEnds({
  left,
  right,
  start,
  renderComposer,
  onClose,
}: {
  left: Session;
  right: Session;
  /** The end whose bytes are shown, and which writes, until a row or the other end is chosen. */
  start: Side;
  renderComposer(session: Session): ReactNode;
  onClose(): void;
}) {
  const total = left.counts.rows + right.counts.rows;
  const { list: rowHeight } = useRowHeights();
  const [range, onRangeChange] = useRange();
  const [follow, setFollow] = useState(true);
  const [selected, setSelected] = useState<number | null>(null);
  const [side, setSide] = useState<Side>(start);
  const list = useRef<VirtualRowsHandle>(null);
  const rowOf = usePairRows(left.id, right.id, range.first, range.last, total);

  const rows: CapturedPairRow[] = [];
  for (let i = Math.max(0, range.first - AROUND); i <= Math.min(total - 1, range.last + AROUND); i++) {
    const row = rowOf(i);
    if (row) rows.push(row);
  }
  const key = rows.map((row) => `${row.index}:${row.joined?.count ?? 0}`).join();
  // The rows change only when a page does; the key says so without comparing bytes.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const at = useMemo(() => new RowsAtHand(rows), [key]);
  const joins = useMemo(() => joinsOf(at), [at]);

  const current = selected === null ? undefined : rowOf(selected);
  const chosen = useMemo(
    () => new Set(current ? [current.index, ...at.partners(current).map((row) => row.index)] : []),
    [current, at],
  );

  const select = (index: number) => {
    const row = rowOf(index);
    if (!row) return;
    if (index < total - 1) setFollow(false);
    setSelected(index);
    setSide(row.side);
    const session = row.side === 'left' ? left : right;
    void selectRows(session.id, row.seq, false, row, session.counts.rows);
  };

  const shown = side === 'left' ? left : right;
  return (
    <div className="wb-te">
      <Splitter
        id={`${left.tool}.two-ends`}
        direction="vertical"
        initial={0.58}
        min={[140, 120]}
        label="Resize two ends and bytes"
      >
        <div className="wb-te-pane">
          <div className="wb-te-head">
            <EndTitle session={left} />
            <div className="wb-te-head-middle">
              <Button size="small" onClick={onClose}>
                Close two ends
              </Button>
            </div>
            <EndTitle session={right} />
          </div>
          <VirtualRows
            ref={list}
            count={total}
            rowHeight={rowHeight}
            label="Two ends"
            role="grid"
            columnCount={1}
            follow={follow}
            onFollowChange={setFollow}
            onRangeChange={onRangeChange}
            selected={selected}
            onSelect={select}
            rowProps={(index) => ({ 'aria-label': describe(rowOf(index), at), className: 'wb-te-list-row' })}
            renderRow={(index) => (
              <EndRow
                row={rowOf(index)}
                selected={index === selected}
                partner={chosen.has(index) && index !== selected}
              />
            )}
            renderOverlay={(view) => (
              <JoinLines
                joins={joins}
                at={at}
                top={view.top}
                first={view.first}
                last={view.last}
                rowHeight={rowHeight}
                height={Math.max(0, (view.last - view.first + 2) * rowHeight)}
                chosen={chosen}
              />
            )}
          />
        </div>
        <div className="wb-te-bytes">
          <div className="wb-te-which">
            <span>Bytes and messages of</span>
            <InlineSelect
              label="End shown"
              value={side}
              options={[endOption('left', left), endOption('right', right)]}
              onChange={(next) => setSide(next === 'right' ? 'right' : 'left')}
            />
            {current ? <LensNote key={current.index} session={shown} row={current} /> : null}
          </div>
          <BytesPane key={shown.id} session={shown} />
        </div>
      </Splitter>
      {renderComposer(shown)}
    </div>
  );
}

const roleName = ({ role }: Session): string => (role === 'client' ? 'Client' : 'Server');
const endName = ({ local, title }: Session): string => (local ? formatEndpoint(local) : title);
const endOption = (value: Side, session: Session) => ({
  value,
  label: `${roleName(session)} ${endName(session)}`,
});

function EndTitle({ session }: { session: Session }) {
  const { counts } = session;
  return (
    <div className="wb-te-title">
      <span className="wb-te-role">{roleName(session)}</span>
      <span className="wb-te-address">{endName(session)}</span>
      <span className="wb-pane-note">
        ↓ {formatBytes(counts.bytesIn)} ↑ {formatBytes(counts.bytesOut)}
      </span>
    </div>
  );
}

/** A row as it is read aloud. */
function describe(row: CapturedPairRow | undefined, at: RowsAtHand<CapturedPairRow>): string | undefined {
  if (!row) return undefined;
  const what = isData(row.kind) ? describeJoin(at, row) : `${ROW_MARKS[row.kind].word}: ${row.text ?? ''}`;
  return `${row.side} end, ${formatTime(row.time)}, ${what}`;
}
