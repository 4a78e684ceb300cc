import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { extract } from 'tar-stream';
import { expect, test } from 'vitest';
import type { Entry } from '../../../src/main/bench/files/source.ts';
import { readHeader, TarDamage } from '../../../src/main/tools/transfer/tar/header.ts';
import { type TarEvent, TarReader } from '../../../src/main/tools/transfer/tar/reader.ts';
import { archiveEnd, entryHeader } from '../../../src/main/tools/transfer/tar/write-entry.ts';

interface Packed {
  entry: Entry;
  bytes: Buffer;
}

const entryOf = (path: string, more: Partial<Entry> = {}): Entry => ({
  path,
  kind: 'file',
  size: 0,
  modified: 1_600_000_000_000,
  mode: 0o644,
  target: '',
  ...more,
});
const file = (path: string, bytes: Buffer, more: Partial<Entry> = {}): Packed => ({
  entry: entryOf(path, { size: bytes.length, ...more }),
  bytes,
});

function pack(entries: Packed[]): Buffer {
  const blocks = entries.flatMap(({ entry, bytes }) => [
    entryHeader(entry),
    bytes,
    Buffer.alloc((512 - (bytes.length % 512)) % 512),
  ]);
  const all = Buffer.concat(blocks);
  return Buffer.concat([all, archiveEnd(all.length)]);
}

/** Reads an archive in pieces that end at the given places. */
function unpack(archive: Buffer, ends: number[] = []) {
  const reader = new TarReader();
  const found: { entry: unknown; bytes: Buffer }[] = [];
  const around: Buffer[] = [];
  let bytes: Buffer[] = [];
  let ended = 0;
  const take = (event: TarEvent) => {
    if (event.kind === 'entry') bytes = [];
    else if (event.kind === 'end') ended++;
    else if (event.kind !== 'entry-end') around.push(Buffer.from(event.bytes));
    if (event.kind === 'entry') found.push({ entry: event.entry, bytes: Buffer.alloc(0) });
    if (event.kind === 'bytes') bytes.push(Buffer.from(event.bytes));
    const last = found.at(-1);
    if (event.kind === 'entry-end' && last) last.bytes = Buffer.concat(bytes);
  };
  let at = 0;
  for (const end of [...ends, archive.length]) {
    for (const event of reader.push(archive.subarray(at, end))) take(event);
    at = end;
  }
  return { found, ended, place: reader.place, all: Buffer.concat(around) };
}

const taken = (packed: Packed[]) =>
  packed.map(({ entry, bytes }) => ({ entry: { take: true, ...entry }, bytes }));

const SOME: Packed[] = [
  { entry: entryOf('folder', { kind: 'folder', mode: 0o755 }), bytes: Buffer.alloc(0) },
  file('folder/a', Buffer.from('hello')),
  file(`folder/${'long/'.repeat(40)}name`, Buffer.alloc(513, 'b')),
  file('folder/ünïcode\n🎉', Buffer.alloc(512, 'c'), { modified: -5000 }),
  { entry: entryOf('folder/link', { kind: 'link', target: 't'.repeat(200) }), bytes: Buffer.alloc(0) },
  file('folder/empty', Buffer.alloc(0)),
];

test('an archive is read the same wherever it is split, and every byte of it is told', () => {
  const archive = pack(SOME);
  const whole = unpack(archive);
  expect(whole.found).toEqual(taken(SOME));
  expect(whole).toMatchObject({ ended: 1, place: 'end' });
  expect(whole.all.equals(archive)).toBe(true);
  for (let at = 1; at < archive.length; at++) {
    const split = unpack(archive, [at]);
    // Thousands of comparisons with messages of their own would take their time.
    if (!isDeepStrictEqual(split.found, whole.found) || split.ended !== 1) expect.fail(`split at ${at}`);
  }
  expect(
    unpack(
      archive,
      Array.from({ length: archive.length - 1 }, (_, i) => i + 1),
    ).found,
  ).toEqual(whole.found);
});

const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 120 })
  .map((text) => text.replace(/[/\0]/g, '_'))
  .filter((text) => text !== '.' && Buffer.from(text).toString() === text);
const packed = fc
  .record({
    path: fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/')),
    bytes: fc.uint8Array({ maxLength: 1500 }),
    mode: fc.integer({ min: 0, max: 0o777 }),
    modified: fc.integer({ min: -1e9, max: 9e9 }).map((seconds) => seconds * 1000),
  })
  .map(({ path, bytes, ...more }) => file(path, Buffer.from(bytes), more));

test('what is written is read again, by this reader and by another', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(packed, { maxLength: 5 }), async (entries) => {
      const archive = pack(entries);
      expect(archive.length % 10_240).toBe(0);
      expect(unpack(archive).found).toEqual(taken(entries));
      const other = extract();
      other.end(archive);
      const read: { path: string; bytes: Buffer }[] = [];
      for await (const entry of other) {
        const pieces: Buffer[] = [];
        for await (const piece of entry) pieces.push(Buffer.from(piece as Uint8Array));
        read.push({ path: entry.header.name, bytes: Buffer.concat(pieces) });
      }
      expect(read).toEqual(entries.map(({ entry, bytes }) => ({ path: entry.path, bytes })));
    }),
    { numRuns: 200 },
  );
});

test('damage anywhere is told or passed over, never more than that', () => {
  const archive = pack(SOME);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(archive.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 }),
      (changes) => {
        const damaged = Buffer.from(archive);
        for (const [at, value] of changes) damaged[at] = value;
        try {
          unpack(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(TarDamage);
        }
      },
    ),
    { numRuns: 2000 },
  );
});

test('a sum of old over signed bytes, and numbers between spaces, are read', () => {
  const header = entryHeader(entryOf('x', { size: 5 }));
  header.write('  644 \0', 100, 'latin1');
  header.write('\xfcber', 0, 'latin1');
  header.fill(0x20, 148, 156);
  const sum = new Int8Array(header).reduce((all, byte) => all + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  expect(readHeader(header)).toMatchObject({ name: Buffer.from('\xfcber', 'latin1'), mode: 0o644, size: 5 });
  header.write('8', 124, 'latin1');
  expect(() => readHeader(header)).toThrow('the sum over a header is wrong');
});

test('large sizes stand in both ways, and nothing is allocated for them', () => {
  const size = 20 * 1024 ** 3;
  const header = entryHeader(entryOf('huge', { size }));
  const { found, place } = unpack(header);
  expect(found).toMatchObject([{ entry: { take: true, path: 'huge', size } }]);
  expect(place).toBe('within');
});

test('a name of more than a hundred bytes is parted where that goes, and told in full where it does not', () => {
  const ascii = `${'d'.repeat(90)}/${'f'.repeat(100)}`;
  expect(entryHeader(entryOf(ascii))).toHaveLength(512);
  expect(entryHeader(entryOf('f'.repeat(101)))).toHaveLength(1536);
  expect(entryHeader(entryOf('d'.repeat(99), { kind: 'folder' }))).toHaveLength(512);
  for (const path of [ascii, 'f'.repeat(101), 'd'.repeat(100)])
    for (const kind of ['file', 'folder'] as const) {
      const { found } = unpack(Buffer.concat([entryHeader(entryOf(path, { kind })), archiveEnd(0)]));
      expect(found).toMatchObject([{ entry: { path, kind } }]);
    }
});
