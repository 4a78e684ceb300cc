import { aloneAll } from './place.ts';
import type { Landed, Piece } from './sink.ts';
import { SmallFile } from './small-file.ts';
import { type SmallPiece, writeTogether } from './small-writer.ts';

/** Writes small files whose bytes came together. See `Sink.land`. */
export async function landTogether(pieces: Piece[], bytes: Uint8Array<SharedArrayBuffer>): Promise<Landed[]> {
  const failed = new Map<number, unknown>();
  const files: { n: number; file: SmallFile }[] = [];
  const toWrite: SmallPiece[] = [];
  let hashes = '';
  for (const [n, { file, from, length, sha256 }] of pieces.entries()) {
    try {
      if (!(file instanceof SmallFile)) throw new TypeError(`${file.path} is not small`);
      const looking = file.come();
      if (looking !== undefined) await looking;
      toWrite.push(file.piece(from, length));
      hashes += sha256 ?? '';
      files.push({ n, file });
    } catch (error) {
      failed.set(n, error);
    }
  }
  const results = await aloneAll(
    toWrite.map(({ target }) => target),
    () => writeTogether(toWrite, hashes, bytes),
  );
  const landed = pieces.map((_, n): Landed => ({ error: failed.get(n) }));
  const waits: Promise<unknown>[] = [];
  for (const [i, { n, file }] of files.entries()) {
    const result = results[i];
    if (result === undefined) throw new Error('the thread left a file out');
    const one = file.landed(result);
    if (one instanceof Promise) waits.push(one.then((late) => (landed[n] = late)));
    else landed[n] = one;
  }
  await Promise.all(waits);
  return landed;
}
