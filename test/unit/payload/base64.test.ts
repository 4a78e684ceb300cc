import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBase64, parseBase64 } from '../../../src/contract/payload/base64.ts';

const bytesOf = (text: string) => {
  const parsed = parseBase64(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return [...parsed.bytes];
};

describe('base64', () => {
  it('writes what Node writes, and both read it', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = formatBase64(bytes);
        expect(text).toBe(Buffer.from(bytes).toString('base64'));
        expect(bytesOf(text)).toEqual([...bytes]);
      }),
    );
  });

  it('takes the URL alphabet, white space anywhere, and no padding', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.integer({ min: 1, max: 9 }), (bytes, wrap) => {
        expect(bytesOf(formatBase64(bytes, { url: true, wrap }))).toEqual([...bytes]);
        expect(bytesOf(Buffer.from(bytes).toString('base64url'))).toEqual([...bytes]);
      }),
    );
  });

  it.each([
    ['SGV*', 3, "'*' at position 4 isn't a Base64 character."],
    ['SGVsbG8=x', 8, "'x' at position 9 stands after the padding '='."],
    ['SGVsb', 4, 'The text ends at position 5 in the middle of a byte: a character is missing.'],
    ['SGVs=', 4, "The padding '=' at position 5 is one too many."],
    ['SGU==', 4, "The padding '=' at position 5 is one too many."],
  ])('names the place in %j', (text, at, message) => {
    expect(parseBase64(text)).toEqual({ ok: false, at, message });
  });

  it('never throws', () => {
    const bits = fc.constantFrom(...'AZaz09+/-_= \n*é');
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: bits })), (text) => {
        const parsed = parseBase64(text);
        if (!parsed.ok) expect(parsed.at >= 0 && parsed.at < text.length).toBe(true);
      }),
    );
  });
});
