import { memo } from 'react';
import { isData } from '../../../contract/rows.ts';
import type { CapturedRow } from '../../bridge/captures.ts';
import { formatCount, formatDateTime, formatDelta, formatExact, formatTime } from '../format.ts';
import { previewParts } from './preview.ts';
import { ROW_MARKS } from './row-words.ts';

/** One row: when, how long after the one before, which way, how much, and its beginning or its sentence. */
export const TimelineRow = memo(function TimelineRow({
  row,
  before,
  peers = false,
}: {
  row: CapturedRow | undefined;
  /** The time of the row before; undefined while it isn't known. */
  before: number | undefined;
  /** Whether there is a column for whose the bytes are. */
  peers?: boolean;
}) {
  if (!row) return <span className="wb-tl-waiting" role="gridcell" aria-label="Loading" />;
  const { mark, word } = ROW_MARKS[row.kind];
  const data = isData(row.kind);
  return (
    <div className="wb-tl-row" data-kind={data ? row.kind : 'life'} data-failed={isFailed(row) || undefined}>
      <RowHead time={row.time} before={before} mark={mark} word={word} />
      {peers ? (
        <span role="gridcell" className="wb-tl-peer" title={row.peer}>
          <Peer name={row.peer ?? ''} />
        </span>
      ) : null}
      <span role="gridcell" className="wb-tl-length" title={data ? formatExact(row.length) : undefined}>
        {data ? formatCount(row.length) : ''}
      </span>
      <span role="gridcell" className="wb-tl-text" title={data ? undefined : row.text}>
        {data ? <Preview row={row} /> : row.text}
      </span>
    </div>
  );
});

/** What every row begins with. */
export function RowHead({
  time,
  before,
  mark,
  word,
}: {
  time: number;
  before: number | undefined;
  mark: string;
  word: string;
}) {
  return (
    <>
      <span role="gridcell" className="wb-tl-time" title={formatDateTime(time)}>
        <span className="wb-tl-minute">{formatTime(time).slice(0, 6)}</span>
        {formatTime(time).slice(6)}
      </span>
      <span role="gridcell" className="wb-tl-delta">
        {before === undefined ? '' : formatDelta(time - before)}
      </span>
      <span role="gridcell" className="wb-tl-kind">
        <span className="wb-tl-mark" aria-hidden="true">
          {mark}
        </span>
        {word}
      </span>
    </>
  );
}

/** The port tells apart what one machine sends, so it is the address that gives way. */
function Peer({ name }: { name: string }) {
  const at = name.lastIndexOf(':');
  return (
    <>
      <span className="wb-tl-host">{name.slice(0, Math.max(0, at))}</span>
      <span>{name.slice(Math.max(0, at))}</span>
    </>
  );
}

export function Preview({ row }: { row: CapturedRow }) {
  return previewParts(row.bytes, row.bytes.length >= row.length).map((part, index) =>
    part.escape ? (
      // The parts of a row never change, so their place is their identity.
      <i key={index} className="wb-escape">
        {part.text}
      </i>
    ) : (
      <span key={index}>{part.text}</span>
    ),
  );
}

const isFailed = (row: CapturedRow): boolean => row.kind === 'error' || row.kind === 'reset';
