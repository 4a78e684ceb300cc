import { useCallback, useEffect, useRef, useState } from 'react';
import { useBytes } from '../../bridge/captures.ts';
import { useRowHeights } from '../density.ts';
import { VirtualRows, type VirtualRowsHandle } from '../rows/VirtualRows.tsx';
import type { ByteSelection } from '../session/view-store.ts';
import { byteAtColumn, HEX_CHARS, hexOffset, offsetDigits, PER_ROW } from './hex-layout.ts';
import { HexRow } from './HexRow.tsx';
import './hex.css';
import { type ByteRange, byteForKey, rangeOf } from './selection.ts';
import type { Shown } from './source.ts';

/** What every view of bytes is given. */
export interface BytesViewProps {
  shown: Shown;
  selection: ByteSelection | null;
  /** The selection is what was searched for. */
  found: boolean;
  onSelect(selection: ByteSelection): void;
  follow: boolean;
  onFollowChange(follow: boolean): void;
  onCopy(): void;
}

const SCROLL_MS = 40;

/** A dump of any length: offset, sixteen bytes, and the same as characters. Both columns select the same bytes. */
export function HexView({
  shown,
  selection,
  found,
  onSelect,
  follow,
  onFollowChange,
  onCopy,
}: BytesViewProps) {
  const { session, direction, offset, length, total } = shown;
  const { hex: rowHeight } = useRowHeights();
  const rows = Math.ceil(length / PER_ROW);
  const digits = offsetDigits(length);
  const list = useRef<VirtualRowsHandle>(null);
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ first: 0, last: 31 });
  const [hover, setHover] = useState(-1);
  const drag = useRef<{ anchor: number; x: number; y: number } | null>(null);
  const read = useBytes(
    session,
    direction,
    offset + view.first * PER_ROW,
    offset + (view.last + 1) * PER_ROW - 1,
    total,
  );
  const onRangeChange = useCallback((first: number, last: number) => setView({ first, last }), []);

  const focus = selection ? selection.focus - offset : -1;
  const own = useRef(-1);
  useEffect(() => {
    if (focus >= 0 && focus !== own.current) {
      list.current?.goTo(Math.floor(focus / PER_ROW), { align: nearOrCenter(focus, view) });
    }
    own.current = focus;
    // Only a new place of the focus is a reason to scroll, not a scroll.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [focus, rows > 0]);

  const hit = (x: number, y: number): number => {
    const hexBox = box.current?.querySelector('.wb-hex-bytes')?.getBoundingClientRect();
    const asciiBox = box.current?.querySelector('.wb-hex-ascii')?.getBoundingClientRect();
    if (!hexBox || !asciiBox || !list.current) return -1;
    const cell = hexBox.width / HEX_CHARS;
    const column =
      x < (hexBox.right + asciiBox.left) / 2
        ? byteAtColumn(Math.floor((x - hexBox.left) / cell))
        : Math.min(PER_ROW - 1, Math.max(0, Math.floor((x - asciiBox.left) / cell)));
    return Math.min(length - 1, list.current.rowAt(y) * PER_ROW + column);
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
    list.current?.goTo(Math.floor(at / PER_ROW));
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
        rowHeight={rowHeight}
        label="Hex dump"
        role="none"
        noun={['row', 'rows']}
        follow={follow}
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
          const next = byteForKey(event, Math.max(0, focus), length, PER_ROW, page);
          if (next === null) return;
          event.preventDefault();
          list.current?.goTo(Math.floor(next / PER_ROW));
          lead(event.shiftKey && selection ? selection.anchor - offset : next, next);
        }}
        renderRow={(index) => {
          const start = index * PER_ROW;
          const size = Math.min(PER_ROW, length - start);
          return (
            <HexRow
              bytes={read(offset + start, size)}
              label={hexOffset(start, digits)}
              {...inRowRange(range, offset + start, size)}
              {...edgesInRow(shown.payload, offset + start, size)}
              focus={inRow(focus, start)}
              hover={inRow(hover, start)}
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

const inRow = (at: number, start: number): number => (at >= start && at < start + PER_ROW ? at - start : -1);

/** A place far away is put in the middle, so that what stands around it is seen. */
const nearOrCenter = (focus: number, view: { first: number; last: number }): 'nearest' | 'center' => {
  const row = Math.floor(focus / PER_ROW);
  return row >= view.first - 2 && row <= view.last + 2 ? 'nearest' : 'center';
};

const isDump = (target: EventTarget): boolean =>
  target instanceof Element && target.closest('.wb-rows-window') !== null;
