import { useRef, useState } from 'react';
import type { Session } from '../../../../contract/bench.ts';
import type { Hop } from '../../../../contract/http/exchange.ts';
import { type Direction, isData } from '../../../../contract/rows.ts';
import { isLive } from '../../../../contract/states.ts';
import { useRows } from '../../../bridge/captures.ts';
import { copyBytes } from '../../../ui/bytes/bytes-actions.ts';
import '../../../ui/bytes/bytes.css';
import { HexView } from '../../../ui/bytes/HexView.tsx';
import { clampSelection, rangeOf } from '../../../ui/bytes/selection.ts';
import { type Shown, totalOf } from '../../../ui/bytes/source.ts';
import { StatusLine } from '../../../ui/bytes/StatusLine.tsx';
import { TextView } from '../../../ui/bytes/TextView.tsx';
import { useRowHeights } from '../../../ui/density.ts';
import { formatBytes } from '../../../ui/format.ts';
import { InlineSelect } from '../../../ui/InlineSelect.tsx';
import { VirtualRows } from '../../../ui/rows/VirtualRows.tsx';
import { useRange } from '../../../ui/rows/use-range.ts';
import type { ByteSelection } from '../../../ui/session/view-store.ts';
import { Splitter } from '../../../ui/Splitter.tsx';
import { describeRow } from '../../../ui/timeline/describe-row.ts';
import { TimelineRow } from '../../../ui/timeline/TimelineRow.tsx';
import '../../../ui/timeline/timeline.css';

interface Source {
  direction: Direction;
  /** Of one row; null: all of this hop. */
  row: { offset: number; length: number } | null;
}

/** The rows of one hop, and its bytes: all of a direction, or those of a row. */
export function WireBytes({
  session,
  first,
  last,
  wire,
}: {
  session: Session;
  first: number;
  last: number;
  wire: NonNullable<Hop['wire']>;
}) {
  const [range, onRangeChange] = useRange();
  const [selected, setSelected] = useState<number | null>(null);
  const [view, setView] = useState<'Text' | 'Hex'>('Text');
  const [picked, setSource] = useState<Source | null>(null);
  // Until something is picked it is what has come, as soon as there is any.
  const source = picked ?? { direction: wire.in.to > wire.in.from ? 'in' : 'out', row: null };
  const [selection, setSelection] = useState<ByteSelection | null>(null);
  const [follow, setFollow] = useState(false);
  const goTo = useRef<HTMLInputElement>(null);
  const { row: rowHeight } = useRowHeights();
  const rowOf = useRows(session.id, first + range.first, first + range.last, session.counts.rows);
  const { direction, row } = source;
  const span = row ?? { offset: wire[direction].from, length: wire[direction].to - wire[direction].from };
  const shown: Shown = {
    session: session.id,
    direction,
    ...span,
    total: totalOf(session, direction),
    kind: 'rows',
    looking: false,
  };
  const held = clampSelection(selection, span.offset, span.length);
  const chosen = rangeOf(held);
  const props = {
    shown,
    selection: held,
    found: false,
    onSelect: setSelection,
    follow,
    over: !isLive(session.state),
    onFollowChange: setFollow,
    onCopy: () =>
      void copyBytes(shown, chosen ?? { from: span.offset, to: span.offset + span.length }, view, 'UTF-8'),
  };
  const label = (way: Direction) => formatBytes(wire[way].to - wire[way].from);
  return (
    <Splitter
      id="http.wire"
      direction="vertical"
      initial={0.4}
      min={[72, 96]}
      label="Resize timeline and bytes"
    >
      <div className="wb-timeline">
        <VirtualRows
          count={last - first + 1}
          rowHeight={rowHeight}
          label="Timeline"
          role="grid"
          columnCount={5}
          noun={['row', 'rows']}
          onRangeChange={onRangeChange}
          selected={selected}
          onSelect={(index) => {
            const one = rowOf(first + index);
            setSelected(index);
            if (!one || !isData(one.kind)) return;
            setSource({ direction: one.kind, row: { offset: one.offset, length: one.length } });
            setSelection(null);
          }}
          rowProps={(index) => ({ 'aria-label': describeRow(rowOf(first + index)) })}
          renderRow={(index) => (
            <TimelineRow row={rowOf(first + index)} before={rowOf(first + Math.max(0, index - 1))?.time} />
          )}
        />
      </div>
      <section className="wb-bytes" aria-label="Bytes">
        <div className="wb-answer-tools">
          <InlineSelect
            label="Bytes shown"
            value={row ? 'row' : direction}
            options={[
              { value: 'in', label: `Received: ${label('in')}` },
              { value: 'out', label: `Sent: ${label('out')}` },
              ...(row
                ? [
                    {
                      value: 'row',
                      label: `Row, ${direction === 'in' ? 'received' : 'sent'}: ${formatBytes(row.length)}`,
                    },
                  ]
                : []),
            ]}
            onChange={(value) => {
              setSelection(null);
              if (value !== 'row') setSource({ direction: value === 'in' ? 'in' : 'out', row: null });
            }}
          />
          <InlineSelect
            label="View"
            value={view}
            options={['Text', 'Hex']}
            onChange={(value) => setView(value === 'Hex' ? 'Hex' : 'Text')}
          />
        </div>
        <div className="wb-bytes-body">
          <div className="wb-bytes-panel">
            {span.length === 0 ? (
              <p className="wb-bytes-empty">
                {direction === 'in' ? 'Nothing has been received yet.' : 'Nothing has been sent yet.'}
              </p>
            ) : view === 'Hex' ? (
              <HexView key={`${direction}${span.offset}`} {...props} />
            ) : (
              <TextView key={`${direction}${span.offset}`} {...props} charset="UTF-8" />
            )}
          </div>
        </div>
        <StatusLine
          shown={shown}
          selected={chosen}
          inputRef={goTo}
          onGo={(offset) => setSelection({ anchor: span.offset + offset, focus: span.offset + offset })}
        />
      </section>
    </Splitter>
  );
}
