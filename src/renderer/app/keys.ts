import { useEffect } from 'react';
import { currentTool, openDialog, showTool, useShell } from './shell-store.ts';
import { TOOLS } from './tools.ts';

/** The window's own keys. A key that a control has used (`preventDefault`) is left to it. */
export function useWindowKeys(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const run = commandFor(event);
      if (!run) return;
      event.preventDefault();
      run();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

function commandFor(event: KeyboardEvent): (() => void) | null {
  const mod = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  const key = event.key.toLowerCase();
  if (mod && key === 'k') return () => openDialog('palette');
  if (useShell.getState().dialog !== null || isModalOpen()) return null;
  if (mod && key === ',') return () => openDialog('settings');
  // A browser keeps these two for itself in an ordinary tab; the palette has them as well.
  if (mod && key === 'n') return () => currentTool().create();
  if (mod && key === 'w') return () => currentTool().closeSelected();
  const digit = event.altKey && !event.ctrlKey && !event.metaKey ? /^Digit([1-9])$/.exec(event.code) : null;
  const tool = digit ? TOOLS[Number(digit[1]) - 1] : undefined;
  if (tool) return () => showTool(tool.slug);
  if (event.key === '?' && !isTyping(event.target)) return () => openDialog('shortcuts');
  return null;
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));

/** A menu or a dialog of a page stands over it: what is under it stays until that is closed. */
const isModalOpen = (): boolean => document.querySelector('.MuiModal-root') !== null;
