import { create } from 'zustand';

/** What is to be exported: a session, some of its rows, or all sessions of a listener. */
export type ExportSubject =
  { session: string; rows?: { first: number; last: number } } | { listener: string };

/** What the dialog is open on. */
export const useExport = create<{ subject: ExportSubject | null }>(() => ({ subject: null }));

export const openExport = (subject: ExportSubject): void => useExport.setState({ subject });
export const closeExport = (): void => useExport.setState({ subject: null });
