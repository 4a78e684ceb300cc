import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { expect, it } from 'vitest';
import { JsZstd } from '../../../src/main/tools/http/client/zstd.ts';

/** What comes of bytes in zstd, in pieces of so many. */
async function decoded(bytes: Buffer, piece = bytes.length): Promise<{ made: Buffer; why: string | null }> {
  const pieces = function* () {
    for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
  };
  const out: Buffer[] = [];
  try {
    await pipeline(Readable.from(pieces()), new JsZstd(), async (made: AsyncIterable<Buffer>) => {
      for await (const more of made) out.push(more);
    });
  } catch (error) {
    return { made: Buffer.concat(out), why: (error as Error).message };
  }
  return { made: Buffer.concat(out), why: null };
}

/** `hello`, with a checksum. */
const HELLO = Buffer.from('KLUv/QRYKQAAaGVsbG8xF34u', 'base64');
const SKIPPED = Buffer.concat([Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0]), Buffer.from('abc')]);
/** A frame with a window of `2 ** (10 + exponent)`, and so many blocks of one letter each, so many times. */
function frame(exponent: number, blocks: number, times: number): Buffer {
  const all = Buffer.alloc(6 + 4 * blocks);
  all.set([0x28, 0xb5, 0x2f, 0xfd, 0, exponent << 3]);
  for (let i = 0; i < blocks; i++)
    all.writeUInt32LE(0x41_00_00_00 + times * 8 + 2 + (i === blocks - 1 ? 1 : 0), 6 + 4 * i);
  return all;
}

it('frames one behind the other are decoded, whatever pieces they come in', async () => {
  const all = Buffer.concat([HELLO, SKIPPED, frame(11, 3, 100_000), HELLO]);
  const whole = Buffer.from(`hello${'A'.repeat(300_000)}hello`);
  for (const piece of [1, 3, 7, all.length]) {
    const { made, why } = await decoded(all, piece);
    expect([made.equals(whole), why]).toEqual([true, null]);
  }
});

it('a frame that asks for too much memory is refused, also where it is not the first', async () => {
  expect((await decoded(frame(14, 1, 1))).why).toMatch(/too much memory/);
  const { made, why } = await decoded(Buffer.concat([HELLO, frame(21, 1, 1)]), 10);
  expect(why).toMatch(/too much memory/);
  expect('hello'.startsWith(made.toString())).toBe(true);
});

it('blocks that are so small that they cost more than they bring are refused, and leave turns for others', async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const { made, why } = await decoded(frame(13, 100_000, 1), 64 * 1024);
  clearInterval(timer);
  expect(why).toMatch(/small blocks/);
  expect(made.length).toBeLessThan(10_000);
  expect(turns).toBeGreaterThan(3);
});
