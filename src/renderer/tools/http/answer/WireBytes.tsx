import { useState } from 'react';
import type { Session } from '../../../../contract/bench.ts';
import type { Hop } from '../../../../contract/http/exchange.ts';
import { type Direction, isData } from '../../../../contract/rows.ts';
import { useRows } from '../../../bridge/captures.ts';
import { useRowHeights } from '../../../ui/density.ts';
import { formatBytes } from '../../../ui/format.ts';
import { InlineSelect } from '../../../ui/InlineSelect.tsx';
import { VirtualRows } from '../../../ui/rows/VirtualRows.tsx';
import { useRange } from '../../../ui/rows/use-range.ts';
import { describeRow } from '../../../ui/timeline/describe-row.ts';
import { TimelineRow } from '../../../ui/timeline/TimelineRow.tsx';
import '../../../ui/timeline/timeline.css';
import { WirePart } from './WirePart.tsx';
import { WireSplitter } from './WireSplitter.tsx';

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
  const { row: rowHeight } = useRowHeights();
  const rowOf = useRows(session.id, first + range.first, first + range.last, session.counts.rows);
  const { direction, row } = source;
  const span = row ?? { offset: wire[direction].from, length: wire[direction].to - wire[direction].from };
  const label = (way: Direction) => formatBytes(wire[way].to - wire[way].from);
  return (
    <WireSplitter>
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
            if (one && isData(one.kind))
              setSource({ direction: one.kind, row: { offset: one.offset, length: one.length } });
          }}
          rowProps={(index) => ({ 'aria-label': describeRow(rowOf(first + index)) })}
          renderRow={(index) => (
            <TimelineRow row={rowOf(first + index)} before={rowOf(first + Math.max(0, index - 1))?.time} />
          )}
        />
      </div>
      <WirePart session={session} span={{ direction, ...span }} view={view} onViewChange={setView}>
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
            if (value !== 'row') setSource({ direction: value === 'in' ? 'in' : 'out', row: null });
          }}
        />
      </WirePart>
    </WireSplitter>
  );
}
