import { FrameDecoder } from '../../src/contract/payload/frame-decoder.ts';
import type { Frame, Framing } from '../../src/contract/payload/framing.ts';

export const text = (value: string) => new TextEncoder().encode(value);

/** The frames of a stream that comes in these pieces, and the decoder after them. */
export const decode = (framing: Framing, pieces: readonly Uint8Array[], at = 0) => {
  const decoder = new FrameDecoder(framing, at);
  const frames: Frame[] = [];
  for (const piece of pieces) decoder.push(piece, (one) => frames.push(one));
  return { frames, decoder };
};

export const oneByOne = (bytes: Uint8Array) => Array.from(bytes, (byte) => Uint8Array.of(byte));

/** What is in frames, a character each byte. */
export const payloads = (bytes: Uint8Array, frames: readonly Frame[]) =>
  frames.map((one) => Buffer.from(bytes.subarray(one.offset, one.offset + one.length)).toString('latin1'));

export const PREFIXED = {
  kind: 'length-prefixed',
  width: 4,
  endian: 'big',
  counts: 'body',
} as const satisfies Framing;
