import { useCallback, useEffect, useRef, useState } from 'react';
import { useBytes } from '../../bridge/captures.ts';
import { useRowHeights } from '../density.ts';
import { VirtualRows, type VirtualRowsHandle } from '../rows/VirtualRows.tsx';
import type { ByteSelection } from '../session/view-store.ts';
import { byteAtColumn, hexChars, hexOffset, offsetDigits, perRowOf } from './hex-layout.ts';
import { HexRow } from './HexRow.tsx';
import './hex.css';
import { type ByteRange, byteForKey, rangeOf } from './selection.ts';
import type { Shown } from './source.ts';
import { useColumns } from './use-columns.ts';

/** What every view of bytes is given. */
export interface BytesViewProps {
  shown: Shown;
  selection: ByteSelection | null;
  /** The selection is what was searched for. */
  found: boolean;
  onSelect(selection: ByteSelection): void;
  follow: boolean;
  /** Nothing comes any more. */
  over: boolean;
  onFollowChange(follow: boolean): void;
  onCopy(): void;
}

const SCROLL_MS = 40;
/** px beside the characters of a row: the margin before them and the scroll bar. */
const BESIDE = 27;

/**
 * A dump of any length: offset, sixteen bytes, and the same as characters. Both columns select the same bytes. A pane
 * too narrow for sixteen has rows of eight, so that nothing is cut off.
 */
export function HexView(props: BytesViewProps) {
  const { shown, selection, found, onSelect, follow, onFollowChange, onCopy } = props;
  const { session, direction, offset, length, total } = shown;
  const { hex: rowHeight } = useRowHeights();
  const list = useRef<VirtualRowsHandle>(null);
  const box = useRef<HTMLDivElement>(null);
  const digits = offsetDigits(length);
  // A text is wrapped one character early, a row of bytes is not.
  const perRow = perRowOf(useColumns(box, 0, BESIDE) + 1, digits);
  const rows = Math.ceil(length / perRow);
  const [view, setView] = useState({ first: 0, last: 31 });
  const [hover, setHover] = useState(-1);
  const drag = useRef<{ anchor: number; x: number; y: number } | null>(null);
  const read = useBytes(
    session,
    direction,
    offset + view.first * perRow,
    offset + (view.last + 1) * perRow - 1,
    total,
  );
  const onRangeChange = useCallback((first: number, last: number) => setView({ first, last }), []);

  // What was on top stays there when the rows become shorter or longer.
  const was = useRef(perRow);
  useEffect(() => {
    if (was.current !== perRow && !follow)
      list.current?.goTo(Math.floor((view.first * was.current) / perRow), { align: 'start' });
    was.current = perRow;
    // Only another length of the rows is a reason to scroll.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [perRow]);

  const focus = selection ? selection.focus - offset : -1;
  const own = useRef(-1);
  useEffect(() => {
    if (focus >= 0 && focus !== own.current) {
      list.current?.goTo(Math.floor(focus / perRow), {
        align: nearOrCenter(Math.floor(focus / perRow), view),
      });
    }
    own.current = focus;
    // Only a new place of the focus is a reason to scroll, not a scroll.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [focus, rows > 0]);

  const hit = (x: number, y: number): number => {
    const hexBox = box.current?.querySelector('.wb-hex-bytes')?.getBoundingClientRect();
    const asciiBox = box.current?.querySelector('.wb-hex-ascii')?.getBoundingClientRect();
    if (!hexBox || !asciiBox || !list.current) return -1;
    const cell = hexBox.width / hexChars(perRow);
    const column =
      x < (hexBox.right + asciiBox.left) / 2
        ? byteAtColumn(Math.floor((x - hexBox.left) / cell), perRow)
        : Math.min(perRow - 1, Math.max(0, Math.floor((x - asciiBox.left) / cell)));
    return Math.min(length - 1, list.current.rowAt(y) * perRow + column);
  };

  const lead = (anchor: number, at: number) => {
    own.current = at;
    onSelect({ anchor: offset + anchor, focus: offset + at });
  };

  // Past the edge of the pane a drag goes on by itself, row by row.
  const leadBeyond = () => {
    const held = drag.current;
    const pane = box.current?.getBoundingClientRect();
    if (!held || !pane) return;
    if (held.y >= pane.top && held.y <= pane.bottom) return;
    const at = hit(held.x, held.y < pane.top ? pane.top - rowHeight : pane.bottom + rowHeight);
    list.current?.goTo(Math.floor(at / perRow));
    lead(held.anchor, at);
  };
  const beyond = useRef(leadBeyond);
  beyond.current = leadBeyond;
  const [dragging, setDragging] = useState(false);
  useEffect(() => {
    if (!dragging) return;
    const timer = setInterval(() => beyond.current(), SCROLL_MS);
    return () => clearInterval(timer);
  }, [dragging]);

  const range = rangeOf(selection);
  return (
    <div
      ref={box}
      className="wb-hex"
      data-per-row={perRow}
      data-dragging={dragging || undefined}
      onPointerDown={(event) => {
        if (event.button !== 0 || length === 0 || !isDump(event.target)) return;
        const at = hit(event.clientX, event.clientY);
        if (at < 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const anchor = event.shiftKey && selection ? selection.anchor - offset : at;
        drag.current = { anchor, x: event.clientX, y: event.clientY };
        setDragging(true);
        list.current?.focus();
        lead(anchor, at);
        event.preventDefault();
      }}
      onPointerMove={(event) => {
        const held = drag.current;
        if (!held) {
          setHover(isDump(event.target) ? hit(event.clientX, event.clientY) : -1);
          return;
        }
        held.x = event.clientX;
        held.y = event.clientY;
        const at = hit(event.clientX, event.clientY);
        if (at >= 0 && at !== focus) lead(held.anchor, at);
      }}
      onPointerUp={() => {
        drag.current = null;
        setDragging(false);
      }}
      onPointerCancel={() => {
        drag.current = null;
        setDragging(false);
      }}
      onPointerLeave={() => setHover(-1)}
    >
      <VirtualRows
        ref={list}
        count={rows}
        perRow={perRow}
        rowHeight={rowHeight}
        label="Hex dump"
        role="none"
        noun={['row', 'rows']}
        follow={follow}
        over={props.over}
        onFollowChange={onFollowChange}
        onRangeChange={onRangeChange}
        onKeyDown={(event) => {
          const command = event.ctrlKey || event.metaKey;
          if (command && event.key.toLowerCase() === 'a') {
            event.preventDefault();
            if (length > 0) lead(0, length - 1);
            return;
          }
          if (command && event.key.toLowerCase() === 'c') {
            event.preventDefault();
            onCopy();
            return;
          }
          const page = Math.max(1, view.last - view.first - 1);
          const next = byteForKey(event, Math.max(0, focus), length, perRow, page);
          if (next === null) return;
          event.preventDefault();
          list.current?.goTo(Math.floor(next / perRow));
          lead(event.shiftKey && selection ? selection.anchor - offset : next, next);
        }}
        renderRow={(index) => {
          const start = index * perRow;
          const size = Math.min(perRow, length - start);
          return (
            <HexRow
              bytes={read(offset + start, size)}
              label={hexOffset(start, digits)}
              {...inRowRange(range, offset + start, size)}
              {...edgesInRow(shown.payload, offset + start, size)}
              focus={inRow(focus, start, size)}
              hover={inRow(hover, start, size)}
              found={found}
            />
          );
        }}
      />
    </div>
  );
}

/** The part of a range that lies in a row; always the same for rows that hold none of it. */
function inRowRange(range: ByteRange | null, start: number, size: number): ByteRange {
  const from = range ? Math.max(0, range.from - start) : 0;
  const to = range ? Math.min(size, range.to - start) : 0;
  return from < to ? { from, to } : { from: 0, to: 0 };
}

/** The part of a row before the payload of a message, and the part behind it. */
function edgesInRow(payload: ByteRange | undefined, start: number, size: number) {
  if (!payload) return { head: 0, tail: size };
  const clamp = (at: number) => Math.min(Math.max(0, at - start), size);
  return { head: clamp(payload.from), tail: clamp(payload.to) };
}

const inRow = (at: number, start: number, size: number): number =>
  at >= start && at < start + size ? at - start : -1;

/** A place far away is put in the middle, so that what stands around it is seen. */
const nearOrCenter = (row: number, view: { first: number; last: number }): 'nearest' | 'center' =>
  row >= view.first - 2 && row <= view.last + 2 ? 'nearest' : 'center';

const isDump = (target: EventTarget): boolean =>
  target instanceof Element && target.closest('.wb-rows-window') !== null;
