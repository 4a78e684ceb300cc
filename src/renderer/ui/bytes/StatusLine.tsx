import { useState } from 'react';
import { formatCount } from '../format.ts';
import { InlineField } from '../InlineField.tsx';
import { partsWords } from '../lens/message-words.ts';
import { Notice } from '../Notice.tsx';
import { readOffset } from './read-offset.ts';
import type { ByteRange } from './selection.ts';
import type { Shown } from './source.ts';

/** Where the selection is, and a field that jumps to an offset. */
export function StatusLine({
  shown,
  selected,
  onGo,
  inputRef,
}: {
  shown: Shown;
  selected: ByteRange | null;
  /** An offset counted from the start of what is shown. */
  onGo(offset: number): void;
  inputRef: React.Ref<HTMLInputElement>;
}) {
  const [text, setText] = useState('');
  const [asked, setAsked] = useState(false);
  const offset = readOffset(text, shown.length);
  const wrong = asked && typeof offset === 'string' ? offset : null;
  return (
    <div className="wb-status">
      <span
        className={wrong ? 'wb-status-where wb-find-wrong' : 'wb-status-where'}
        role={wrong ? 'alert' : undefined}
      >
        {wrong ?? (selected ? whereabouts(shown, selected) : messageWords(shown))}
      </span>
      <span className="wb-grow" />
      <Notice where="bytes" />
      <InlineField
        label="Go to offset"
        placeholder="Go to offset"
        title={
          typeof offset === 'string'
            ? offset
            : 'A decimal or 0x number, or a share such as 50% (Ctrl+G in the bytes)'
        }
        value={text}
        mono
        invalid={typeof offset === 'string'}
        inputRef={inputRef}
        onChange={(next) => {
          setText(next);
          setAsked(false);
        }}
        onEnter={() => {
          setAsked(true);
          if (typeof offset === 'number') onGo(offset);
        }}
      />
    </div>
  );
}

function whereabouts(shown: Shown, { from, to }: ByteRange): string {
  const at = from - shown.offset;
  const count = to - from;
  const place = `Offset ${formatCount(at)} (0x${at.toString(16)})`;
  const inStream = shown.offset > 0 ? `, ${formatCount(from)} in the stream` : '';
  const size = count > 1 ? `, ${formatCount(count)} bytes selected` : '';
  return `${place}${inStream}${size}${partOfMessage(shown, { from, to })}`;
}

/** Which part of a message is selected, where it has more than one. */
function partOfMessage({ payload, framed }: Shown, { from, to }: ByteRange): string {
  if (!payload) return '';
  if (to <= payload.from) return framed ? ', in the head' : ', in the length';
  return from >= payload.to ? ', in the ending' : '';
}

/** The parts of the message that is shown. */
const messageWords = ({ payload, framed, offset, length }: Shown): string =>
  payload && payload.to - payload.from < length
    ? partsWords({
        start: offset,
        size: length,
        offset: payload.from,
        length: payload.to - payload.from,
        named: framed,
      })
    : '';
