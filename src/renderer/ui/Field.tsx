import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import TextField from '@mui/material/TextField';
import {
  type ChangeEvent,
  type ClipboardEvent,
  type FocusEvent,
  type KeyboardEvent,
  type Ref,
  useId,
} from 'react';

interface CommonProps {
  label: string;
  value: string;
  onChange(value: string): void;
  /** What is wrong and how to mend it; names the field. */
  error?: string | null;
  /** Marked as wrong although the sentence stands elsewhere. */
  invalid?: boolean;
  help?: string;
  disabled?: boolean;
  inputRef?: Ref<HTMLInputElement>;
}

export interface FieldProps extends CommonProps {
  placeholder?: string;
  /** Monospaced: for bytes, addresses with meaning in each character. */
  mono?: boolean;
  autoFocus?: boolean;
  inputMode?: 'numeric';
  /** Values to choose from; anything else can be typed too. */
  suggestions?: readonly { value: string; label?: string }[];
  onPaste?(event: ClipboardEvent<HTMLInputElement>): void;
  onBlur?(event: FocusEvent<HTMLInputElement>): void;
  onKeyDown?(event: KeyboardEvent<HTMLInputElement>): void;
}

/** A line of text with its name above it; its error is tied to it for screen readers. */
export function Field(props: FieldProps) {
  const { label, value, onChange, error, help, mono, inputMode, suggestions, inputRef, disabled } = props;
  const id = useId();
  const list = suggestions && suggestions.length > 0 ? `${id}-list` : undefined;
  return (
    <>
      <TextField
        id={id}
        label={label}
        value={value}
        onChange={(event: ChangeEvent<HTMLInputElement>) => onChange(event.target.value)}
        error={Boolean(error) || props.invalid}
        helperText={error ?? help}
        placeholder={props.placeholder}
        disabled={disabled}
        autoFocus={props.autoFocus}
        inputRef={inputRef}
        slotProps={{
          htmlInput: {
            list,
            inputMode,
            spellCheck: false,
            autoComplete: 'off',
            autoCapitalize: 'off',
            style: mono ? { fontFamily: 'var(--wb-font-mono)', fontSize: 12.5 } : undefined,
            onPaste: props.onPaste,
            onBlur: props.onBlur,
            onKeyDown: props.onKeyDown,
          },
        }}
      />
      {list ? (
        <datalist id={list}>
          {suggestions?.map((option) => (
            <option key={option.value} value={option.value} label={option.label} />
          ))}
        </datalist>
      ) : null}
    </>
  );
}

export interface SelectFieldProps extends CommonProps {
  options: readonly { value: string; label: string }[];
}

/** A choice of few, as the system draws it. */
export function SelectField({
  label,
  value,
  onChange,
  error,
  help,
  options,
  disabled,
  inputRef,
}: SelectFieldProps) {
  const id = useId();
  return (
    <TextField
      id={id}
      select
      label={label}
      value={value}
      onChange={(event: ChangeEvent<HTMLInputElement>) => onChange(event.target.value)}
      error={Boolean(error)}
      helperText={error ?? help}
      disabled={disabled}
      inputRef={inputRef}
      slotProps={{ select: { native: true } }}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </TextField>
  );
}

/** Something that is so or not. */
export function CheckField({
  label,
  checked,
  onChange,
  title,
  disabled,
  className,
}: {
  label: string;
  checked: boolean;
  onChange(checked: boolean): void;
  title?: string;
  disabled?: boolean;
  className?: string;
}) {
  return (
    <FormControlLabel
      className={className}
      label={label}
      title={title}
      control={
        <Checkbox
          size="small"
          checked={checked}
          disabled={disabled}
          onChange={(_event, now) => onChange(now)}
        />
      }
    />
  );
}
