import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatHex, parseHex } from '../../../src/contract/payload/hex.ts';

const bytesOf = (text: string) => {
  const parsed = parseHex(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return [...parsed.bytes];
};

describe('parseHex', () => {
  it.each([
    ['48 65 0a', [0x48, 0x65, 0x0a]],
    ['48650a', [0x48, 0x65, 0x0a]],
    ['0x48, 0x65, 0x0A', [0x48, 0x65, 0x0a]],
    ['0x48650a', [0x48, 0x65, 0x0a]],
    ['\\x48\\x65\\x0a', [0x48, 0x65, 0x0a]],
    ['48:65-0a;', [0x48, 0x65, 0x0a]],
    ['48\r\n65\n\t0a\n', [0x48, 0x65, 0x0a]],
    ['', []],
    [' , ', []],
  ])('reads %j', (text, bytes) => {
    expect(bytesOf(text)).toEqual(bytes);
  });

  it.each([
    ['0x1G', 3, "'G' at position 4 isn't a hex digit."],
    ['48 6', 3, "'6' at position 4 is half a byte. Write two digits: 06."],
    ['48 656', 5, "'6' at position 6 is half a byte: the group has an odd number of digits."],
    ['48 0x', 3, "'0x' at position 4 has no hex digits after it."],
    ['4😀', 1, "'😀' at position 2 isn't a hex digit."],
    ['\\n', 0, "'\\' at position 1 isn't a hex digit."],
  ])('names the place in %j', (text, at, message) => {
    expect(parseHex(text)).toEqual({ ok: false, at, message });
  });

  it('reads back what formatHex writes, with any separator it takes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom(' ', '', ', ', ':', '-', '\n'), (bytes, separator) => {
        expect(bytesOf(formatHex(bytes, separator))).toEqual([...bytes]);
      }),
    );
  });

  it('never throws, and blames a place inside the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'0x1G\\ ,:a') })),
        (text) => {
          const parsed = parseHex(text);
          if (!parsed.ok) expect(parsed.at >= 0 && parsed.at < text.length).toBe(true);
        },
      ),
    );
  });
});
