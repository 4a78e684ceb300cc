import { describe, expect, test } from 'vitest';
import { dark, light, type Tokens } from '../../../src/renderer/app/tokens.ts';

/** Relative luminance of `#rrggbb` (WCAG 2.2). */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [less = 0, more = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (more + 0.05) / (less + 0.05);
}

type Name = keyof Tokens;
const GROUNDS: Name[] = ['bg', 'panel', 'raised'];
const pairs = (over: Name[], grounds: Name[]) => over.flatMap((a) => grounds.map((b) => [a, b] as const));

describe.each([
  ['light', light],
  ['dark', dark],
])('the colours of %s', (_name, tokens) => {
  const tooFaint = (wanted: (readonly [Name, Name])[], least: number) =>
    wanted
      .map(([over, ground]) => `${over} on ${ground} ${contrast(tokens[over], tokens[ground]).toFixed(2)}`)
      .filter((line) => Number(line.split(' ').at(-1)) < least);

  test('let every text be read on every ground', () => {
    const words: Name[] = ['text', 'muted', 'accent', 'in', 'out', 'danger', 'warn'];
    expect(
      tooFaint(
        [
          ...pairs(words, [...GROUNDS, 'selection', 'hover']),
          ['onAccent', 'accentFill'],
          ['onAccent', 'accentFillHover'],
          ['text', 'find'],
          ['text', 'dangerGround'],
          ['text', 'warnGround'],
        ],
        4.5,
      ),
    ).toEqual([]);
  });

  test('show where a field is, and what has the keyboard', () => {
    expect(tooFaint(pairs(['edge', 'focus', 'accent'], GROUNDS), 3)).toEqual([]);
  });
});
