import { create } from 'zustand';
import type { Failure } from '../../../../contract/failure.ts';
import { announce } from '../../../ui/announce.ts';

/** What the last act in the panel came to. */
export const useLibraryNews = create<{ failure: Failure | null; text: string | null }>(() => ({
  failure: null,
  text: null,
}));

export function sayNews(text: string): void {
  useLibraryNews.setState({ failure: null, text });
  announce(text);
}
