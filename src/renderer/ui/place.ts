/**
 * Where the keyboard is, by what stands around it. What a menu or a dialog was opened from may be gone when that is
 * closed: a row that was removed, a button of an empty page. The keyboard then goes on beside it, not at the top.
 */
export type Place = readonly Element[];

/** A control that the Tab key stops at. */
const STOP =
  ':is(button, input, select, textarea, a[href]):not(:disabled, [tabindex="-1"], [type="hidden"]), [tabindex="0"]';
/** What is asked for is drawn, and what moves the keyboard itself has done so. */
const FRAMES = 3;

export function placeOf(element: Element | null = document.activeElement): Place {
  const around: Element[] = [];
  for (let each = element; each && each !== document.body; each = each.parentElement) around.push(each);
  return around;
}

/** Brings a keyboard that is nowhere to what is left of the place, or to the tool that is shown. */
export function backTo(place: Place, frames = FRAMES): void {
  requestAnimationFrame(() => {
    if (frames > 1) return backTo(place, frames - 1);
    if (document.activeElement !== null && document.activeElement !== document.body) return;
    const left = place.find((each) => each.isConnected && each.checkVisibility() && stopIn(each));
    const stop = left && stopIn(left);
    (stop ?? document.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]'))?.focus();
  });
}

/** The element itself, or the first in it that can have the keyboard. */
function stopIn(element: Element): HTMLElement | undefined {
  if (element instanceof HTMLElement && element.matches(STOP)) return element;
  return [...element.querySelectorAll<HTMLElement>(STOP)].find((each) => each.checkVisibility());
}
