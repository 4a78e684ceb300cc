import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEscapes } from '../../../src/contract/payload/escape.ts';
import { toLiteral } from '../../../src/contract/payload/literal.ts';
import { findIn } from '../../../src/renderer/ui/bytes/find-local.ts';
import { formattedLines, formattedText } from '../../../src/renderer/ui/bytes/format-slices.ts';
import {
  asciiRuns,
  byteAtColumn,
  hexChars,
  hexColumn,
  hexRuns,
  offsetDigits,
  perRowOf,
} from '../../../src/renderer/ui/bytes/hex-layout.ts';
import { byteForKey, clampSelection, rangeOf } from '../../../src/renderer/ui/bytes/selection.ts';
import { readOffset } from '../../../src/renderer/ui/bytes/read-offset.ts';

const live = () => new AbortController().signal;
const utf8 = (text: string) => new TextEncoder().encode(text);

describe('the layout of the hex dump', () => {
  it.each([8, 16] as const)('finds every byte of %i again under both of its digits', (perRow) => {
    for (let i = 0; i < perRow; i++) {
      expect(byteAtColumn(hexColumn(i), perRow)).toBe(i);
      expect(byteAtColumn(hexColumn(i) + 1, perRow)).toBe(i);
    }
    expect(byteAtColumn(-5, perRow)).toBe(0);
    expect(byteAtColumn(500, perRow)).toBe(perRow - 1);
  });

  it('has rows of eight where sixteen would be cut off', () => {
    const whole = (digits: number) => digits + 2 + hexChars(16) + 2 + 16;
    for (const digits of [4, 8, 12]) {
      expect(perRowOf(whole(digits), digits)).toBe(16);
      expect(perRowOf(whole(digits) - 1, digits)).toBe(8);
    }
  });

  it('writes sixteen bytes with a gap in the middle', () => {
    const bytes = Uint8Array.from({ length: 16 }, (_, i) => i);
    const hex = hexRuns(bytes)
      .map((run) => run.text)
      .join('');
    expect(hex).toBe('00 01 02 03 04 05 06 07  08 09 0a 0b 0c 0d 0e 0f ');
    expect(hex.indexOf('08')).toBe(hexColumn(8));
    expect(asciiRuns(utf8('Hi\0é')).map((run) => run.text)).toEqual(['Hi', '...']);
  });

  it('gives offsets as many digits as they need', () => {
    expect([0, 0x10000, 0x10001, 2 ** 30, 2 ** 33].map(offsetDigits)).toEqual([4, 4, 8, 8, 12]);
  });
});

describe('the selection', () => {
  const key = (name: string, ctrlKey = false) => ({ key: name, ctrlKey, metaKey: false, altKey: false });

  it('moves by bytes, rows and pages, and stays inside', () => {
    expect(byteForKey(key('ArrowRight'), 5, 100, 16, 10)).toBe(6);
    expect(byteForKey(key('ArrowDown'), 5, 100, 16, 10)).toBe(21);
    expect(byteForKey(key('ArrowDown'), 99, 100, 16, 10)).toBe(99);
    expect(byteForKey(key('ArrowUp'), 5, 100, 16, 10)).toBe(5);
    expect(byteForKey(key('Home'), 21, 100, 16, 10)).toBe(16);
    expect(byteForKey(key('End'), 97, 100, 16, 10)).toBe(99);
    expect(byteForKey(key('End', true), 0, 100, 16, 10)).toBe(99);
    expect(byteForKey(key('x'), 0, 100, 16, 10)).toBeNull();
  });

  it('never leaves what is shown', () => {
    const keys = fc.constantFrom(
      'ArrowLeft',
      'ArrowRight',
      'ArrowUp',
      'ArrowDown',
      'PageUp',
      'PageDown',
      'Home',
      'End',
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.array(keys), (length, pressed) => {
        let at = 0;
        for (const name of pressed) {
          at = byteForKey(key(name), at, length, 16, 4) ?? at;
          expect(at >= 0 && at < length).toBe(true);
        }
      }),
    );
  });

  it('is cut to what is shown, or dropped', () => {
    expect(clampSelection({ anchor: 2, focus: 30 }, 10, 10)).toEqual({ anchor: 10, focus: 19 });
    expect(clampSelection({ anchor: 30, focus: 2 }, 10, 10)).toEqual({ anchor: 19, focus: 10 });
    expect(clampSelection({ anchor: 2, focus: 9 }, 10, 10)).toBeNull();
    expect(rangeOf({ anchor: 9, focus: 2 })).toEqual({ from: 2, to: 10 });
  });
});

describe('findIn', () => {
  const bytes = utf8('Hello, hello, HELLO');
  it('goes forwards and backwards, with case or without', () => {
    expect(findIn(bytes, utf8('hello'), 0)).toBe(7);
    expect(findIn(bytes, utf8('hello'), 8)).toBeNull();
    expect(findIn(bytes, utf8('hello'), 8, { ignoreCase: true })).toBe(14);
    expect(findIn(bytes, utf8('hello'), 14, { ignoreCase: true, backwards: true })).toBe(7);
    expect(findIn(bytes, utf8('hello'), 7, { backwards: true })).toBeNull();
    expect(findIn(bytes, new Uint8Array(0), 0)).toBeNull();
  });
});

describe('formatting in slices', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.constant(new Uint8Array(20_000).map((_, i) => utf8('é漢😀\n')[i % 10]!)),
  );

  it('gives the same text as in one go', async () => {
    await fc.assert(
      fc.asyncProperty(bytes, async (input) => {
        const buffer = Buffer.from(input);
        expect(await formattedText(input, 'Base64', 'UTF-8', live())).toBe(buffer.toString('base64'));
        expect((await formattedText(input, 'Hex', 'UTF-8', live())).replaceAll(' ', '')).toBe(
          buffer.toString('hex'),
        );
        expect(await formattedText(input, 'Python', 'UTF-8', live())).toBe(toLiteral(input, 'Python'));
        expect(await formattedText(input, 'Text', 'UTF-8', live())).toBe(
          new TextDecoder('utf-8', { ignoreBOM: true }).decode(input),
        );
      }),
    );
  });

  it('wraps escaped text without cutting an escape', async () => {
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 20, max: 120 }), async (input, width) => {
        const lines = await formattedLines(input, 'Escaped', width, live());
        expect(Math.max(0, ...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
        expect(lines.filter((line) => !parseEscapes(line).ok)).toEqual([]);
        const whole = parseEscapes(lines.join(''));
        expect(whole.ok && Buffer.from(whole.bytes).equals(input)).toBe(true);
      }),
    );
  });

  it('stops when it is given up', async () => {
    const abort = new AbortController();
    const work = formattedText(new Uint8Array(8 << 20), 'C', 'UTF-8', abort.signal);
    abort.abort(new Error('given up'));
    await expect(work).rejects.toThrow('given up');
  });
});

describe('readOffset', () => {
  it('takes decimal, hex and shares', () => {
    expect(readOffset('', 100)).toBeNull();
    expect(readOffset('42', 100)).toBe(42);
    expect(readOffset('0x2A', 100)).toBe(42);
    expect(readOffset('1,000', 2000)).toBe(1000);
    expect(readOffset('50%', 1 << 30)).toBe(1 << 29);
    expect(readOffset('100%', 100)).toBe(99);
  });

  it('says what is wrong', () => {
    expect(readOffset('zz', 100)).toContain('decimal');
    expect(readOffset('100', 100)).toContain('the last offset is 99');
    expect(readOffset('101%', 100)).toContain('decimal');
  });
});
