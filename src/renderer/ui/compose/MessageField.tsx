import TextField from '@mui/material/TextField';
import { type Ref, useId } from 'react';

/** A paste or a text of more characters than this doesn't go into a field: it would freeze it. */
export const FIELD_LIMIT = 1_000_000;

/** The message, over several lines. Ctrl+Enter sends; Alt+Up and Alt+Down walk through what was sent before. */
export function MessageField(props: {
  text: string;
  placeholder: string;
  problem: string | null;
  /** The id of the element that tells the problem. */
  saidBy: string;
  inputRef: Ref<HTMLTextAreaElement>;
  onChange(text: string): void;
  /** A text too large for the field. */
  onLarge(text: string): void;
  onSend(): void;
  onHistory(step: -1 | 1): void;
}) {
  const id = useId();
  return (
    <TextField
      id={id}
      label="Message"
      multiline
      maxRows={6}
      className="wb-message"
      value={props.text}
      placeholder={props.placeholder}
      error={props.problem !== null}
      inputRef={props.inputRef}
      onChange={(event) => {
        const { value } = event.target;
        if (value.length > FIELD_LIMIT) props.onLarge(value);
        else props.onChange(value);
      }}
      onPaste={(event) => {
        const text = event.clipboardData.getData('text/plain');
        if (text.length <= FIELD_LIMIT) return;
        event.preventDefault();
        props.onLarge(text);
      }}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          props.onSend();
        } else if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
          event.preventDefault();
          props.onHistory(event.key === 'ArrowUp' ? -1 : 1);
        }
      }}
      slotProps={{
        htmlInput: {
          'data-focus': 'message',
          'aria-describedby': props.saidBy,
          spellCheck: false,
          autoComplete: 'off',
          autoCapitalize: 'off',
        },
      }}
    />
  );
}
