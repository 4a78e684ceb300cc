import NativeSelect from '@mui/material/NativeSelect';
import './inline.css';

type Option = string | { value: string; label: string; disabled?: boolean };

/** A small choice for a toolbar, as the system draws it. */
export function InlineSelect({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string;
  options: readonly Option[];
  onChange(value: string): void;
}) {
  return (
    <NativeSelect
      className="wb-inline wb-inline-select"
      disableUnderline
      value={value}
      onChange={(event) => onChange(event.target.value)}
      inputProps={{ 'aria-label': label, title: label }}
    >
      {options.map((option) => {
        const {
          value: key,
          label: text,
          disabled,
        } = typeof option === 'string' ? { value: option, label: option, disabled: false } : option;
        return (
          <option key={key} value={key} disabled={disabled}>
            {text}
          </option>
        );
      })}
    </NativeSelect>
  );
}
