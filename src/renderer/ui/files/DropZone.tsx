import { styled } from '@mui/material/styles';
import { type DragEvent, type ReactNode, useEffect, useState } from 'react';
import { FileIcon } from '../icons.tsx';

/**
 * A page, or a part of it, that files can be dropped on: all of it lights up while some are held over it. `onDrop` is
 * called in the event itself, for what is dropped can’t be asked for later; `on` is what the pointer was over.
 */
export function DropZone({
  label,
  onDrop,
  children,
}: {
  /** What a drop does: `Drop files and folders to send them`. */
  label: string;
  /** Null: nothing can be dropped now. */
  onDrop: ((transfer: DataTransfer, on: Element) => void) | null;
  children: ReactNode;
}) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    if (!over) return;
    // A drag may end elsewhere, or by Escape, without a word to us.
    const ended = () => setOver(false);
    const left = (event: globalThis.DragEvent) => event.relatedTarget === null && setOver(false);
    window.addEventListener('drop', ended, true);
    window.addEventListener('dragend', ended, true);
    window.addEventListener('dragleave', left, true);
    return () => {
      window.removeEventListener('drop', ended, true);
      window.removeEventListener('dragend', ended, true);
      window.removeEventListener('dragleave', left, true);
    };
  }, [over]);
  const withFiles = (event: DragEvent) => onDrop !== null && event.dataTransfer.types.includes('Files');
  return (
    <Zone
      onDragOver={(event) => {
        if (!withFiles(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        if (!withFiles(event)) return;
        event.preventDefault();
        setOver(false);
        onDrop?.(event.dataTransfer, event.target as Element);
      }}
    >
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
    border: '1px solid var(--wb-edge)',
    borderRadius: 6,
    background: 'var(--wb-raised)',
    color: 'var(--wb-text)',
    fontWeight: 550,
  },
});
