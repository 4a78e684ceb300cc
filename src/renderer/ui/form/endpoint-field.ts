import type { ClipboardEvent, KeyboardEvent } from 'react';

/**
 * A whole address in the field of a host is taken apart: when it is pasted in place of all that was there, when the
 * field is left, and when the form is about to be sent by Enter.
 */
export function endpointField<Parts>(
  value: string,
  split: (text: string) => Parts | null,
  take: (parts: Parts) => void,
): {
  onPaste(event: ClipboardEvent<HTMLInputElement>): void;
  onBlur(): void;
  onKeyDown(event: KeyboardEvent<HTMLInputElement>): void;
} {
  const leave = () => {
    const parts = split(value);
    if (parts !== null) take(parts);
  };
  return {
    onPaste(event) {
      const parts = split(event.clipboardData.getData('text'));
      const { selectionStart, selectionEnd, value: typed } = event.currentTarget;
      if (parts === null || selectionStart !== 0 || selectionEnd !== typed.length) return;
      event.preventDefault();
      take(parts);
    },
    onBlur: leave,
    onKeyDown: (event) => {
      if (event.key === 'Enter') leave();
    },
  };
}
