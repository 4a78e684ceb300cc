import { toFailure } from '../bridge/failure.ts';
import { announce } from './announce.ts';
import { useNotice } from './notice.ts';

/** Puts text on the clipboard; false when the system doesn't let this window. */
async function writeText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (error) {
    // A window without the permission can still copy what a user's own gesture selects.
    console.warn('the clipboard API refused', error);
    return copySelected(text);
  }
}

function copySelected(text: string): boolean {
  const before = document.activeElement;
  const area = document.createElement('textarea');
  area.value = text;
  area.setAttribute('aria-hidden', 'true');
  area.style.position = 'fixed';
  area.style.opacity = '0';
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  return done;
}

/** Makes a text, copies it, and says in the place `where` and to screen readers what came of it. */
export async function copyMade(
  where: string,
  make: () => Promise<string> | string,
  done: string,
): Promise<void> {
  let said: string;
  useNotice.getState().show(where, 'Copying…');
  try {
    said = (await writeText(await make())) ? done : 'The system did not let this window use the clipboard.';
  } catch (error) {
    said = toFailure(error).message;
  }
  useNotice.getState().show(where, said);
  announce(said);
}
