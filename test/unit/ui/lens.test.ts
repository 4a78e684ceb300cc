import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareWords } from '../../../src/renderer/ui/lens/MessageRow.tsx';
import { chooseLens, lensChoiceOf, lensOf } from '../../../src/renderer/ui/lens/lens-store.ts';
import { fromSentence, fromWords, partsWords } from '../../../src/renderer/ui/lens/message-words.ts';
import { Unfolded } from '../../../src/renderer/ui/lens/unfolded.ts';

describe('where a message came from', () => {
  const of = { kind: 'in', status: 'ok', reads: 1, part: false } as const;

  it.each([
    [of, '1 read', '1 read'],
    [{ ...of, reads: 3 }, '3 reads', '3 reads'],
    [{ ...of, part: true }, 'part of a read', 'part of a read'],
    [{ ...of, kind: 'out', reads: 2 } as const, '2 writes', '2 writes'],
    [{ ...of, reads: 3, joined: 1 }, '1 write → 3 reads', '1 write arrived as 3 reads'],
    [{ ...of, kind: 'out', joined: 3 } as const, '1 write → 3 reads', '1 write arrived as 3 reads'],
    [
      { ...of, kind: 'out', part: true, joined: 1 } as const,
      'part of a write → 1 read',
      'part of a write arrived as 1 read',
    ],
    [{ ...of, kind: 'out', joined: 0 } as const, '1 write, not arrived', '1 write, not arrived'],
    [{ ...of, status: 'raw', joined: 1 } as const, 'not framed', 'not framed'],
    [{ ...of, status: null }, '', ''],
  ])('%j', (row, words, sentence) => {
    expect(fromWords(row)).toBe(words);
    expect(fromSentence(row)).toBe(sentence);
  });

  it('is reads both ways where both are passed on', () => {
    expect(fromWords({ ...of, kind: 'out', part: true }, true)).toBe('part of a read');
  });

  it('tells the parts of it, and its share of a read', () => {
    expect(partsWords({ start: 10, size: 9, offset: 14, length: 5 })).toBe('Length 4 bytes, payload 5 bytes');
    const framed = { start: 10, size: 9, offset: 16, length: 3, named: true };
    expect(partsWords(framed)).toBe('Head 6 bytes, payload 3 bytes');
    expect(partsWords({ start: 0, size: 6, offset: 0, length: 5 })).toBe('Payload 5 bytes, ending 1 byte');
    expect(shareWords({ offset: 0, length: 23 }, { start: 17, size: 11 })).toBe(
      '6 bytes of the message, 17 of another',
    );
    expect(shareWords({ offset: 23, length: 2 }, { start: 17, size: 11 })).toBe('2 bytes of the message');
  });
});

describe('unfolded messages', () => {
  it('stand in the list with their reads below them, wherever one looks', () => {
    const map = fc.dictionary(fc.integer({ min: 0, max: 40 }).map(String), fc.integer({ min: 2, max: 5 }));
    fc.assert(
      fc.property(map, (entries) => {
        const open = new Map(Object.entries(entries).map(([index, reads]) => [Number(index), reads]));
        const list: { index: number; read: number }[] = [];
        for (let index = 0; index <= 45; index++) {
          list.push({ index, read: -1 });
          for (let read = 0; read < (open.get(index) ?? 0); read++) list.push({ index, read });
        }
        const unfolded = new Unfolded(open);
        expect(list.map((_, place) => unfolded.at(place))).toEqual(list);
        expect(unfolded.extra).toBe(list.length - 46);
        for (const [place, { index, read }] of list.entries()) {
          if (read < 0) expect(unfolded.placeOf(index)).toBe(place);
        }
      }),
    );
  });
});

describe('what a session is looked at as, before anything is chosen', () => {
  const session = (id: string, protocol: string) =>
    ({ id, listener: null, details: { protocol } }) as unknown as Parameters<typeof lensChoiceOf>[0];

  it('is its named frames, and its reads where it has none', () => {
    expect(lensOf(lensChoiceOf(session('a', 'h2')))?.framing).toEqual({ kind: 'http2' });
    expect(lensOf(lensChoiceOf(session('b', 'websocket')))?.framing).toEqual({ kind: 'websocket' });
    expect(lensOf(lensChoiceOf(session('c', 'http/1.1')))).toBeNull();
  });

  it('is what was chosen for it from then on, and for no other', () => {
    chooseLens(session('e', 'h2'), { named: null });
    expect(lensOf(lensChoiceOf(session('e', 'h2')))).toBeNull();
    expect(lensOf(lensChoiceOf(session('d', 'h2')))?.framing).toEqual({ kind: 'http2' });
  });
});
