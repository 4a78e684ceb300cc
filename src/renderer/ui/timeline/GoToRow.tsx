import { useState } from 'react';
import { formatCount } from '../format.ts';
import { InlineField } from '../InlineField.tsx';

/** A small field that jumps to a row by its number, counted from 1. */
export function GoToRow({
  count,
  inputRef,
  onGo,
}: {
  count: number;
  inputRef: React.Ref<HTMLInputElement>;
  onGo(index: number): void;
}) {
  const [text, setText] = useState('');
  const digits = text.replace(/[\s,._]/g, '');
  const number = Number(digits);
  const wrong = digits !== '' && (!/^\d+$/.test(digits) || number < 1 || number > count);
  return (
    <InlineField
      label="Go to row"
      placeholder="Go to row"
      title={
        wrong ? `Rows are numbered 1 to ${formatCount(count)}.` : 'A row number (Ctrl+G in the timeline)'
      }
      value={text}
      mono
      invalid={wrong}
      inputRef={inputRef}
      onChange={setText}
      onEnter={() => {
        if (digits !== '' && !wrong) onGo(number - 1);
      }}
    />
  );
}
