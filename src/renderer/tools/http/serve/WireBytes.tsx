import { useState } from 'react';
import type { Direction } from '../../../../contract/rows.ts';
import { chosenRange, copyBytes } from '../../../ui/bytes/bytes-actions.ts';
import '../../../ui/bytes/bytes.css';
import { HexView } from '../../../ui/bytes/HexView.tsx';
import { rangeOf } from '../../../ui/bytes/selection.ts';
import type { Shown } from '../../../ui/bytes/source.ts';
import { TextView } from '../../../ui/bytes/TextView.tsx';
import type { ByteSelection } from '../../../ui/session/view-store.ts';

export type WireView = 'Text' | 'Hex';

/** A stretch of the captured bytes of a connection, as they were on the wire. */
export function WireBytes({
  session,
  direction,
  range: { from, to },
  view,
}: {
  session: string;
  direction: Direction;
  range: { from: number; to: number };
  view: WireView;
}) {
  const [selection, setSelection] = useState<ByteSelection | null>(null);
  const length = to - from;
  if (length === 0)
    return <p className="wb-bytes-empty">{direction === 'in' ? 'Nothing came.' : 'Nothing was sent.'}</p>;
  const shown: Shown = { session, direction, offset: from, length, total: to, kind: 'rows', looking: false };
  const dump = {
    shown,
    selection,
    found: false,
    onSelect: setSelection,
    follow: false,
    over: true,
    onFollowChange: () => undefined,
    onCopy: () => void copyBytes(shown, chosenRange(shown, rangeOf(selection)), view, 'UTF-8'),
  };
  return (
    <div className="wb-bytes-panel">
      {view === 'Hex' ? <HexView {...dump} /> : <TextView key={from} {...dump} charset="UTF-8" />}
    </div>
  );
}
