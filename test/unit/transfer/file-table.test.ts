import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FILE_STATES } from '../../../src/contract/tools/transfer.ts';
import { FileTable } from '../../../src/main/tools/transfer/file-table.ts';
import { hashLine } from '../../../src/main/tools/transfer/saving.ts';
import { TextLog } from '../../../src/main/tools/transfer/text-log.ts';

const HASH = 'ab'.repeat(32);

test('texts come back as they were, whatever is in them', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 3000 }), { maxLength: 400 }), (texts) => {
      const log = new TextLog();
      expect(texts.map((text) => log.add(text))).toEqual(texts.map((_, i) => i));
      expect(texts.map((_, i) => log.get(i))).toEqual(texts.map((text) => Buffer.from(text).toString()));
    }),
    { numRuns: 30 },
  );
  expect(() => new TextLog().get(0)).toThrow(RangeError);
});

describe('the table of files', () => {
  test('pages through what a filter shows', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...FILE_STATES), { maxLength: 300 }),
        fc.nat(300),
        fc.integer({ min: 1, max: 100 }),
        (states, from, count) => {
          const table = new FileTable();
          for (const [i, state] of states.entries()) {
            table.add(`folder/${i}`, 'file', i);
            table.setState(i, state);
          }
          const filters = {
            all: () => true,
            left: (s: string) => ['waiting', 'checking', 'moving'].includes(s),
            done: (s: string) => ['done', 'skipped'].includes(s),
            problems: (s: string) => ['refused', 'failed'].includes(s),
          };
          for (const [filter, shows] of Object.entries(filters)) {
            const wanted = states.flatMap((state, i) => (shows(state) ? [i] : []));
            const page = table.page(filter as keyof typeof filters, from, count);
            expect(page.total).toBe(wanted.length);
            expect(page.files.map((row) => row.index)).toEqual(wanted.slice(from, from + count));
            expect(page.files.every((row) => row.path === `folder/${row.index}`)).toBe(true);
          }
        },
      ),
    );
  });

  test('keeps hashes, notes and where files were written of a few among many', () => {
    const table = new FileTable();
    for (let i = 0; i < 1000; i++) table.add(`${i}`, i % 10 === 0 ? 'folder' : 'file', i);
    table.setHash(500, HASH);
    table.setHash(501, 'no hash');
    table.setNote(999, 'why');
    table.setWrittenTo(7, '7 (2)');
    for (let i = 1000; i < 3000; i++) table.add(`${i}`, 'file', null);
    expect(table.row(500)).toMatchObject({ kind: 'folder', sha256: HASH, note: null });
    expect(table.row(501)).toMatchObject({ kind: 'file', sha256: null, size: 501 });
    expect(table.row(999)).toMatchObject({ note: 'why' });
    expect(table.row(7)).toMatchObject({ writtenTo: '7 (2)' });
    expect(table.row(2999)).toMatchObject({ path: '2999', size: null, sha256: null });
  });
});

test('a line of hashes is as sha256sum writes it', () => {
  expect(hashLine(HASH, 'a b')).toBe(`${HASH}  a b\n`);
  expect(hashLine(HASH, 'a\\b\nc')).toBe(`\\${HASH}  a\\\\b\\nc\n`);
});
