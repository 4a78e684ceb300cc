import { type FocusEvent, type RefObject, useEffect, useRef } from 'react';

/**
 * Keeps the keyboard in a group of buttons when the one it was on goes or is disabled. The group itself gets it: on
 * another button a second press of the key would do what nobody asked for. `on` is what makes buttons come and go;
 * `first` is a button that does no harm, which gets it when it comes.
 */
export function useKeptFocus(box: RefObject<HTMLElement | null>, on: unknown, first?: string) {
  const held = useRef(false);
  useEffect(() => {
    const now = document.activeElement;
    const lost =
      now === null || now === document.body || (now.matches(':disabled') && box.current?.contains(now));
    if (!held.current || !(lost || now === box.current)) return;
    const to = first === undefined ? null : box.current?.querySelector<HTMLElement>(first);
    (to ?? box.current)?.focus();
  }, [box, on, first]);
  return {
    tabIndex: -1,
    onFocus: () => {
      held.current = true;
    },
    // A button that goes tells nothing; one that the user leaves does.
    onBlur: (event: FocusEvent) => {
      if (event.target.isConnected && !event.target.matches(':disabled')) held.current = false;
    },
  };
}
