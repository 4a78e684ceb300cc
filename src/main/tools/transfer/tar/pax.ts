import { TarDamage } from './header.ts';

/** What is read of a pax header; everything else in it (owners, extended attributes) is passed over. */
const KEYS = new Set(['path', 'linkpath', 'size', 'mtime', 'GNU.sparse.name', 'GNU.sparse.map']);
const SPARSE = /^GNU\.sparse\./;

/** Values by their keys; one of no bytes takes the key away. */
export type Pax = Map<string, Buffer>;

/** Reads `length key=value\n`, again and again. Throws TarDamage. */
export function readPax(bytes: Buffer): Pax {
  const found: Pax = new Map();
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at);
    const digits = space < 0 || space - at > 8 ? '' : bytes.toString('latin1', at, space);
    const length = /^[1-9]\d*$/.test(digits) ? Number(digits) : 0;
    const end = at + length;
    const equals = bytes.indexOf(0x3d, space);
    if (end > bytes.length || bytes[end - 1] !== 0x0a || equals < 0 || equals >= end)
      throw new TarDamage('a pax header can’t be read');
    const key = bytes.toString('utf8', space + 1, equals);
    const isSparse = SPARSE.test(key);
    if (KEYS.has(key)) found.set(key, Buffer.from(bytes.subarray(equals + 1, end - 1)));
    if (isSparse && !found.has('GNU.sparse.map')) found.set('GNU.sparse.map', Buffer.from('-'));
    at = end;
  }
  return found;
}

/** Writes the records of a pax header. A length counts its own digits. */
export function writePax(records: Iterable<[key: string, value: Buffer]>): Buffer {
  const all: Buffer[] = [];
  for (const [key, value] of records) {
    const rest = Buffer.concat([Buffer.from(` ${key}=`), value, Buffer.from('\n')]);
    let length = rest.length + String(rest.length).length;
    if (String(length).length > String(rest.length).length) length = rest.length + String(length).length;
    all.push(Buffer.from(String(length)), rest);
  }
  return Buffer.concat(all);
}
