import { type DragEvent, useEffect, useState } from 'react';

/**
 * A place that files can be dropped on: whether some are held over it, and the handlers of its element. `onDrop` is
 * called in the event itself, for what is dropped can’t be asked for later; `on` is what the pointer was over. Null:
 * nothing can be dropped now.
 */
export function useFileDrop(onDrop: ((transfer: DataTransfer, on: Element) => void) | null) {
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
  const handlers = {
    onDragOver: (event: DragEvent) => {
      if (!withFiles(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      setOver(true);
    },
    onDragLeave: (event: DragEvent) => {
      if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
    },
    onDrop: (event: DragEvent) => {
      if (!withFiles(event)) return;
      event.preventDefault();
      setOver(false);
      onDrop?.(event.dataTransfer, event.target as Element);
    },
  };
  return { over, handlers };
}
