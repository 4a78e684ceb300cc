import type { Framing } from '../../../contract/payload/framing.ts';
import type { LineEnding } from '../../../contract/payload/line-ending.ts';
import { recall, remember } from '../../bridge/memory.ts';
import type { Encoding } from './draft-store.ts';

/** A message that was sent, as it was typed. */
export interface Sent {
  text: string;
  encoding: Encoding;
  ending: LineEnding;
  /** With placeholders, and in a frame; both left out where there is none. */
  template?: boolean;
  framing?: Framing;
}

const KEY = 'compose.history';
const MOST = 100;
/** Main keeps at most 256 KiB under one key; a character can take six bytes there. */
const MOST_CHARACTERS = 36_000;

/** The newest last. It is kept while the app runs, not on the disk: messages may hold secrets. */
export const history = (): readonly Sent[] => recall<Sent[]>(KEY, []);

export function addToHistory(entry: Sent): void {
  remember(KEY, withEntry(history(), entry), 'memory');
}

/** The history after a message: no entry twice in a row, the oldest dropped past the limits. */
export function withEntry(entries: readonly Sent[], entry: Sent): Sent[] {
  if (entry.text === '' || entry.text.length > MOST_CHARACTERS) return [...entries];
  const last = entries.at(-1);
  const same = last && JSON.stringify(last) === JSON.stringify(entry);
  const all = same ? [...entries] : [...entries, entry];
  let characters = all.reduce((sum, { text }) => sum + text.length, 0);
  let from = Math.max(0, all.length - MOST);
  for (let i = 0; i < from; i++) characters -= all[i]!.text.length;
  while (characters > MOST_CHARACTERS) characters -= all[from++]!.text.length;
  return all.slice(from);
}
