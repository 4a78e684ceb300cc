import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hexdump, raw, xxd } from '../../src/main/bench/export/dumps.ts';
import { openSource } from '../../src/main/bench/export/source.ts';
import { gather, sessionOf, withCapture } from '../support/export-source.ts';
import { describeWith, program } from '../support/needs.ts';

async function* inPieces(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array, void> {
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    const to = Math.min(Math.max(from, cut), bytes.length);
    if (to > from) yield bytes.subarray(from, to);
    from = to;
  }
}

const printed = (name: string, args: string[], input: Uint8Array): string =>
  spawnSync(program(name), args, {
    input,
    maxBuffer: 64 * 1024 * 1024,
    env: { LC_ALL: 'C' },
  }).stdout.toString('latin1');

/** Bytes with runs of the same lines, as a dump squeezes them. */
const bytesWithRuns = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc
        .record({ byte: fc.nat(255), size: fc.nat(100) })
        .map(({ byte, size }) => new Uint8Array(size).fill(byte)),
    ),
    { maxLength: 8 },
  )
  .map((parts) => new Uint8Array(Buffer.concat(parts)));

describeWith(['xxd', 'hexdump'], 'a dump', () => {
  const both = async (bytes: Uint8Array, cuts: readonly number[]) => {
    const ours = (await gather(xxd(inPieces(bytes, cuts)))).toString('latin1');
    expect(ours).toBe(printed('xxd', [], bytes));
    const canonical = (await gather(hexdump(inPieces(bytes, cuts)))).toString('latin1');
    expect(canonical).toBe(printed('hexdump', ['-C'], bytes));
  };

  test('is what xxd and hexdump -C print, however the bytes come', () =>
    fc.assert(
      fc.asyncProperty(bytesWithRuns, fc.array(fc.nat(300), { maxLength: 6 }), (bytes, cuts) =>
        both(
          bytes,
          cuts.toSorted((a, b) => a - b),
        ),
      ),
      {
        numRuns: 150,
      },
    ));

  test('is right for nothing, one byte, every byte, and runs at either end', async () => {
    const every = Uint8Array.from({ length: 256 }, (_, i) => i);
    const zeros = new Uint8Array(200_000);
    for (const bytes of [
      new Uint8Array(),
      Uint8Array.of(7),
      every,
      zeros,
      zeros.subarray(0, 48),
      zeros.subarray(0, 47),
    ])
      await both(bytes, [1, 17, 64 * 1024 - 1, 64 * 1024 + 1]);
  });
});

describe('the bytes of one direction', () => {
  test('are those of the rows that are wanted, and no others', () =>
    withCapture(async (capture) => {
      for (const text of ['one', 'two', 'three', 'four']) {
        capture.data('in', Buffer.from(text));
        capture.data('out', Buffer.from(text.toUpperCase()));
      }
      const of = async (rows?: { first: number; last: number }) => {
        const source = await openSource({ session: sessionOf(capture), capture, direction: 'in', rows });
        return (await gather(raw(source, 'in'))).toString();
      };
      expect(await of()).toBe('onetwothreefour');
      expect(await of({ first: 1, last: 4 })).toBe('twothree');
      expect(await of({ first: 7, last: 900 })).toBe('');
    }));
});
