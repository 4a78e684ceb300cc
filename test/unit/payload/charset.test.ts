import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CHARSETS,
  type Charset,
  type DecodedText,
  decodeText,
} from '../../../src/contract/payload/charset.ts';

const charset = fc.constantFrom(...CHARSETS);
/** Bytes in which multi-byte characters, and broken ones, are frequent. */
const bytes = fc.oneof(
  fc.uint8Array(),
  fc.string({ unit: 'grapheme' }).map((text) => new Uint8Array(new TextEncoder().encode(text))),
  fc.uint8Array({ min: 0x80, max: 0xff }),
  fc
    .array(fc.constantFrom(0xd8, 0xdc, 0x00, 0xf0, 0x90, 0x9f, 0xed, 0xa0, 0xe2, 0x82, 0xac))
    .map((b) => Uint8Array.from(b)),
);

/** The same text in UTF-16 units with the range each unit stands for. */
const ranges = ({ text, starts }: DecodedText, base = 0) =>
  Array.from({ length: text.length }, (_, i) => [text.charCodeAt(i), starts[i]! + base]);

describe('decodeText', () => {
  it.each([
    ['UTF-8', 'utf-8'],
    ['UTF-16LE', 'utf-16le'],
    ['UTF-16BE', 'utf-16be'],
  ] as const)('decodes %s as the platform does', (name, label) => {
    const platform = new TextDecoder(label, { ignoreBOM: true });
    fc.assert(
      fc.property(bytes, (input) => {
        expect(decodeText(input, name).text).toBe(platform.decode(input));
      }),
      { numRuns: 500 },
    );
  });

  it('decodes Latin-1 one byte a character', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (input) => {
        expect(decodeText(input, 'Latin-1').text).toBe(Buffer.from(input).toString('latin1'));
      }),
    );
  });

  it('gives the same when split at every byte', () => {
    fc.assert(
      fc.property(bytes, charset, (input, name) => {
        const whole = ranges(decodeText(input, name));
        for (let split = 0; split <= input.length; split++) {
          const head = decodeText(input.subarray(0, split), name, false);
          const tail = decodeText(input.subarray(head.used), name, true);
          expect([...ranges(head), ...ranges(tail, head.used)]).toEqual(whole);
        }
      }),
    );
  });

  it('covers every byte, in order', () => {
    fc.assert(
      fc.property(bytes, charset, (input, name) => {
        const { text, starts, used } = decodeText(input, name);
        expect(used).toBe(input.length);
        expect(starts.length).toBe(text.length + 1);
        expect(starts[text.length]).toBe(input.length);
        if (text.length > 0) expect(starts[0]).toBe(0);
        for (let i = 0; i < text.length; i++) expect(starts[i]! <= starts[i + 1]!).toBe(true);
      }),
    );
  });

  it('gives an invalid byte a range of its own', () => {
    const { text, starts } = decodeText(Uint8Array.of(0x41, 0xff, 0xe2, 0x82, 0x42), 'UTF-8');
    expect(text).toBe('A\ufffd\ufffdB');
    expect([...starts]).toEqual([0, 1, 2, 4, 5]);
  });

  it('takes a mebibyte of anything in its stride', () => {
    const big = new Uint8Array(1 << 20).map((_, i) => (i * 31) & 0xff);
    for (const name of CHARSETS satisfies readonly Charset[]) {
      expect(decodeText(big, name).used).toBe(big.length);
    }
  });
});
