import { create } from 'zustand';

/** A short sentence about what was just done, shown in one place for a few seconds. */
interface NoticeState {
  where: string | null;
  text: string;
  show(where: string, text: string): void;
}

const SHOWN_MS = 4000;
let timer: ReturnType<typeof setTimeout> | undefined;

export const useNotice = create<NoticeState>((set) => ({
  where: null,
  text: '',
  show(where, text) {
    clearTimeout(timer);
    timer = setTimeout(() => set({ where: null, text: '' }), SHOWN_MS);
    set({ where, text });
  },
}));
