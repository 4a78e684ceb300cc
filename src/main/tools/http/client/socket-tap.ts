import type { Socket } from 'node:net';
import type { Direction } from '../../../../contract/rows.ts';

type Chunk = { chunk: Buffer | string; encoding: BufferEncoding };
type Written = (
  chunk: Buffer | string,
  encoding: BufferEncoding,
  done: (error?: Error | null) => void,
) => void;
type WrittenAll = (chunks: Chunk[], done: (error?: Error | null) => void) => void;
type Inside = { push: Socket['push']; _write: Written; _writev: WrittenAll };

/** Sees what a socket reads and writes while others use it. Answers with what ends that. */
export function tap(socket: Socket, see: (direction: Direction, bytes: Buffer) => void): () => void {
  const inside = socket as unknown as Inside;
  const { push, _write: write, _writev: writeAll } = inside;
  const sees = ({ chunk, encoding }: Chunk) =>
    see('out', typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk);
  inside.push = (chunk: unknown, encoding) => {
    if (chunk instanceof Buffer) see('in', chunk);
    return push.call(socket, chunk, encoding);
  };
  inside._write = (chunk, encoding, done) => {
    sees({ chunk, encoding });
    write.call(socket, chunk, encoding, done);
  };
  inside._writev = (chunks, done) => {
    chunks.forEach(sees);
    writeAll.call(socket, chunks, done);
  };
  return () => Object.assign(inside, { push, _write: write, _writev: writeAll });
}
