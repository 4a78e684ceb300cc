import type { Entry } from '../../../bench/files/source.ts';
import { BLOCK, filler, MOST_OCTAL, writeHeader } from './header.ts';
import { writePax } from './pax.ts';

const TYPES = { file: '0', folder: '5', link: '2' } as const;
const NAME = 100;
const PREFIX = 155;
const SLASH = 0x2f;
/** Old programs read an archive in records of so many bytes. */
const RECORD = 20 * BLOCK;

/**
 * The blocks before the bytes of an entry: a ustar header, which every tar reads, and before it a pax header where that
 * has no room for all (long names, names that are no ASCII, large sizes, times before 1970).
 */
export function entryHeader({ path, kind, size, modified, mode, target }: Entry): Buffer {
  const text = kind === 'folder' ? `${path}/` : path;
  const name = Buffer.from(text);
  const link = Buffer.from(target);
  const seconds = Math.floor(modified / 1000);
  const split = splitName(name);
  const records: [string, Buffer][] = [];
  // As many bytes as there are UTF-16 units: all of it is ASCII.
  if (!split || name.length !== text.length) records.push(['path', name]);
  if (link.length > NAME || link.length !== target.length) records.push(['linkpath', link]);
  if (size > MOST_OCTAL) records.push(['size', Buffer.from(String(size))]);
  if (seconds < 0 || seconds > MOST_OCTAL) records.push(['mtime', Buffer.from(String(seconds))]);
  const header = writeHeader({
    type: TYPES[kind],
    ...(split ?? { name }),
    link,
    size: kind === 'file' ? size : 0,
    modified: seconds,
    mode: mode & 0o777,
  });
  if (records.length === 0) return header;
  const pax = writePax(records);
  const before = writeHeader({
    type: 'x',
    name: Buffer.concat([Buffer.from('PaxHeaders/'), name.subarray(-50)]),
    link: Buffer.alloc(0),
    size: pax.length,
    modified: seconds,
    mode: 0o644,
  });
  return Buffer.concat([before, pax, Buffer.alloc(filler(pax.length)), header]);
}

/** A name of more than 100 bytes in its two fields, parted at a slash; null where it does not fit. */
function splitName(name: Buffer): { name: Buffer; prefix?: Buffer } | null {
  if (name.length <= NAME) return { name };
  // A slash at its end is of a folder’s name, and parts nothing.
  for (let at = name.length - NAME - 1; at <= PREFIX && at < name.length - 1; at++)
    if (at > 0 && name[at] === SLASH) return { prefix: name.subarray(0, at), name: name.subarray(at + 1) };
  return null;
}

/** The end of an archive of which `length` bytes stand before: two blocks of zeros, and what fills the last record. */
export function archiveEnd(length: number): Buffer {
  const least = length + 2 * BLOCK;
  return Buffer.alloc(2 * BLOCK + ((RECORD - (least % RECORD)) % RECORD));
}
