import Checkbox from '@mui/material/Checkbox';
import IconButton from '@mui/material/IconButton';
import { type ClipboardEvent, type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';
import type { Pair } from '../../../../contract/http/request.ts';
import { fieldKey } from '../../../ui/form/focus.ts';
import { CrossIcon } from '../../../ui/icons.tsx';
import { formatCount } from '../../../ui/format.ts';
import Button from '@mui/material/Button';
import './table.css';

/** Rows that are drawn at once; few requests have more. */
const SHOWN = 200;

export interface PairTableProps<Row extends Pair> {
  /** `Headers`; one of them is called `one`: `header`. */
  label: string;
  one: string;
  rows: readonly Row[];
  onChange(rows: Row[]): void;
  /** A row of its own, with nothing in it. */
  blank: Row;
  names?: readonly string[];
  /** Values to choose from for what has this name. */
  valuesOf?(name: string): readonly string[];
  /** Several rows in a text that was pasted into a name; null: it is a name. */
  readPaste?(text: string): Row[] | null;
  placeholders?: [name: string, value: string];
  /** The value of a row, where that is no text; null where it is. */
  renderValue?(row: Row, at: number, change: (patch: Partial<Row>) => void): ReactNode;
  /** More fields of a row. */
  renderMore?(row: Row, at: number, change: (patch: Partial<Row>) => void): ReactNode;
  /** Names of the columns after name and value. */
  moreHeads?: readonly string[];
}

/** Names with values, a row each; the last row is always a free one. Enter goes on, also to a new row. */
export function PairTable<Row extends Pair>(props: PairTableProps<Row>) {
  const { label, one, rows, onChange, blank, names, placeholders } = props;
  const ids = useId();
  const [all, setAll] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const shown = all ? rows : rows.slice(0, SHOWN);
  const change = (at: number, patch: Partial<Row>) =>
    onChange(
      at < rows.length ? rows.with(at, { ...rows[at]!, ...patch }) : [...rows, { ...blank, ...patch }],
    );
  const remove = (at: number) => {
    onChange(rows.filter((_row, each) => each !== at));
    focusCell(at, 'name');
  };
  const focusCell = (at: number, cell: 'name' | 'value') =>
    requestAnimationFrame(() =>
      box.current
        ?.querySelector<HTMLElement>(`[data-field="${fieldKey(`${one}${at + 1}`)}"] [data-cell="${cell}"]`)
        ?.focus(),
    );
  const onKeyDown = (event: KeyboardEvent, at: number, cell: 'name' | 'value') => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      if (cell === 'name') focusCell(at, 'value');
      else focusCell(Math.min(at + 1, rows.length), 'name');
    }
  };
  const onPaste = (event: ClipboardEvent, at: number) => {
    const more = props.readPaste?.(event.clipboardData.getData('text/plain'));
    if (!more || more.length === 0) return;
    event.preventDefault();
    onChange([...rows.slice(0, at), ...more, ...rows.slice(at + 1)]);
  };
  const row = (each: Row, at: number) => {
    const free = at === rows.length;
    const values = props.valuesOf?.(each.name) ?? [];
    const patch = (some: Partial<Row>) => change(at, some);
    const custom = free ? null : props.renderValue?.(each, at, patch);
    return (
      <div
        key={at}
        role="row"
        className="wb-pair"
        data-off={!each.on || undefined}
        data-free={free || undefined}
      >
        <span role="cell">
          {free ? null : (
            <Checkbox
              size="small"
              checked={each.on}
              onChange={(_event, on) => patch({ on } as Partial<Row>)}
              slotProps={{ input: { 'aria-label': `Send ${one} ${at + 1}` } }}
            />
          )}
        </span>
        <span role="cell" data-field={fieldKey(`${one}${at + 1}`)} className="wb-pair-cells">
          <input
            data-cell="name"
            aria-label={`Name of ${one} ${at + 1}`}
            placeholder={free ? placeholders?.[0] : undefined}
            list={names ? `${ids}-names` : undefined}
            value={each.name}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => patch({ name: event.target.value } as Partial<Row>)}
            onPaste={(event) => onPaste(event, at)}
            onKeyDown={(event) => onKeyDown(event, at, 'name')}
          />
          {custom ? (
            custom
          ) : (
            <ValueCell
              label={`Value of ${one} ${at + 1}`}
              placeholder={free ? placeholders?.[1] : undefined}
              list={values.length > 0 ? `${ids}-${at}` : undefined}
              value={each.value}
              onChange={(value) => patch({ value } as Partial<Row>)}
              onKeyDown={(event) => onKeyDown(event, at, 'value')}
            />
          )}
          {values.length > 0 ? (
            <datalist id={`${ids}-${at}`}>
              {values.map((value) => (
                <option key={value} value={value} />
              ))}
            </datalist>
          ) : null}
        </span>
        {props.renderMore ? (
          <span role="cell" className="wb-pair-more">
            {free ? null : props.renderMore(each, at, patch)}
          </span>
        ) : null}
        <span role="cell">
          {free ? null : (
            <IconButton
              size="small"
              aria-label={`Remove ${one} ${at + 1}`}
              title="Remove"
              onClick={() => remove(at)}
            >
              <CrossIcon />
            </IconButton>
          )}
        </span>
      </div>
    );
  };
  return (
    <div
      className="wb-pairs"
      role="table"
      aria-label={label}
      ref={box}
      data-more={props.renderMore ? true : undefined}
    >
      {/* One list: who writes into the free row goes on writing when it has become one of them. */}
      {[...shown, ...(shown.length < rows.length ? [] : [blank])].map(row)}
      {shown.length < rows.length ? (
        <span role="row">
          <span role="cell">
            <Button size="small" variant="text" onClick={() => setAll(true)}>
              Show {formatCount(rows.length - shown.length)} more
            </Button>
          </span>
        </span>
      ) : null}
      {names ? (
        <datalist id={`${ids}-names`}>
          {names.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      ) : null}
    </div>
  );
}

/** One line; a text that has several shows them all. */
function ValueCell({
  label,
  value,
  onChange,
  ...rest
}: {
  label: string;
  value: string;
  placeholder?: string;
  list?: string;
  onChange(value: string): void;
  onKeyDown(event: KeyboardEvent): void;
}) {
  const common = { 'data-cell': 'value', 'aria-label': label, spellCheck: false, value } as const;
  // A line break can’t go out in a header: it is shown, so that it can be found.
  if (!rest.list || /[\r\n]/.test(value))
    return (
      <textarea
        {...common}
        rows={1}
        placeholder={rest.placeholder}
        onKeyDown={rest.onKeyDown}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  return (
    <input
      {...common}
      {...rest}
      autoComplete="off"
      onChange={(event) => onChange(event.target.value)}
      onPaste={(event) => {
        const text = event.clipboardData.getData('text/plain');
        if (!/[\r\n]/.test(text.trim())) return;
        event.preventDefault();
        const { selectionStart, selectionEnd } = event.currentTarget;
        onChange(value.slice(0, selectionStart ?? 0) + text + value.slice(selectionEnd ?? 0));
      }}
    />
  );
}
