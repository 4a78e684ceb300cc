import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hexByte } from '../../../src/contract/payload/hex.ts';
import { fitsMask, parseMask } from '../../../src/contract/payload/mask.ts';

function fits(mask: string, ...bytes: number[]): boolean {
  const parsed = parseMask(mask);
  if (!parsed.ok) throw new Error(parsed.message);
  return fitsMask(parsed.mask, Uint8Array.from(bytes));
}
const message = (mask: string): string => {
  const parsed = parseMask(mask);
  return parsed.ok ? '' : parsed.message;
};

describe('a hex mask', () => {
  it.each([
    ['?? 0A 1?', [0x00, 0x0a, 0x1f], true],
    ['?? 0A 1?', [0x00, 0x0a, 0x2f], false],
    ['?? 0A 1?', [0x00, 0x0a], false],
    ['?? 0A 1?', [0x00, 0x0a, 0x10, 0x00], false],
    ['?F', [0x3f], true],
    ['?F', [0x3e], false],
    ['01 *', [0x01], true],
    ['01 * 02', [0x01, 0x02], true],
    ['01 * 02', [0x01, 0x02, 0x03, 0x02], true],
    ['01 * 02', [0x01], false],
    ['* 02 *', [0x02], true],
    ['*01*', [0x00, 0x11], false],
    ['**', [], true],
    ['0a:0b,0c', [0x0a, 0x0b, 0x0c], true],
  ])('%s over %j: %s', (mask, bytes, right) => expect(fits(mask, ...bytes)).toBe(right));

  it('says what cannot be read and where', () => {
    expect(message('')).toMatch(/empty/);
    expect(message('0A zz')).toBe("'z' at position 4 isn't a hex digit, ? or *.");
    expect(message('0A 1')).toMatch(/'1' at position 4 is half a byte/);
    expect(message('?')).toMatch(/half a byte/);
  });

  it('agrees with a regular expression over random masks and bytes', () => {
    const atom = fc.oneof(
      fc.constant({ mask: '*', source: '[\\s\\S]*' }),
      fc.constant({ mask: '??', source: '[\\s\\S]' }),
      // Few values, so that they meet.
      fc.integer({ min: 0, max: 2 }).map((n) => ({ mask: hexByte(n), source: `\\x${hexByte(n)}` })),
      fc.integer({ min: 0, max: 2 }).map((n) => ({
        mask: `?${n}`,
        source: `[${Array.from({ length: 16 }, (_, high) => `\\x${hexByte(high * 16 + n)}`).join('')}]`,
      })),
    );
    fc.assert(
      fc.property(
        fc.array(atom, { minLength: 1, maxLength: 7 }),
        fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 10 }),
        (atoms, bytes) => {
          const oracle = new RegExp(`^${atoms.map(({ source }) => source).join('')}$`);
          const text = String.fromCharCode(...bytes);
          expect(fits(atoms.map(({ mask }) => mask).join(' '), ...bytes)).toBe(oracle.test(text));
        },
      ),
      { numRuns: 2000 },
    );
  });
});
