import { once } from 'node:events';
import type { Socket } from 'node:net';
import {
  controlFrame,
  FrameDecoder,
  HEADER,
  writeDataHeader,
} from '../../src/main/tools/transfer/verified/frames.ts';
import { PREFACE } from '../../src/main/tools/transfer/verified/preface.ts';
import type { Place, Side } from './verified.ts';
import { within } from './wait.ts';

/** What peers of a verified transfer say that mean harm, frame by frame. */

export const hello = (role: string) => Buffer.concat([PREFACE, controlFrame('hello', { version: 1, role })]);
export const file = (path: string, size = 5) => ({ kind: 'file', path, size, modified: 0, mode: 0o644 });
export const list = (...entries: object[]) => controlFrame('list', { first: 0, entries, end: true });
export const data = (bytes: string | Buffer) => {
  const frame = Buffer.concat([Buffer.alloc(HEADER), Buffer.from(bytes)]);
  writeDataHeader(frame, frame.length - HEADER);
  return frame;
};
export const begin = (id: number, from = 0) => controlFrame('file', { id, from });
export const ZERO = '0'.repeat(64);
export const many = (ids: number[], hashes = ids.length) =>
  controlFrame('many', { ids, sha256: Array.from({ length: hashes }, () => ZERO) });
export const end = (id: number, size: number) => controlFrame('end', { id, size, sha256: ZERO });

/** Says this to a receiver, and reads whatever it answers. */
export async function saying(place: Place, said: Iterable<Uint8Array>, options = {}): Promise<Side> {
  const [a, b] = await place.pair();
  const side = await place.receive(b, options);
  await pour(a, said);
  await side.ended;
  return side;
}

/** Waits until what the other side says is as wanted: files it takes, and whether it has listed all. */
export async function answered(
  socket: Socket,
  wanted: (said: { taken: number; listed: boolean }) => boolean,
): Promise<void> {
  const decoder = new FrameDecoder();
  const said = { taken: 0, listed: false };
  let preface = PREFACE.length;
  await within(
    new Promise<void>((done) =>
      socket.on('data', (bytes) => {
        const frames = bytes.subarray(preface);
        preface -= bytes.length - frames.length;
        for (const piece of decoder.push(frames)) {
          if (piece.name === 'want') said.taken += (piece.message as { take: number[] }).take.length;
          if (piece.name === 'list') said.listed = true;
        }
        if (wanted(said)) done();
      }),
    ),
    () => JSON.stringify(said),
  );
}

/** Writes at the pace of the other side; ends when that is gone. */
export async function pour(socket: Socket, said: Iterable<Uint8Array>): Promise<void> {
  socket.resume();
  const gone = new AbortController();
  socket.once('close', () => gone.abort());
  for (const bytes of said) {
    if (socket.destroyed || socket.readableEnded) return;
    if (!socket.write(bytes)) await once(socket, 'drain', { signal: gone.signal }).catch(() => {});
  }
  socket.end();
}
