/** Moves the keyboard where the next step is. The elements may come with the next draw, so it waits for that. */

type FormName = 'listen' | 'connect';

/** A field by its name in the form (`port`), or by its accessible name in lower case, as a failure says it. */
export function focusField(form: FormName, field: string): void {
  afterDraw(() => {
    const host = document.querySelector<HTMLElement>(`form[data-form="${form}"]`);
    const key = field.replace(/\s+(\w)/g, (_match, letter: string) => letter.toUpperCase());
    const control = host?.querySelector<HTMLElement>(`[data-field="${key}"] :is(input, select)`);
    (control ?? host?.querySelector<HTMLElement>('input'))?.focus();
  });
}

/** The message field of the session that is shown, once it is there. */
export function focusMessage(): void {
  let attempts = 20;
  const look = () => {
    const message = document.querySelector<HTMLElement>('[data-focus="message"]');
    if (message) message.focus();
    else if (attempts-- > 0) requestAnimationFrame(look);
  };
  afterDraw(look);
}

const afterDraw = (work: () => void): void => {
  requestAnimationFrame(() => requestAnimationFrame(work));
};
