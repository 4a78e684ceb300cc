import InputBase from '@mui/material/InputBase';
import { useState } from 'react';

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
  const wrong = text !== '' && (!/^\d+$/.test(digits) || number < 1 || number > count);
  return (
    <form
      className="wb-goto"
      onSubmit={(event) => {
        event.preventDefault();
        if (digits !== '' && !wrong) onGo(number - 1);
      }}
    >
      <InputBase
        value={text}
        onChange={(event) => setText(event.target.value)}
        inputRef={inputRef}
        placeholder="Go to row"
        error={wrong}
        title={wrong ? `Rows are numbered 1 to ${count}.` : 'Ctrl+G'}
        inputProps={{ 'aria-label': 'Go to row', inputMode: 'numeric', 'aria-invalid': wrong || undefined }}
      />
    </form>
  );
}
