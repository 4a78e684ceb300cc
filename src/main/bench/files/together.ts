import { aloneAll } from './place.ts';
import type { Landed, Piece } from './sink.ts';
import { SmallFile } from './small-file.ts';
import { type SmallPiece, writeTogether } from './small-writer.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** Writes small files whose bytes came together. See `Sink.land`. */
export async function landTogether(
  pieces: Piece[],
  bytes: Bytes,
): Promise<{ landed: Landed[]; bytes: Bytes }> {
  const failed = new Map<number, unknown>();
  const files: { n: number; file: SmallFile }[] = [];
  const toWrite: SmallPiece[] = [];
  for (const [n, { file, from, length, sha256 }] of pieces.entries()) {
    try {
      if (!(file instanceof SmallFile)) throw new TypeError(`${file.path} is not small`);
      const looking = file.come();
      if (looking !== undefined) await looking;
      toWrite.push(file.piece(from, length, sha256));
      files.push({ n, file });
    } catch (error) {
      failed.set(n, error);
    }
  }
  const written = await aloneAll(
    toWrite.map(({ target }) => target),
    () => writeTogether(toWrite, bytes),
  );
  const landed = pieces.map((_, n): Landed => ({ error: failed.get(n) }));
  const waits: Promise<unknown>[] = [];
  for (const [i, { n, file }] of files.entries()) {
    const result = written.results[i];
    if (result === undefined) throw new Error('the thread left a file out');
    const one = file.landed(result);
    if (one instanceof Promise) waits.push(one.then((late) => (landed[n] = late)));
    else landed[n] = one;
  }
  await Promise.all(waits);
  return { landed, bytes: written.bytes };
}
