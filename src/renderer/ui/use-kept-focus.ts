import { type FocusEvent, type RefObject, useEffect, useRef } from 'react';

/**
 * Keeps the keyboard in a group of buttons when the one it was on goes or is disabled. The group itself gets it: on
 * another button a second press of the key would do what nobody asked for. `on` is what makes buttons come and go.
 */
export function useKeptFocus(box: RefObject<HTMLElement | null>, on: unknown) {
  const held = useRef(false);
  useEffect(() => {
    const now = document.activeElement;
    const lost =
      now === null || now === document.body || (now.matches(':disabled') && box.current?.contains(now));
    if (held.current && lost) box.current?.focus();
  }, [box, on]);
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
