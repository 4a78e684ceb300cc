import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeBytes, parseEscapes } from '../../../src/contract/payload/escape.ts';

const bytesOf = (text: string) => {
  const parsed = parseEscapes(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.bytes;
};

describe('parseEscapes', () => {
  it.each([
    ['Hi\\r\\n', [0x48, 0x69, 0x0d, 0x0a]],
    ['\\t\\0\\\\\\"\\\'', [0x09, 0x00, 0x5c, 0x22, 0x27]],
    ['\\x00\\xfF', [0x00, 0xff]],
    ['é', [0xc3, 0xa9]],
    ['\\u00e9\\u{e9}', [0xc3, 0xa9, 0xc3, 0xa9]],
    ['\\u{1f600}', [0xf0, 0x9f, 0x98, 0x80]],
    ['\\ud83d\\ude00', [0xf0, 0x9f, 0x98, 0x80]],
    ['two\nlines', [...new TextEncoder().encode('two\nlines')]],
  ])('reads %j', (text, bytes) => {
    expect([...bytesOf(text)]).toEqual(bytes);
  });

  it.each([
    ['ab\\', 2, 'position 3'],
    ['\\q', 0, "'q'"],
    ['a\\x1', 1, 'two hex digits'],
    ['\\xgg', 0, 'two hex digits'],
    ['\\u12', 0, 'four hex digits'],
    ['\\u{}', 0, 'one to six'],
    ['\\u{110000}', 0, "isn't a character"],
    ['\\ud800x', 0, "isn't a character"],
  ])('names the place in %j', (text, at, part) => {
    const parsed = parseEscapes(text);
    expect(parsed).toMatchObject({ ok: false, at });
    expect(parsed.ok ? '' : parsed.message).toContain(part);
  });

  it('reads back what escapeBytes writes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.boolean(), (bytes, keepUtf8) => {
        expect([...bytesOf(escapeBytes(bytes, { keepUtf8 }))]).toEqual([...bytes]);
      }),
    );
  });

  it('never throws', () => {
    const bits = fc.constantFrom('\\', 'x', 'u', '{', '}', 'd', '8', '0', 'q', 'é', '\ud800', '😀');
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: bits })), (text) => {
        const parsed = parseEscapes(text);
        if (!parsed.ok) expect(parsed.at >= 0 && parsed.at < text.length).toBe(true);
      }),
    );
  });
});

describe('escapeBytes', () => {
  it('shows only what can be seen', () => {
    const bytes = Uint8Array.from([0x41, 0x00, 0x31, 0x00, 0x7f, 0xc3, 0xa9, 0xff, 0x5c]);
    expect(escapeBytes(bytes)).toBe('A\\x001\\0\\x7fé\\xff\\\\');
    expect(escapeBytes(bytes, { keepUtf8: false })).toBe('A\\x001\\0\\x7f\\xc3\\xa9\\xff\\\\');
  });

  it('leaves nothing invisible', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(escapeBytes(bytes)).not.toMatch(/[\p{C}\u00a0\u2028\u2029]/u);
      }),
    );
  });
});
