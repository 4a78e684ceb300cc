import { createContext, use } from 'react';

/** True where the panel of saved messages has its place, beside a session. */
export const PanelPlace = createContext(false);
export const usePanelPlace = (): boolean => use(PanelPlace);
