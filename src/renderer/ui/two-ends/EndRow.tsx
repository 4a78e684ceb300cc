import { memo } from 'react';
import { isData } from '../../../contract/rows.ts';
import type { CapturedPairRow } from '../../bridge/captures.ts';
import { formatCount, formatDateTime, formatExact, formatTime } from '../format.ts';
import { Preview } from '../timeline/TimelineRow.tsx';
import { ROW_MARKS } from '../timeline/row-words.ts';

/** One row of the two ends: it stands on its own side, with its time next to the middle. */
export const EndRow = memo(function EndRow({
  row,
  selected,
  partner,
}: {
  row: CapturedPairRow | undefined;
  selected: boolean;
  /** It holds bytes of the selected row. */
  partner: boolean;
}) {
  if (!row) {
    return (
      <div className="wb-te-row">
        <span role="gridcell" className="wb-tl-waiting" aria-label="Loading" />
      </div>
    );
  }
  const { mark, word } = ROW_MARKS[row.kind];
  const data = isData(row.kind);
  return (
    <div
      className="wb-te-row"
      data-side={row.side}
      data-kind={data ? row.kind : 'life'}
      data-failed={row.kind === 'error' || row.kind === 'reset' || undefined}
      data-chosen={selected || undefined}
      data-partner={partner || undefined}
    >
      <span role="gridcell" className="wb-te-cell">
        <span className="wb-te-text" title={data ? undefined : row.text}>
          {data ? <Preview row={row} /> : row.text}
        </span>
        <span className="wb-te-length" title={data ? formatExact(row.length) : undefined}>
          {data ? formatCount(row.length) : ''}
        </span>
        <span className="wb-te-kind">
          <span aria-hidden="true">{mark} </span>
          {word}
        </span>
        <span className="wb-te-time" title={formatDateTime(row.time)}>
          <span className="wb-te-minute">{formatTime(row.time).slice(0, 6)}</span>
          {formatTime(row.time).slice(6)}
        </span>
      </span>
    </div>
  );
});
