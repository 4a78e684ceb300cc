import type { LensSpec } from '../../../contract/lens.ts';
import { provideBytes } from '../../bridge/byte-sources.ts';
import { getClient } from '../../bridge/connection.ts';
import { findIn } from './find-local.ts';

/** What a message of a lens says, for the views of bytes. */
export interface Message {
  session: string;
  lens: LensSpec;
  index: number;
}

const SCHEME = 'message';
/** Bytes of one call. */
const PIECE = 1024 * 1024;

/** The message as the views of bytes name it. */
export const messageStream = (session: string, lens: LensSpec, index: number): string =>
  `${SCHEME}:${JSON.stringify({ session, lens, index } satisfies Message)}`;

/** The message of such a name; null: it is none. */
export const messageOf = (stream: string): Message | null =>
  stream.startsWith(`${SCHEME}:`) ? read(stream.slice(SCHEME.length + 1)) : null;

const read = (name: string): Message => JSON.parse(name) as Message;

async function bytesOf(name: string, offset: number, length: number, signal?: AbortSignal): Promise<Blob> {
  const call = { ...read(name), offset, length: Math.min(length, PIECE) };
  return (await getClient().lens.content(call, { signal })).bytes;
}

provideBytes(SCHEME, {
  read: bytesOf,
  async find(name, { needle, from, backwards, ignoreCase }, signal) {
    const looked = new Uint8Array(await needle.arrayBuffer());
    const pieces: Blob[] = [];
    for (let at = 0; ; at += PIECE) {
      const piece = await bytesOf(name, at, PIECE, signal);
      pieces.push(piece);
      if (piece.size < PIECE) break;
    }
    const all = new Uint8Array(await new Blob(pieces).arrayBuffer());
    return findIn(all, looked, from, { backwards, ignoreCase });
  },
});
