import { create } from 'zustand';

/** What a screen reader is told, and nothing else shows: that a port is open, a connection stands, an act failed. */
export const useAnnouncement = create<{ text: string; count: number }>(() => ({ text: '', count: 0 }));

export function announce(text: string): void {
  useAnnouncement.setState((state) => ({ text, count: state.count + 1 }));
}
