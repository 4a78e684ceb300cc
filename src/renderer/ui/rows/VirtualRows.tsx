import Button from '@mui/material/Button';
import { type HTMLAttributes, type ReactNode, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { rowForKey } from './row-keys.ts';
import './rows.css';
import { useVirtualScroll } from './use-virtual-scroll.ts';

export interface RowState {
  /** The row that has, or would get, the keyboard focus. */
  active: boolean;
  selected: boolean;
}

export interface SelectHow {
  /** Shift: from the earlier selection to here. */
  extend: boolean;
  by: 'pointer' | 'keyboard';
}

export interface VirtualRowsHandle {
  /** Brings a row into view and makes it the active one; `focus` moves the keyboard there too. */
  goTo(index: number, options?: { align?: 'nearest' | 'center' | 'start'; focus?: boolean }): void;
  focus(): void;
  /** The row at a height of the window, also beyond the edges of the pane. */
  rowAt(clientY: number): number;
}

export interface VirtualRowsProps {
  count: number;
  /** Rows of them that the user unfolded: they are no news. */
  unfolded?: number;
  /** How much one row holds, where that may change: the rows are then others, and none of them is news. */
  perRow?: number;
  /** px, the same for every row. */
  rowHeight: number;
  /** The accessible name. */
  label: string;
  /** `none`: rows are plain, and the pane as a whole takes the focus and its keys (`onKeyDown`). */
  role?: 'grid' | 'list' | 'listbox' | 'none';
  renderRow(index: number, state: RowState): ReactNode;
  /** Attributes of the row's own element, such as `aria-label` or a class. */
  rowProps?(index: number): HTMLAttributes<HTMLDivElement>;
  rowKey?(index: number): string | number;
  /** The selected row, or a test for many. */
  selected?: number | null | ((index: number) => boolean);
  /** By a click, and by moving with the keyboard. */
  onSelect?(index: number, how: SelectHow): void;
  /** Enter or a double click. */
  onActivate?(index: number): void;
  onContextMenu?(index: number, event: React.MouseEvent): void;
  /** Runs before the list's own keys; `preventDefault` keeps them from it. */
  onKeyDown?(event: React.KeyboardEvent, active: number): void;
  /** The rows in view (last is below first when there are none). */
  onRangeChange?(first: number, last: number): void;
  /** Given: the list can stay at its end while rows come. */
  follow?: boolean;
  onFollowChange?(follow: boolean): void;
  /** No row comes any more: a list that was never followed is then whole as it is. */
  over?: boolean;
  /** What one row is called on the button that resumes: `row`, `rows`. */
  noun?: [one: string, many: string];
  header?: ReactNode;
  empty?: ReactNode;
  columnCount?: number;
  /** Drawn over the rows in view; `top` is the place of the first px in view, counted from row 0. */
  renderOverlay?(view: { top: number; first: number; last: number }): ReactNode;
  className?: string;
  ref?: React.Ref<VirtualRowsHandle>;
}

const ROW_ROLES = { grid: 'row', list: 'listitem', listbox: 'option', none: undefined } as const;

/** A list of any length: only the rows in view exist. See `scroll-scale.ts` for how its bar reaches millions of rows. */
export function VirtualRows(props: VirtualRowsProps) {
  const { count, unfolded = 0, rowHeight, label, role = 'list', follow = false } = props;
  const { onFollowChange, onRangeChange } = props;
  const [active, setActive] = useState(0);
  /** How many rows there were when following stopped, and whether it ever went on. */
  const [leftAt, setLeftAt] = useState(count - unfolded);
  const followed = useRef(follow);
  followed.current ||= follow;
  const rowsNow = useRef(count - unfolded);
  rowsNow.current = count - unfolded;
  useEffect(() => {
    if (!follow) setLeftAt(rowsNow.current);
  }, [follow, props.perRow]);
  const windowRef = useRef<HTMLDivElement>(null);
  const wantsFocus = useRef(false);

  const scroll = useVirtualScroll(count, rowHeight, follow, (atEnd, up) => {
    if (!onFollowChange) return;
    if (follow && up && !atEnd) onFollowChange(false);
    else if (!follow && atEnd && !up) onFollowChange(true);
  });
  const { first, last, scroller, showRow } = scroll;

  useEffect(() => onRangeChange?.(first, last), [onRangeChange, first, last]);

  const single = typeof props.selected === 'number' ? props.selected : null;
  useEffect(() => {
    if (single !== null) setActive(single);
  }, [single]);
  const activeRow = Math.min(active, count - 1);

  // The row may only come to exist with this draw, so the focus is moved after it.
  useEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    rowElement(windowRef.current, activeRow)?.focus({ preventScroll: true });
  });

  const goTo = (index: number, align: 'nearest' | 'center' | 'start', focus: boolean) => {
    const row = Math.min(Math.max(0, index), count - 1);
    if (row < 0) return;
    if (follow && row < count - 1) onFollowChange?.(false);
    wantsFocus.current = focus && role !== 'none';
    setActive(row);
    showRow(row, align);
  };
  useImperativeHandle(props.ref, () => ({
    goTo: (index, options) => goTo(index, options?.align ?? 'nearest', options?.focus ?? false),
    focus: () =>
      role === 'none'
        ? scroller.current?.focus({ preventScroll: true })
        : rowElement(windowRef.current, activeRow)?.focus({ preventScroll: true }),
    rowAt: (clientY) => {
      const paneTop = scroller.current?.getBoundingClientRect().top ?? 0;
      const index = Math.floor((scroll.top + clientY - paneTop) / rowHeight);
      return Math.min(Math.max(0, index), Math.max(0, count - 1));
    },
  }));

  const onKeyDown = (event: React.KeyboardEvent) => {
    props.onKeyDown?.(event, activeRow);
    if (event.defaultPrevented || role === 'none' || !isRow(event.target)) return;
    if (event.key === 'Enter' && props.onActivate) {
      event.preventDefault();
      props.onActivate(activeRow);
      return;
    }
    const next = rowForKey(event, activeRow, count, scroll.pageRows);
    if (next === null) return;
    event.preventDefault();
    goTo(next, 'nearest', true);
    props.onSelect?.(next, { extend: event.shiftKey, by: 'keyboard' });
  };

  const isSelected = (index: number): boolean =>
    typeof props.selected === 'function' ? props.selected(index) : props.selected === index;

  const drawn: number[] = [];
  for (let index = first; index <= last; index++) drawn.push(index);
  // The active row stays in the document out of view too: removing it would drop the focus.
  if (role !== 'none' && activeRow >= 0 && (activeRow < first || activeRow > last)) drawn.push(activeRow);

  const rowElements = drawn.map((index) => {
    const state = { active: index === activeRow, selected: isSelected(index) };
    const inView = index >= first && index <= last;
    const own = props.rowProps?.(index);
    return (
      <div
        key={props.rowKey?.(index) ?? index}
        {...own}
        className={own?.className ? `wb-row ${own.className}` : 'wb-row'}
        role={ROW_ROLES[role]}
        data-row={index}
        data-selected={state.selected || undefined}
        aria-rowindex={role === 'grid' ? index + 1 : undefined}
        aria-setsize={role === 'list' || role === 'listbox' ? count : undefined}
        aria-posinset={role === 'list' || role === 'listbox' ? index + 1 : undefined}
        aria-selected={role === 'grid' || role === 'listbox' ? state.selected : undefined}
        tabIndex={role === 'none' ? undefined : state.active ? 0 : -1}
        style={{
          ...own?.style,
          height: rowHeight,
          transform: `translateY(${inView ? index * rowHeight - scroll.top : -2 * rowHeight}px)`,
        }}
        onFocus={role === 'none' ? undefined : (event) => isRow(event.target) && setActive(index)}
        onClick={
          props.onSelect && ((event) => props.onSelect?.(index, { extend: event.shiftKey, by: 'pointer' }))
        }
        onDoubleClick={props.onActivate && (() => props.onActivate?.(index))}
        onContextMenu={props.onContextMenu && ((event) => props.onContextMenu?.(index, event))}
      >
        {props.renderRow(index, state)}
      </div>
    );
  });

  // Rows that were still being counted when the list was drawn first are no news.
  const newRows = followed.current || leftAt > 0 ? Math.max(0, count - unfolded - leftAt) : 0;
  const [one, many] = props.noun ?? ['row', 'rows'];
  return (
    <div className={props.className ? `wb-rows ${props.className}` : 'wb-rows'}>
      {props.header}
      {count === 0 && props.empty ? <div className="wb-rows-empty">{props.empty}</div> : null}
      <div
        ref={scroller}
        className="wb-rows-scroller"
        hidden={count === 0 && Boolean(props.empty)}
        tabIndex={role === 'none' ? 0 : -1}
        role={role === 'none' ? 'group' : undefined}
        aria-label={role === 'none' ? label : undefined}
        onScroll={scroll.onScroll}
        onKeyDown={onKeyDown}
      >
        <div
          ref={windowRef}
          className="wb-rows-window"
          style={{ height: scroll.view }}
          role={role === 'none' ? undefined : role}
          aria-label={role === 'none' ? undefined : label}
          aria-rowcount={role === 'grid' ? count : undefined}
          aria-colcount={role === 'grid' ? props.columnCount : undefined}
          aria-multiselectable={
            (role === 'grid' || role === 'listbox') && typeof props.selected === 'function' ? true : undefined
          }
        >
          {rowElements}
          {props.renderOverlay?.({ top: scroll.top, first, last })}
        </div>
        <div style={{ height: Math.max(0, scroll.spacer - scroll.view) }} />
      </div>
      {onFollowChange && !follow && !scroll.atEnd && ((newRows > 0 && !props.over) || followed.current) ? (
        <div className="wb-rows-follow">
          <Button size="small" variant="contained" onClick={() => onFollowChange(true)}>
            {newRows > 0
              ? `Jump to latest (${newRows.toLocaleString('en-US')} new ${newRows === 1 ? one : many})`
              : 'Follow'}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

const rowElement = (parent: HTMLElement | null, index: number): HTMLElement | null =>
  parent?.querySelector<HTMLElement>(`:scope > [data-row="${index}"]`) ?? null;

/** Keys typed into a control inside a row belong to that control. */
const isRow = (target: EventTarget): boolean =>
  target instanceof HTMLElement && target.dataset.row !== undefined;
