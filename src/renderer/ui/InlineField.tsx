import InputBase from '@mui/material/InputBase';
import './inline.css';

/** A small field for a toolbar: its name is for screen readers, its placeholder for eyes. */
export function InlineField(props: {
  label: string;
  value: string;
  placeholder: string;
  onChange(value: string): void;
  onEnter(shift: boolean): void;
  mono?: boolean;
  wide?: boolean;
  invalid?: boolean;
  title?: string;
  inputRef?: React.Ref<HTMLInputElement>;
  disabled?: boolean;
  /** The id of a `datalist` with values to choose from. */
  list?: string;
}) {
  const { label, value, placeholder, mono, wide, invalid } = props;
  return (
    <InputBase
      className={`wb-inline${mono ? ' wb-inline-mono' : ''}${wide ? ' wb-inline-wide' : ''}`}
      value={value}
      error={invalid}
      placeholder={placeholder}
      disabled={props.disabled}
      title={props.title}
      inputRef={props.inputRef}
      onChange={(event) => props.onChange(event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
        event.preventDefault();
        props.onEnter(event.shiftKey);
      }}
      inputProps={{
        'aria-label': label,
        list: props.list,
        'aria-invalid': invalid || undefined,
        spellCheck: false,
        autoComplete: 'off',
        autoCapitalize: 'off',
      }}
    />
  );
}
