import { styled } from '@mui/material/styles';
import { Children, type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react';
import { recall, remember } from '../bridge/memory.ts';

export interface SplitterProps {
  /** The place's own name; its size is remembered under it. */
  id: string;
  /** `horizontal`: side by side. `vertical`: one above the other. */
  direction: 'horizontal' | 'vertical';
  /** Size of the first pane: a share of the whole (0…1), or pixels where it is over 1. */
  initial: number;
  /** Least sizes of the two panes in pixels. */
  min?: readonly [number, number];
  /** The pane that Enter, or a double click, folds away. */
  collapsible?: 'first' | 'second';
  /** The accessible name of the bar between the panes. */
  label?: string;
  /** Exactly two panes. */
  children: ReactNode;
}

type Remembered = { size: number; collapsed: boolean };

/** Two panes and a bar between them that mouse, touch and keyboard can move. The size is remembered by `id`. */
export function Splitter({
  id,
  direction,
  initial,
  min = [80, 80],
  collapsible = 'second',
  label = 'Resize panes',
  children,
}: SplitterProps) {
  const [first, second] = Children.toArray(children);
  const key = `splitter.${id}`;
  const fallback: Remembered = { size: initial, collapsed: false };
  const [state, setState] = useState<Remembered>(() => ({ ...fallback, ...recall(key, fallback) }));
  const box = useRef<HTMLDivElement>(null);
  /** Whether the first click of a double one has already brought a pane back. */
  const opened = useRef(false);
  const inPixels = initial > 1;
  const { size, collapsed } = state;

  const change = (next: Remembered) => {
    setState(next);
    remember(key, next, 'disk');
  };
  const measure = () => {
    const rect = box.current?.getBoundingClientRect();
    if (!rect) return { start: 0, whole: 1 };
    return direction === 'horizontal'
      ? { start: rect.left, whole: rect.width }
      : { start: rect.top, whole: rect.height };
  };
  const resize = (pixels: number) => {
    const { whole } = measure();
    const clamped = Math.min(Math.max(pixels, min[0]), Math.max(min[0], whole - min[1]));
    change({ size: inPixels ? Math.round(clamped) : clamped / whole, collapsed: false });
  };

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    resize((direction === 'horizontal' ? event.clientX : event.clientY) - measure().start);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { whole } = measure();
    const now = inPixels ? size : size * whole;
    const step = event.shiftKey ? 64 : 16;
    const moves: Record<string, () => void> = {
      [direction === 'horizontal' ? 'ArrowLeft' : 'ArrowUp']: () => resize(now - step),
      [direction === 'horizontal' ? 'ArrowRight' : 'ArrowDown']: () => resize(now + step),
      Home: () => resize(0),
      End: () => resize(whole),
      Enter: () => change({ size, collapsed: !collapsed }),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  };

  const wanted = inPixels ? `${size}px` : `${size * 100}%`;
  const basis = `clamp(${min[0]}px, ${wanted}, max(${min[0]}px, calc(100% - ${min[1]}px)))`;
  const folded = (pane: 'first' | 'second') => collapsed && collapsible === pane;
  return (
    <Box ref={box} data-direction={direction}>
      <Pane hidden={folded('first')} style={folded('second') ? { flex: '1 1 0' } : { flex: `0 0 ${basis}` }}>
        {first}
      </Pane>
      <Bar
        role="separator"
        tabIndex={0}
        aria-label={label}
        aria-orientation={direction === 'horizontal' ? 'vertical' : 'horizontal'}
        aria-valuenow={Math.round(inPixels ? size : size * 100)}
        aria-valuemin={inPixels ? min[0] : 0}
        aria-valuemax={inPixels ? Math.max(size, 2000) : 100}
        aria-valuetext={
          collapsed ? 'Collapsed' : inPixels ? `${size} pixels` : `${Math.round(size * 100)} percent`
        }
        data-direction={direction}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        data-collapsed={collapsed || undefined}
        title={collapsed ? 'Show the pane' : 'Drag to resize, double-click to fold away'}
        onClick={(event) => {
          opened.current = collapsed;
          if (collapsed && event.detail === 1) change({ size, collapsed: false });
        }}
        onDoubleClick={() => {
          if (!opened.current) change({ size, collapsed: !collapsed });
        }}
        onKeyDown={onKeyDown}
      />
      <Pane hidden={folded('second')} style={{ flex: '1 1 0' }}>
        {second}
      </Pane>
    </Box>
  );
}

const Box = styled('div')({
  display: 'flex',
  flex: '1 1 0',
  width: '100%',
  height: '100%',
  minWidth: 0,
  minHeight: 0,
  '&[data-direction="vertical"]': { flexDirection: 'column' },
});

const Pane = styled('div')({
  display: 'flex',
  flexDirection: 'column',
  minWidth: 0,
  minHeight: 0,
  overflow: 'hidden',
  '&[hidden]': { display: 'none' },
});

/** One pixel to the eye, nine to the pointer. */
const Bar = styled('div')({
  position: 'relative',
  zIndex: 2,
  flex: '0 0 1px',
  background: 'var(--wb-line)',
  touchAction: 'none',
  userSelect: 'none',
  '&::after': { content: '""', position: 'absolute', inset: '0 -4px' },
  '&[data-direction="horizontal"]': { cursor: 'col-resize' },
  '&[data-direction="vertical"]': { cursor: 'row-resize' },
  '&[data-direction="vertical"]::after': { inset: '-4px 0' },
  // A pane that is folded away leaves an edge to take hold of.
  '&[data-collapsed]': { flexBasis: 7, background: 'var(--wb-edge)', cursor: 'pointer' },
  '&:hover, &:active': { background: 'var(--wb-accent)' },
  '&:focus-visible': { outline: '2px solid var(--wb-focus)', outlineOffset: 0 },
});
