import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spansOfRows } from '../../../src/renderer/ui/session/row-spans.ts';
import { previewParts } from '../../../src/renderer/ui/timeline/preview.ts';

const parts = (text: string, whole = true) =>
  previewParts(new TextEncoder().encode(text), whole).map((p) => (p.escape ? `<${p.text}>` : p.text));

describe('previewParts', () => {
  it('shows what can be seen and escapes the rest', () => {
    expect(parts('GET /\r\n\0é')).toEqual(['GET /', '<\\r\\n\\0>', 'é']);
    expect(previewParts(Uint8Array.of(0xff, 0x41), true)).toEqual([
      { text: '\\xff', escape: true },
      { text: 'A', escape: false },
    ]);
  });

  it('does not show half a character where the preview ends', () => {
    const cut = new TextEncoder().encode('abé').subarray(0, 3);
    expect(previewParts(cut, false).map((p) => p.text)).toEqual(['ab', ' …']);
    expect(previewParts(cut.slice(), true).map((p) => p.text)).toEqual(['ab', '\\xc3']);
  });

  it('leaves nothing invisible in any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.boolean(), (bytes, whole) => {
        const text = previewParts(bytes, whole)
          .map((p) => p.text)
          .join('');
        expect(text).not.toMatch(/[\p{C}\u00a0\u2028]/u);
      }),
    );
  });
});

describe('spansOfRows', () => {
  it('gives the bytes of each direction', () => {
    expect(
      spansOfRows([
        { kind: 'accept', offset: 0, length: 0 },
        { kind: 'in', offset: 10, length: 4 },
        { kind: 'out', offset: 3, length: 7 },
        { kind: 'in', offset: 14, length: 6 },
      ]),
    ).toEqual({ in: { offset: 10, length: 10 }, out: { offset: 3, length: 7 } });
    expect(spansOfRows([{ kind: 'note', offset: 0, length: 0 }])).toEqual({ in: null, out: null });
  });
});
