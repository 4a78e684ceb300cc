import { useMemo, useState } from 'react';
import type { Session } from '../../../../contract/bench.ts';
import type { LensSpec } from '../../../../contract/lens.ts';
import { isData } from '../../../../contract/rows.ts';
import { useLensState, useMessages } from '../../../bridge/lenses.ts';
import { useRowHeights } from '../../../ui/density.ts';
import { FailureNotice } from '../../../ui/FailureNotice.tsx';
import { formatBytes } from '../../../ui/format.ts';
import '../../../ui/lens/lens.css';
import { describeMessage, MessageRow } from '../../../ui/lens/MessageRow.tsx';
import { VirtualRows } from '../../../ui/rows/VirtualRows.tsx';
import { useRange } from '../../../ui/rows/use-range.ts';
import '../../../ui/timeline/timeline.css';
import { WirePart, type WireSpan } from './WirePart.tsx';
import { WireSplitter } from './WireSplitter.tsx';

/** The frames of one stream of HTTP/2, by name, and the bytes of the one that is selected. */
export function WireFrames({ session, stream }: { session: Session; stream: number }) {
  const { id } = session;
  const lens = useMemo<LensSpec>(() => ({ framing: { kind: 'http2', stream }, starts: [] }), [stream]);
  const state = useLensState(id, lens);
  const [range, onRangeChange] = useRange();
  const [selected, setSelected] = useState<number | null>(null);
  const [picked, setPicked] = useState<WireSpan | null>(null);
  const [view, setView] = useState<'Text' | 'Hex'>('Hex');
  const { row: rowHeight } = useRowHeights();
  const rowOf = useMessages(id, lens, range.first, range.last, state.total);
  // Until one is picked it is the first: what was asked.
  const first = rowOf(0);
  const span: WireSpan | null =
    picked ??
    (first && isData(first.kind) ? { direction: first.kind, offset: first.start, length: first.size } : null);
  return (
    <>
      {state.problem ? <FailureNotice failure={state.problem} tone="warning" /> : null}
      <WireSplitter>
        <div className="wb-timeline wb-wire-frames">
          <VirtualRows
            count={state.total}
            rowHeight={rowHeight}
            label="Timeline"
            role="grid"
            columnCount={5}
            noun={['frame', 'frames']}
            onRangeChange={onRangeChange}
            selected={selected ?? (span ? 0 : null)}
            onSelect={(index) => {
              const one = rowOf(index);
              setSelected(index);
              if (one && isData(one.kind))
                setPicked({ direction: one.kind, offset: one.start, length: one.size });
            }}
            rowProps={(index) => ({ 'aria-label': describeMessage(rowOf(index), false) })}
            renderRow={(index) => (
              <MessageRow
                row={rowOf(index)}
                before={rowOf(Math.max(0, index - 1))?.time}
                passing={false}
                open={false}
              />
            )}
            empty="No frame of this stream has been looked at yet."
          />
        </div>
        {span ? (
          <WirePart session={session} span={span} view={view} onViewChange={setView}>
            <span className="wb-answer-muted">
              Frame, {span.direction === 'in' ? 'received' : 'sent'}: {formatBytes(span.length)}
            </span>
          </WirePart>
        ) : (
          <div />
        )}
      </WireSplitter>
    </>
  );
}
