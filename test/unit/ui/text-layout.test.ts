import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHARSETS, decodeText } from '../../../src/contract/payload/charset.ts';
import { glyphRuns } from '../../../src/renderer/ui/bytes/glyphs.ts';
import { layoutText, rowOfUnit, unitAtByte, unitOfByte } from '../../../src/renderer/ui/bytes/text-layout.ts';
import { LEAD, textModel, WINDOW } from '../../../src/renderer/ui/bytes/text-view-model.ts';

const text = fc.string({
  unit: fc.constantFrom('a', 'b', '\n', '\r', '\t', '漢', '😀', '\0'),
  maxLength: 200,
});

describe('layoutText', () => {
  it('keeps real lines, with their numbers', () => {
    const rows = layoutText('GET /\r\nHost: x\n\rend', 80);
    expect(rows.map((r) => [r.line, r.from, r.to])).toEqual([
      [1, 0, 5],
      [2, 7, 14],
      [3, 15, 15],
      [4, 16, 19],
    ]);
  });

  it('wraps a long line, and numbers it once', () => {
    const rows = layoutText('0123456789abcdef', 8);
    expect(rows.map((r) => [r.line, r.from, r.to])).toEqual([
      [1, 0, 8],
      [null, 8, 16],
    ]);
  });

  it('holds every unit exactly once, in order, and never splits a pair', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 8, max: 40 }), (input, columns) => {
        const rows = layoutText(input, columns);
        let at = 0;
        for (const row of rows) {
          expect(row.from).toBe(at);
          expect(input.slice(row.to, row.next)).toMatch(/^(\r\n|\r|\n)?$/);
          const first = input.charCodeAt(row.from);
          if (row.to > row.from) expect(first >= 0xdc00 && first <= 0xdfff).toBe(false);
          at = row.next;
        }
        expect(at).toBe(input.length);
        for (let unit = 0; unit < input.length; unit++) {
          const row = rows[rowOfUnit(rows, unit)]!;
          expect(unit >= row.from && unit < row.next).toBe(true);
        }
      }),
    );
  });
});

describe('bytes and units', () => {
  it('leads from every byte to the character that holds it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), fc.constantFrom(...CHARSETS), (bytes, charset) => {
        const { starts } = decodeText(bytes, charset);
        for (let byte = 0; byte < bytes.length; byte++) {
          const unit = unitOfByte(starts, byte);
          const after = unitAtByte(starts, starts[unit]! + 1);
          expect(starts[unit]! <= byte && byte < starts[after]!).toBe(true);
        }
      }),
    );
  });
});

describe('glyphRuns', () => {
  it('shows as many units as it stands for', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (input) => {
        const runs = glyphRuns(input, 0, input.length, 2, 5);
        let unit = 0;
        for (const run of runs) {
          expect(run.unit).toBe(unit);
          unit += run.text.length;
        }
        expect(unit).toBe(input.length);
      }),
    );
  });
});

describe('textModel', () => {
  it('shows a character on the edge of two windows whole, and once', () => {
    const unit = new TextEncoder().encode('é漢😀a');
    const bytes = new Uint8Array(2 * WINDOW + 10).map((_, i) => unit[i % unit.length]!);
    let shown = '';
    for (let start = 0; start < bytes.length; start += WINDOW) {
      const lead = Math.min(LEAD, start);
      const end = Math.min(bytes.length, start + WINDOW + LEAD);
      const model = textModel(bytes.subarray(start - lead, end), start, lead, 'UTF-8', 80);
      expect(model.base).toBeGreaterThanOrEqual(start);
      shown += model.decoded.text;
    }
    expect(shown).toBe(decodeText(bytes, 'UTF-8').text);
  });
});
