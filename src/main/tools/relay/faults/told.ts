/** What was done to bytes, as the pipelines tell it: a kind to count by, and a sentence without its subject. */
export type Effect =
  'flip' | 'cut' | 'drop' | 'double' | 'reorder' | 'later' | 'pieces' | 'joined' | 'hole' | 'full' | 'reset';

export interface Told {
  effect: Effect;
  text: string;
  /** How often, where one sentence tells of many. */
  times: number;
}
export type Tell = (told: Told) => void;

const count = (n: number) => n.toLocaleString('en-US');

/** `byte 4`, `bytes 0–13`, `no byte, at 14`; the end is shown as the last byte, as people count. */
export function span(offset: number, length: number): string {
  if (length === 0) return `nothing, at byte ${count(offset)}`;
  if (length === 1) return `byte ${count(offset)}`;
  return `bytes ${count(offset)}–${count(offset + length - 1)}`;
}

export const size = (n: number): string => `${count(n)} B`;
