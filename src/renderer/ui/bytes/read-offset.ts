import { formatCount } from '../format.ts';

/** A number for an offset, a sentence for what isn't one, null for nothing. */
export function readOffset(text: string, length: number): number | string | null {
  const plain = text.replace(/[\s,_]/g, '');
  if (plain === '') return null;
  const share = /^(\d+(?:\.\d+)?)%$/.exec(plain);
  if (share && Number(share[1]) <= 100)
    return Math.max(0, Math.min(length - 1, Math.floor((length * Number(share[1])) / 100)));
  const offset = /^0x[0-9a-f]+$/i.test(plain) || /^\d+$/.test(plain) ? Number(plain) : Number.NaN;
  if (Number.isNaN(offset)) return 'An offset is a decimal number, a 0x number, or a share such as 50%.';
  if (offset >= length)
    return `There are ${formatCount(length)} bytes; the last offset is ${formatCount(Math.max(0, length - 1))}.`;
  return offset;
}
