/**
 * Moves the keyboard where the next step is. The control may come only with a later draw, so these look for it for a
 * while; they leave the focus alone as soon as the user has put it elsewhere.
 */

const FRAMES = 90;

/**
 * A control by its name in the form (`port`), or by its accessible name in lower case, as a failure says it. `form` is
 * what the form has as `data-form`: the name that mends know it by.
 */
export function focusField(form: string, field: string): void {
  const key = fieldKey(field);
  const host = `form[data-form="${form}"]`;
  focusSoon(
    `${host} button[data-field="${key}"], ${host} [data-field="${key}"] :is(input, select, textarea)`,
  );
}

/** The control of a field, as {@link focusField} names it, when it has the keyboard. */
export function focusedField(form: string, field: string): Element | null {
  const now = document.activeElement;
  return now?.closest(`form[data-form="${form}"] [data-field="${fieldKey(field)}"]`) ? now : null;
}

/** The name of a field in its form, from that name or from the accessible name in lower case: `local port`. */
export const fieldKey = (field: string): string =>
  field.replace(/\s+(\w)/g, (_match, letter: string) => letter.toUpperCase());

/** The message field of the session that is shown, once it can be written in. */
export function focusMessage(before: Element | null = document.activeElement): void {
  focusSoon('[data-focus="message"]', before);
}

/** The row of the list of sessions that has, or would get, the keyboard. */
export function focusSessions(): void {
  focusSoon('[role="list"][aria-label="Sessions"] > [tabindex="0"]');
}

/** `before` held the focus when the user asked for this. */
function focusSoon(selector: string, before: Element | null = document.activeElement): void {
  let frames = FRAMES;
  const look = () => {
    const now = document.activeElement;
    if (now !== before && now !== null && now !== document.body) return;
    // Another tool's page may stand behind the one that is shown.
    const control = [...document.querySelectorAll<HTMLElement>(selector)].find((each) =>
      each.checkVisibility(),
    );
    if (control && !control.matches(':disabled')) control.focus();
    else if (frames-- > 0) requestAnimationFrame(look);
  };
  // Two frames: one for the draw that this act has caused.
  requestAnimationFrame(() => requestAnimationFrame(look));
}
