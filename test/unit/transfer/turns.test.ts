import { expect, test } from 'vitest';
import type { SmallReader, SourceEntry } from '../../../src/main/bench/files/source.ts';
import { OpenList } from '../../../src/main/tools/transfer/verified/sending.ts';
import { Turns } from '../../../src/main/tools/transfer/verified/turns.ts';

/** More than there are buffers for at once. */
const FILES = 2000;

test('what is read ahead is given up where nothing is sent any more, however many wait for a buffer', async () => {
  let read = 0;
  const reader: SmallReader = {
    loadTogether: async (entries, _into, room) => {
      read += entries.length;
      return { length: room + entries.length, sha256: entries.map(() => ''), failed: new Map() };
    },
  };
  const turns = new Turns(new AbortController().signal);
  const open = new OpenList();
  for (let id = 0; id < FILES; id++) {
    const entry: Partial<SourceEntry> = { path: `file ${id}`, kind: 'file', size: 1, reader };
    open.add(id, id, entry as SourceEntry, 0);
    turns.add(open.get(id, 'take', 'listed'));
  }
  turns.readAhead();
  await turns.settled();
  expect(read).toBe(FILES);
  expect(turns.next()).toBeNull();
});
