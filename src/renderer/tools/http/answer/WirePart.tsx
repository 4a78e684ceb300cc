import { type ReactNode, useRef, useState } from 'react';
import type { Session } from '../../../../contract/bench.ts';
import type { Direction } from '../../../../contract/rows.ts';
import { isLive } from '../../../../contract/states.ts';
import { copyBytes } from '../../../ui/bytes/bytes-actions.ts';
import '../../../ui/bytes/bytes.css';
import { HexView } from '../../../ui/bytes/HexView.tsx';
import { clampSelection, rangeOf } from '../../../ui/bytes/selection.ts';
import { type Shown, totalOf } from '../../../ui/bytes/source.ts';
import { StatusLine } from '../../../ui/bytes/StatusLine.tsx';
import { TextView } from '../../../ui/bytes/TextView.tsx';
import { InlineSelect } from '../../../ui/InlineSelect.tsx';
import type { ByteSelection } from '../../../ui/session/view-store.ts';

/** Bytes of one direction of a connection: `offset` counts from its beginning. */
export interface WireSpan {
  direction: Direction;
  offset: number;
  length: number;
}

/** Some bytes of a connection, as text or as a dump. */
export function WirePart({
  session,
  span,
  view,
  onViewChange,
  children,
}: {
  session: Session;
  span: WireSpan;
  view: 'Text' | 'Hex';
  onViewChange(view: 'Text' | 'Hex'): void;
  /** What chooses the bytes. */
  children: ReactNode;
}) {
  const { direction, offset, length } = span;
  const of = `${direction}${offset}`;
  const [picked, setPicked] = useState<{ of: string; bytes: ByteSelection | null }>({ of, bytes: null });
  const [follow, setFollow] = useState(false);
  const goTo = useRef<HTMLInputElement>(null);
  const shown: Shown = {
    session: session.id,
    direction,
    offset,
    length,
    total: totalOf(session, direction),
    kind: 'rows',
    looking: false,
  };
  // What was selected in other bytes is not selected in these.
  const held = clampSelection(picked.of === of ? picked.bytes : null, offset, length);
  const select = (bytes: ByteSelection | null) => setPicked({ of, bytes });
  const chosen = rangeOf(held);
  const props = {
    shown,
    selection: held,
    found: false,
    onSelect: select,
    follow,
    over: !isLive(session.state),
    onFollowChange: setFollow,
    onCopy: () => void copyBytes(shown, chosen ?? { from: offset, to: offset + length }, view, 'UTF-8'),
  };
  return (
    <section className="wb-bytes" aria-label="Bytes">
      <div className="wb-answer-tools">
        {children}
        <InlineSelect
          label="View"
          value={view}
          options={['Text', 'Hex']}
          onChange={(value) => onViewChange(value === 'Hex' ? 'Hex' : 'Text')}
        />
      </div>
      <div className="wb-bytes-body">
        <div className="wb-bytes-panel">
          {length === 0 ? (
            <p className="wb-bytes-empty">
              {direction === 'in' ? 'Nothing has been received yet.' : 'Nothing has been sent yet.'}
            </p>
          ) : view === 'Hex' ? (
            <HexView key={of} {...props} />
          ) : (
            <TextView key={of} {...props} charset="UTF-8" />
          )}
        </div>
      </div>
      <StatusLine
        shown={shown}
        selected={chosen}
        inputRef={goTo}
        onGo={(at) => select({ anchor: offset + at, focus: offset + at })}
      />
    </section>
  );
}
