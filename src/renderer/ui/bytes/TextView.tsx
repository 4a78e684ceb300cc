import { type CSSProperties, useEffect, useMemo, useRef, useState } from 'react';
import type { Charset } from '../../../contract/payload/charset.ts';
import { useRowHeights } from '../density.ts';
import { VirtualRows, type VirtualRowsHandle } from '../rows/VirtualRows.tsx';
import type { BytesViewProps } from './HexView.tsx';
import { hexOffset, offsetDigits } from './hex-layout.ts';
import { rangeOf } from './selection.ts';
import { rowOfUnit, unitAtByte, unitOfByte } from './text-layout.ts';
import { textStep } from './text-keys.ts';
import { unitAtPoint } from './text-hit.ts';
import { LEAD, textModel, WINDOW } from './text-view-model.ts';
import { TextRowView } from './TextRowView.tsx';
import './text.css';
import { digitsOf, useColumns } from './use-columns.ts';
import { useWindow } from './use-window.ts';
import { WindowBar } from './WindowBar.tsx';

export interface TextViewProps extends BytesViewProps {
  charset: Charset;
}

/** The bytes as text, in real lines. What is selected here is a range of bytes, the same one as in the hex dump. */
export function TextView(props: TextViewProps) {
  const { shown, charset, selection, onSelect } = props;
  const { hex: rowHeight } = useRowHeights();
  const box = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualRowsHandle>(null);
  const drag = useRef<number | null>(null);
  // A line takes a byte or more; what is longer than a window has offsets in the gutter too.
  const long = shown.length > WINDOW;
  const digits = long ? Math.max(6, offsetDigits(shown.length)) : digitsOf(shown.length);
  const columns = useColumns(box, digits);
  const [start, setStart] = useState(0);

  const lead = Math.min(LEAD, start);
  const end = Math.min(shown.length, start + WINDOW + LEAD);
  const { window, problem } = useWindow(
    shown.session,
    shown.direction,
    shown.offset + start - lead,
    Math.max(0, end - start + lead),
  );
  const model = useMemo(
    () => textModel(window?.bytes ?? new Uint8Array(0), start, lead, charset, columns),
    [window, start, lead, charset, columns],
  );
  const { decoded, rows, base } = model;
  const { text, starts } = decoded;
  const origin = shown.offset + base;

  const range = rangeOf(selection);
  const selFrom = range ? unitOfByte(starts, Math.max(0, range.from - origin)) : 0;
  const selTo = range && range.to > origin ? unitAtByte(starts, range.to - origin) : 0;

  // A selection made elsewhere is brought into view: first its window, then its row.
  const focus = selection ? selection.focus - shown.offset : -1;
  const own = useRef(-1);
  useEffect(() => {
    if (focus < 0 || focus === own.current) return;
    if (focus < start || focus >= start + WINDOW) {
      setStart(Math.floor(focus / WINDOW) * WINDOW);
      return;
    }
    if (!window) return;
    own.current = focus;
    list.current?.goTo(rowOfUnit(rows, unitOfByte(starts, Math.max(0, focus - base))));
  }, [focus, start, window, rows, starts, base]);

  const choose = (anchorUnit: number, focusUnit: number) => {
    const [low, high] = [Math.min(anchorUnit, focusUnit), Math.max(anchorUnit, focusUnit)];
    if (text.length === 0) return;
    const lowUnit = Math.min(low, text.length - 1);
    const first = origin + starts[lowUnit]!;
    const lastEnd = high > low ? starts[high]! : starts[unitAtByte(starts, starts[lowUnit]! + 1)]!;
    const last = Math.max(first, origin + lastEnd - 1);
    const forwards = focusUnit >= anchorUnit;
    const next = forwards ? { anchor: first, focus: last } : { anchor: last, focus: first };
    own.current = next.focus - shown.offset;
    onSelect(next);
  };

  // Only the window at the end can grow.
  const atEnd = start + WINDOW >= shown.length;
  return (
    <div className="wb-text" ref={box} style={{ '--wb-digits': digits } as CSSProperties}>
      {long ? (
        <WindowBar
          from={start}
          to={Math.min(shown.length, start + WINDOW)}
          length={shown.length}
          size={WINDOW}
          onMove={setStart}
        />
      ) : null}
      <div
        className="wb-text-box"
        onPointerDown={(event) => {
          if (event.button !== 0 || !box.current || !isText(event.target)) return;
          const unit = unitAtPoint(box.current, event.clientX, event.clientY);
          if (unit === null) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          const from = event.shiftKey && range ? unitOfByte(starts, selection!.anchor - origin) : unit;
          drag.current = from;
          list.current?.focus();
          choose(from, unit);
          event.preventDefault();
        }}
        onPointerMove={(event) => {
          if (drag.current === null || !box.current) return;
          const pane = event.currentTarget.getBoundingClientRect();
          const y = Math.min(Math.max(event.clientY, pane.top + 2), pane.bottom - 2);
          if (event.clientY !== y) {
            const row = list.current?.rowAt(
              event.clientY < y ? pane.top - rowHeight : pane.bottom + rowHeight,
            );
            if (row !== undefined) list.current?.goTo(row);
          }
          const unit = unitAtPoint(box.current, event.clientX, y);
          if (unit !== null) choose(drag.current, unit);
        }}
        onPointerUp={() => {
          drag.current = null;
        }}
        onPointerCancel={() => {
          drag.current = null;
        }}
      >
        <VirtualRows
          // Rows of another window, or none yet, are no new rows.
          key={`${start}${window === null}`}
          ref={list}
          count={window === null ? 0 : rows.length}
          rowHeight={rowHeight}
          label="Text"
          role="none"
          noun={['line', 'lines']}
          follow={atEnd && props.follow}
          onFollowChange={atEnd ? props.onFollowChange : undefined}
          empty={problem ?? undefined}
          onKeyDown={(event) => {
            const command = event.ctrlKey || event.metaKey;
            const key = event.key.toLowerCase();
            if (command && key === 'c') {
              event.preventDefault();
              props.onCopy();
            } else if (command && key === 'a') {
              event.preventDefault();
              onSelect({ anchor: shown.offset, focus: shown.offset + shown.length - 1 });
            } else if (text.length > 0) {
              const at = focus < 0 ? 0 : unitOfByte(starts, Math.max(0, focus - base));
              const next = textStep(event, at, text, rows);
              if (next === null) return;
              event.preventDefault();
              list.current?.goTo(rowOfUnit(rows, next));
              if (!event.shiftKey || !selection) return choose(next, next);
              const from = unitOfByte(starts, Math.max(0, selection.anchor - origin));
              if (next >= from) choose(from, Math.min(text.length, next + 1));
              else choose(unitAtByte(starts, starts[from]! + 1), next);
            }
          }}
          renderRow={(index) => {
            const row = rows[index];
            if (!row) return null;
            const gutter =
              row.line === null
                ? ''
                : start === 0
                  ? String(row.line)
                  : hexOffset(base + starts[row.from]!, digits);
            const inRow = selFrom < row.to && selTo > row.from;
            return (
              <TextRowView
                text={text}
                from={row.from}
                to={row.to}
                gutter={gutter}
                selFrom={inRow ? selFrom : 0}
                selTo={inRow ? selTo : 0}
                found={props.found}
                end={row.next > row.to && selFrom <= row.to && selTo > row.to}
              />
            );
          }}
        />
      </div>
    </div>
  );
}

const isText = (target: EventTarget): boolean =>
  target instanceof Element && target.closest('.wb-rows-window') !== null;
