import type { JsonError } from '../../../../contract/payload/json-error.ts';

/** What is done with the text of a body where it is written, so that its undo and its caret are those of the field. */

/** Longer ones are set at once: the browser takes its time to write them. */
const MOST_WRITTEN = 200_000;
/** The field may come only with a later draw. */
const FRAMES = 30;

const areaOf = () =>
  document.querySelector<HTMLTextAreaElement>('form[data-form="http request"] [data-field="body"] textarea');

/** Writes another text in its place, as if it had been typed; answers false where that can’t be. */
export function writeBody(text: string): boolean {
  const area = areaOf();
  if (!area || Math.max(text.length, area.value.length) > MOST_WRITTEN) return false;
  area.focus();
  area.select();
  const written = document.execCommand('insertText', false, text);
  area.setSelectionRange(0, 0);
  return written && area.value === text;
}

/** Puts the caret where an error is, and that line in view. */
export function showPlace(place: Pick<JsonError, 'at' | 'line'>, frames = FRAMES): void {
  const { at, line } = place;
  const area = areaOf();
  if (!area?.checkVisibility()) {
    if (frames > 0) requestAnimationFrame(() => showPlace(place, frames - 1));
    return;
  }
  area.focus();
  area.setSelectionRange(at, at);
  const height = Number.parseFloat(getComputedStyle(area).lineHeight);
  // Lines are not wrapped here, so all are of one height.
  if (height > 0) area.scrollTop = Math.max(0, (line - 0.5) * height - area.clientHeight / 2);
}
