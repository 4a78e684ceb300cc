import type { Command } from '../../ui/command.ts';
import { fuzzyMatch } from './fuzzy.ts';

export interface Ranked {
  readonly command: Command;
  /** Characters of the title that answer the query. */
  readonly at: readonly number[];
}

/** A hit outside the title is worth less than any good one in it. */
const ELSEWHERE = 0.5;
/** Next to a good answer a poor one is noise. */
const WORTH = 0.35;

/** The commands that answer the query, the best first; all of them in their order for an empty one. */
export function rank(commands: readonly Command[], query: string, most: number): Ranked[] {
  if (query.trim() === '') return commands.slice(0, most).map((command) => ({ command, at: [] }));
  const hits: { ranked: Ranked; score: number }[] = [];
  for (const command of commands) {
    const title = fuzzyMatch(query, command.title);
    if (title) {
      // Of two titles that answer alike, the shorter says less that was not asked for.
      hits.push({ ranked: { command, at: title.at }, score: title.score - command.title.length / 40 });
      continue;
    }
    const words = fuzzyMatch(query, `${command.group} ${command.title} ${command.words ?? ''}`);
    if (words) hits.push({ ranked: { command, at: [] }, score: words.score * ELSEWHERE });
  }
  const best = Math.max(...hits.map((hit) => hit.score), 0);
  return hits
    .filter((hit) => hit.score >= best * WORTH)
    .sort((a, b) => b.score - a.score)
    .slice(0, most)
    .map((hit) => hit.ranked);
}
