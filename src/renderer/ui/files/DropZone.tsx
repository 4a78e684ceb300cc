import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import { FileIcon } from '../icons.tsx';
import { useFileDrop } from './use-file-drop.ts';

/** A page, or a part of it, that files can be dropped on: all of it lights up while some are held over it. */
export function DropZone({
  label,
  onDrop,
  children,
}: {
  /** What a drop does: `Drop files and folders to send them`. */
  label: string;
  /** As {@link useFileDrop} calls it. */
  onDrop: ((transfer: DataTransfer, on: Element) => void) | null;
  children: ReactNode;
}) {
  const { over, handlers } = useFileDrop(onDrop);
  return (
    <Zone {...handlers}>
      {children}
      {over ? (
        <Veil aria-hidden="true">
          <span>
            <FileIcon />
            {label}
          </span>
        </Veil>
      ) : null}
    </Zone>
  );
}

const Zone = styled('div')({
  position: 'relative',
  display: 'flex',
  flex: '1 1 0',
  minWidth: 0,
  minHeight: 0,
});
const Veil = styled('div')({
  position: 'absolute',
  inset: 0,
  zIndex: 5,
  display: 'grid',
  placeItems: 'center',
  border: '2px solid var(--wb-focus)',
  background: 'color-mix(in srgb, var(--wb-bg) 72%, transparent)',
  // The drop goes to what lies under it.
  pointerEvents: 'none',
  '& > span': {
    display: 'inline-flex',
    alignItems: 'center',
    gap: 8,
    padding: '8px 16px',
    border: '1px solid var(--wb-rim)',
    borderRadius: 6,
    background: 'var(--wb-raised)',
    color: 'var(--wb-text)',
    fontWeight: 550,
  },
});
