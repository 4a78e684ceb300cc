import { memo } from 'react';
import { isData } from '../../../contract/rows.ts';
import type { CapturedRow } from '../../bridge/captures.ts';
import type { CapturedMessage } from '../../bridge/lenses.ts';
import { formatCount, formatDateTime, formatExact, formatTime } from '../format.ts';
import { ChevronDownIcon, ChevronRightIcon } from '../icons.tsx';
import { previewParts } from '../timeline/preview.ts';
import { ROW_MARKS } from '../timeline/row-words.ts';
import { Preview, RowHead } from '../timeline/TimelineRow.tsx';
import { fromSentence, fromWords } from './message-words.ts';

/** One message: when it was complete, which way, how long, where it came from, and its beginning. */
export const MessageRow = memo(function MessageRow({
  row,
  before,
  passing,
  open,
  onFold,
}: {
  row: CapturedMessage | undefined;
  /** The time of the row before; undefined while it isn't known. */
  before: number | undefined;
  /** Both directions are read, as a relay does. */
  passing: boolean;
  /** Its reads are shown below it. */
  open: boolean;
  /** Missing: its reads can’t be shown. */
  onFold?: ((index: number) => void) | undefined;
}) {
  if (!row) return <span className="wb-tl-waiting" role="gridcell" aria-label="Loading" />;
  const { mark, word } = ROW_MARKS[row.kind];
  const data = isData(row.kind);
  const bad = row.status === 'bad';
  const failed = bad || row.kind === 'error' || row.kind === 'reset';
  const sentence = fromSentence(row, passing);
  const fold =
    onFold && row.reads > 1 ? (
      <button
        type="button"
        tabIndex={-1}
        className="wb-lens-fold"
        aria-expanded={open}
        aria-label={`${open ? 'Hide' : 'Show'} the ${fromWords({ ...row, joined: undefined }, passing)}`}
        onClick={(event) => {
          event.stopPropagation();
          onFold(row.index);
        }}
      >
        {open ? <ChevronDownIcon width={14} height={14} /> : <ChevronRightIcon width={14} height={14} />}
      </button>
    ) : (
      <span className="wb-lens-fold" />
    );
  return (
    <div
      className="wb-tl-row wb-lens-row"
      data-kind={data ? row.kind : 'life'}
      data-failed={failed || undefined}
    >
      <RowHead time={row.time} before={before} mark={bad ? '!' : mark} word={word} />
      {data && !bad ? (
        <span role="gridcell" className="wb-tl-length" title={formatExact(row.content ?? row.length)}>
          {formatCount(row.content ?? row.length)}
        </span>
      ) : null}
      {data && !bad ? (
        <span role="gridcell" className="wb-lens-from" title={sentence}>
          {fold}
          <span className="wb-lens-words">{fromWords(row, passing)}</span>
        </span>
      ) : null}
      {data && !bad ? (
        <span role="gridcell" className="wb-tl-text" title={row.named ? row.text : undefined}>
          {row.named ? row.text : <Preview row={row} />}
          {row.status === 'unfinished' ? <i className="wb-escape"> unfinished</i> : null}
        </span>
      ) : (
        // A sentence needs the room, and where it came from is said at its end.
        <span role="gridcell" className="wb-tl-text wb-lens-sentence" title={row.text}>
          {row.reads > 1 ? fold : null}
          {bad && !row.named ? `Bad length: ${row.text ?? ''}` : row.text}
        </span>
      )}
    </div>
  );
});

/** One of the reads that a message came in. */
export function ReadRow({
  row,
  message,
  noun,
}: {
  row: CapturedRow | undefined;
  message: CapturedMessage | undefined;
  noun: string;
}) {
  if (!row || !message) return <span className="wb-tl-waiting" role="gridcell" aria-label="Loading" />;
  return (
    <div className="wb-tl-row wb-lens-row wb-lens-read" data-kind={row.kind}>
      <span role="gridcell" className="wb-tl-time" title={formatDateTime(row.time)}>
        {formatTime(row.time)}
      </span>
      <span role="gridcell" className="wb-tl-delta" />
      <span role="gridcell" className="wb-tl-kind">
        <span className="wb-tl-mark" aria-hidden="true">
          └
        </span>
        {noun}
      </span>
      <span role="gridcell" className="wb-tl-length" title={formatExact(row.length)}>
        {formatCount(row.length)}
      </span>
      <span role="gridcell" className="wb-lens-from">
        <span className="wb-lens-fold" />
        <span className="wb-lens-words">row {formatCount(row.seq + 1)}</span>
      </span>
      <span role="gridcell" className="wb-tl-text">
        {shareWords(row, message)}
      </span>
    </div>
  );
}

/** Which of a read's bytes are the message's. */
export function shareWords(
  row: Pick<CapturedRow, 'offset' | 'length'>,
  message: Pick<CapturedMessage, 'start' | 'size'>,
): string {
  const from = Math.max(row.offset, message.start);
  const to = Math.min(row.offset + row.length, message.start + message.size);
  const share = to - from;
  return share === row.length
    ? `${formatExact(share)} of the message`
    : `${formatExact(share)} of the message, ${formatCount(row.length - share)} of another`;
}

/** A message as it is read aloud. */
export function describeMessage(row: CapturedMessage | undefined, passing: boolean): string | undefined {
  if (!row) return undefined;
  const { word } = ROW_MARKS[row.kind];
  const time = formatTime(row.time);
  if (!isData(row.kind)) return `${time} ${word}: ${row.text ?? ''}`;
  const from = fromSentence(row, passing);
  if (row.named) return `${time} ${word}${row.status === 'bad' ? ', wrong' : ''}: ${row.text ?? ''}`;
  if (row.status === 'bad') return `${time} ${word}, bad length: ${row.text ?? ''} ${from}`;
  const text = previewParts(row.bytes, row.bytes.length >= row.length)
    .map((part) => part.text)
    .join('');
  const unfinished = row.status === 'unfinished' ? 'unfinished, ' : '';
  return `${time} ${word}, ${formatExact(row.length)}, ${unfinished}${from}: ${text}`;
}
