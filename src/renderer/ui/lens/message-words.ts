import type { LensRow } from '../../../contract/lens.ts';
import { formatCount } from '../format.ts';

type From = Pick<LensRow, 'kind' | 'status' | 'reads' | 'part' | 'joined'>;

const many = (count: number, one: string) => `${formatCount(count)} ${one}${count === 1 ? '' : 's'}`;

/** The rows a message came in, on its own side: `1 read`, `3 reads`, `part of a read`. */
const ownRows = ({ reads, part }: From, noun: string): string =>
  part ? `part of a ${noun}` : many(reads, noun);

/**
 * Where a message came from: `3 reads`, `part of a read`; where the other end is on the bench too, how it went:
 * `1 write → 3 reads`. `passing`: both directions are read, as a relay does.
 */
export function fromWords(row: From, passing = false): string {
  if (row.status === null) return '';
  const out = row.kind === 'out' && !passing;
  const own = ownRows(row, out ? 'write' : 'read');
  const whole = row.status === 'raw' ? 'not framed' : own;
  if (row.joined === undefined || row.status === 'raw') return whole;
  if (out) return row.joined === 0 ? `${own}, not arrived` : `${own} → ${many(row.joined, 'read')}`;
  return row.joined === 0 ? own : `${many(row.joined, 'write')} → ${own}`;
}

/** The same as a sentence: `1 write arrived as 3 reads`. */
export function fromSentence(row: From, passing = false): string {
  const words = fromWords(row, passing);
  const [sent, read] = words.split(' → ');
  if (read === undefined) return words;
  return `${sent} arrived as ${read}`;
}

/** The parts of a message on the wire, where there is more than its payload. */
export function partsWords({
  start,
  size,
  offset,
  length,
  named,
}: Pick<LensRow, 'start' | 'size' | 'offset' | 'length' | 'named'>): string {
  const head = offset - start;
  const tail = size - head - length;
  const words = [
    ...(head > 0 ? [`${named ? 'head' : 'length'} ${many(head, 'byte')}`] : []),
    `payload ${many(length, 'byte')}`,
    ...(tail > 0 ? [`ending ${many(tail, 'byte')}`] : []),
  ].join(', ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
