import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PieceThread, pieceOf } from '../../../src/main/bench/files/piece-thread.ts';
import { failOnLeaks } from '../../support/leaks.ts';

failOnLeaks();

const MiB = 1024 * 1024;
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wirebench-pieces-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Asks until the thread is there: it starts beside what is done without it. */
async function taken(thread: PieceThread, piece: Uint8Array): Promise<void> {
  while (!thread.takes(piece)) await new Promise((later) => setImmediate(later));
}

test('pieces are written where they belong, and read from there', async () => {
  const path = join(folder, 'file');
  const file = await open(path, 'w+');
  const [writes, reads] = [new PieceThread('write'), new PieceThread('read')];
  const piece = pieceOf(MiB);
  try {
    await taken(writes, piece);
    for (let n = 0; n < 3; n++) {
      piece.fill(n + 1);
      expect(await writes.move(file.fd, piece, n * MiB)).toBe(MiB);
    }
    expect((await readFile(path)).equals(Buffer.concat([1, 2, 3].map((n) => Buffer.alloc(MiB, n))))).toBe(
      true,
    );
    await taken(reads, piece);
    expect(await reads.move(file.fd, piece, MiB + 10)).toBe(MiB);
    expect([piece[0], piece[MiB - 11], piece[MiB - 10]]).toEqual([2, 2, 3]);
    expect(await reads.move(file.fd, piece, 3 * MiB - 5)).toBe(5);
    expect(await reads.move(file.fd, piece, 3 * MiB)).toBe(0);
  } finally {
    await Promise.all([writes.close(), reads.close()]);
    await file.close();
  }
});

test('a small file, and bytes that lie elsewhere, go without a thread', () => {
  const thread = new PieceThread('write');
  for (let n = 0; n < 100; n++) expect(thread.takes(Buffer.alloc(MiB))).toBe(false);
  expect(thread.takes(pieceOf(MiB))).toBe(false);
});

test.skipIf(process.platform !== 'linux')('what the system refuses is told as it tells it', async () => {
  const full = await open('/dev/full', 'w');
  const thread = new PieceThread('write');
  const piece = pieceOf(MiB);
  try {
    await taken(thread, piece);
    await expect(thread.move(full.fd, piece, 0)).rejects.toMatchObject({ code: 'ENOSPC', syscall: 'write' });
    // And goes on.
    await expect(thread.move(full.fd, piece, 0)).rejects.toMatchObject({ code: 'ENOSPC' });
  } finally {
    await thread.close();
    await full.close();
  }
});

test('its end waits for the piece that is under way', async () => {
  const file = await open(join(folder, 'file'), 'w+');
  const thread = new PieceThread('write');
  const piece = pieceOf(MiB).fill(7);
  await taken(thread, piece);
  const moving = thread.move(file.fd, piece, 0);
  await thread.close();
  await file.close();
  expect(await moving).toBe(MiB);
  await expect(thread.move(0, piece, 0)).rejects.toThrow();
});
