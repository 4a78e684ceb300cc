/** Everything in a tar archive stands in blocks of this many bytes. */
export const BLOCK = 512;

/** Bytes that fill the last block of something of this size. */
export const filler = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK;

/** What can't be read as a tar archive; the message is the end of a sentence. */
export class TarDamage extends Error {}

/** A block before an entry, as it stands there. See POSIX.1-2017, pax, “ustar Interchange Format”. */
export interface Header {
  /** `0` a file, `5` a folder, `2` a link, `x` more about the next entry…; `0` also where there is none. */
  type: string;
  name: Buffer;
  link: Buffer;
  size: number;
  /** Seconds since the epoch. */
  modified: number;
  mode: number;
  /** Of a sparse file of old GNU tar: a block of its map follows. */
  more: boolean;
}

const NUL = 0;
const SPACE = 0x20;
const DIGIT_0 = 0x30;
const NOTHING = Buffer.alloc(0);
const AT = { name: 0, mode: 100, size: 124, modified: 136, sum: 148, type: 156, link: 157, magic: 257 };
const PREFIX = { at: 345, length: 155 };
/** In a sparse header of GNU tar, and in the blocks of its map: whether another one follows. */
const MORE = { header: 482, map: 504 };

/** Reads a header; null for a block of zeros, which marks the end. Throws TarDamage. */
export function readHeader(block: Buffer): Header | null {
  const sum = sumOf(block);
  // Nothing but zeros: the sum counts its own field as spaces.
  if (sum === 8 * SPACE && block[AT.sum] === NUL) return null;
  const said = number(block.subarray(AT.sum, AT.sum + 8));
  if (said !== sum && said !== signedSumOf(block)) throw new TarDamage('the sum over a header is wrong');
  const isPosix = block.toString('latin1', AT.magic, AT.magic + 6) === 'ustar\0';
  const prefix = isPosix ? text(block, PREFIX.at, PREFIX.length) : NOTHING;
  const own = text(block, AT.name, 100);
  const size = number(block.subarray(AT.size, AT.size + 12));
  if (!isSize(size)) throw new TarDamage('a header tells a size that makes no sense');
  return {
    type: String.fromCharCode(block[AT.type] || 0x30),
    name: prefix.length > 0 ? Buffer.concat([prefix, Buffer.from('/'), own]) : own,
    link: text(block, AT.link, 100),
    size,
    modified: number(block.subarray(AT.modified, AT.modified + 12)),
    mode: number(block.subarray(AT.mode, AT.mode + 8)) & 0o777,
    more: block[MORE.header] !== NUL,
  };
}

/** Whether another block of the map of a sparse file follows this one. */
export const mapGoesOn = (block: Buffer): boolean => block[MORE.map] !== NUL;

export const isSize = (size: number): boolean => Number.isSafeInteger(size) && size >= 0;

function sumOf(block: Buffer): number {
  let sum = 8 * SPACE;
  for (let i = 0; i < AT.sum; i++) sum += block[i] ?? 0;
  for (let i = AT.sum + 8; i < BLOCK; i++) sum += block[i] ?? 0;
  return sum;
}

/** Some programs of old added the bytes as signed ones. */
function signedSumOf(block: Buffer): number {
  return block.reduce(
    (sum, byte, i) => (byte < 128 || (i >= AT.sum && i < AT.sum + 8) ? sum : sum - 256),
    sumOf(block),
  );
}

function text(block: Buffer, at: number, length: number): Buffer {
  const field = block.subarray(at, at + length);
  const end = field.indexOf(NUL);
  // The block is filled anew with the next header.
  return Buffer.from(end < 0 ? field : field.subarray(0, end));
}

/** Octal digits, or by a first bit the bytes of a number as GNU tar writes large ones. NaN for neither. */
function number(field: Buffer): number {
  const first = field[0] ?? 0;
  if (first & 0x80) {
    const isNegative = first === 0xff;
    let value = isNegative ? -1 : first & 0x7f;
    for (const byte of field.subarray(1)) value = value * 256 + byte;
    return value;
  }
  let at = 0;
  while (field[at] === SPACE) at++;
  let value = 0;
  for (; at < field.length && field[at] !== NUL && field[at] !== SPACE; at++) {
    const digit = (field[at] ?? 0) - DIGIT_0;
    if (digit < 0 || digit > 7) return Number.NaN;
    value = value * 8 + digit;
  }
  return value;
}

/** What stands in a header that is written. Names are cut to what has room; longer ones stand in a pax header. */
export interface Written {
  type: string;
  prefix?: Buffer;
  name: Buffer;
  link: Buffer;
  size: number;
  modified: number;
  mode: number;
}

/** The most that the octal digits of a size or a time can tell. */
export const MOST_OCTAL = 0o77777777777;

export function writeHeader({ type, prefix, name, link, size, modified, mode }: Written): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, at: number, digits: number) => {
    for (let i = at + digits - 1; i >= at; i--) {
      block[i] = DIGIT_0 + (value % 8);
      value = Math.floor(value / 8);
    }
  };
  name.copy(block, AT.name, 0, 100);
  octal(mode, AT.mode, 7);
  // Nobody in particular owns what is sent: whoever unpacks it does.
  octal(0, 108, 7);
  octal(0, 116, 7);
  if (size <= MOST_OCTAL) octal(size, AT.size, 11);
  else {
    block[AT.size] = 0x80;
    block.writeUIntBE(size, AT.size + 6, 6);
  }
  octal(Math.min(Math.max(0, Math.floor(modified)), MOST_OCTAL), AT.modified, 11);
  block.write(type, AT.type, 'latin1');
  link.copy(block, AT.link, 0, 100);
  block.write('ustar\x0000', AT.magic, 'latin1');
  octal(0, 329, 7);
  octal(0, 337, 7);
  prefix?.copy(block, PREFIX.at, 0, PREFIX.length);
  octal(sumOf(block), AT.sum, 6);
  block[AT.sum + 7] = SPACE;
  return block;
}
