import { describe, expect, it } from 'vitest';
import { LINE_ENDINGS, withLineEnding } from '../../../src/contract/payload/line-ending.ts';

describe('withLineEnding', () => {
  it('appends exactly the bytes of its name', () => {
    const ends = LINE_ENDINGS.map((name) => [name, [...withLineEnding(Uint8Array.of(0x41), name)]]);
    expect(Object.fromEntries(ends)).toEqual({
      None: [0x41],
      LF: [0x41, 0x0a],
      CR: [0x41, 0x0d],
      CRLF: [0x41, 0x0d, 0x0a],
    });
  });
});
