import { create } from 'zustand';
import type { Failure } from '../../../../contract/failure.ts';
import { announce } from '../../../ui/announce.ts';

/** What the last act in the panel came to. */
export const useLibraryNews = create<{
  failure: Failure | null;
  text: string | null;
  /** What is to be known besides, a sentence each. */
  notes: readonly string[];
}>(() => ({ failure: null, text: null, notes: [] }));

export function sayNews(text: string, notes: readonly string[] = []): void {
  useLibraryNews.setState({ failure: null, text, notes });
  announce([text, ...notes].join(' '));
}
