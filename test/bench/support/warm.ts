import { open, rm } from 'node:fs/promises';

const PIECE = Buffer.alloc(1024 * 1024, 1);

/**
 * Writes a file of so many bytes and removes it, so that the pages of memory it took are the next ones given out. A guest
 * gets pages that were long unused one by one from its host, at ten times the cost of filling them, and whoever runs
 * first would pay that for all.
 */
export async function warm(path: string, bytes: number): Promise<void> {
  const file = await open(path, 'w');
  for (let left = bytes; left > 0; left -= PIECE.length)
    await file.write(PIECE, 0, Math.min(left, PIECE.length));
  await file.close();
  await rm(path);
}
