import { describe, expect, it } from 'vitest';
import {
  describeJoin,
  formatLatency,
  joinsOf,
  latencyOf,
  RowsAtHand,
  splitWords,
} from '../../../src/renderer/ui/two-ends/joins.ts';

const row = (
  index: number,
  side: 'left' | 'right',
  seq: number,
  kind: 'in' | 'out' | 'note',
  joined?: { first: number; count: number },
) => ({ index, side, seq, kind, time: 1000 + index * 0.4, length: kind === 'note' ? 0 : 14, joined });

describe('joins of the two ends', () => {
  const plain = [
    row(0, 'left', 0, 'out', { first: 0, count: 1 }),
    row(1, 'right', 0, 'in', { first: 0, count: 1 }),
  ];
  const oneAsThree = [
    row(0, 'left', 0, 'out', { first: 0, count: 3 }),
    row(1, 'right', 0, 'in', { first: 0, count: 1 }),
    row(2, 'right', 1, 'note'),
    row(3, 'right', 2, 'in', { first: 0, count: 1 }),
    row(4, 'right', 3, 'in', { first: 0, count: 1 }),
  ];
  const threeAsOne = [
    row(0, 'right', 0, 'out', { first: 0, count: 1 }),
    row(1, 'right', 1, 'out', { first: 0, count: 1 }),
    row(2, 'right', 2, 'out', { first: 0, count: 1 }),
    row(3, 'left', 0, 'in', { first: 0, count: 3 }),
  ];

  it('joins a send to the read it became', () => {
    const at = new RowsAtHand(plain);
    expect(joinsOf(at)).toEqual([{ from: 'left', write: 0, read: 1 }]);
    expect(describeJoin(at, plain[0]!)).toBe('sent 14 bytes, arrived as 1 read after 0.4 ms');
    expect(describeJoin(at, plain[1]!)).toBe('received 14 bytes, from 1 write after 0.4 ms');
    expect(splitWords(plain[0]!)).toBeNull();
  });

  it('joins one send to three reads, past rows that are no reads', () => {
    const at = new RowsAtHand(oneAsThree);
    expect(joinsOf(at).map((j) => j.read)).toEqual([1, 3, 4]);
    expect(splitWords(oneAsThree[0]!)).toBe('1 write arrived as 3 reads');
    expect(describeJoin(at, oneAsThree[0]!)).toContain('arrived as 3 reads');
  });

  it('joins three sends to one read', () => {
    const at = new RowsAtHand(threeAsOne);
    expect(joinsOf(at).map((j) => [j.from, j.write, j.read])).toEqual([
      ['right', 0, 3],
      ['right', 1, 3],
      ['right', 2, 3],
    ]);
    expect(splitWords(threeAsOne[3]!)).toBe('3 writes arrived as 1 read');
    expect(latencyOf(at, threeAsOne[3]!)).toBeCloseTo(1.2);
  });

  it('leaves an end open that is not at hand', () => {
    expect(joinsOf(new RowsAtHand([plain[0]!]))).toEqual([{ from: 'left', write: 0, read: null }]);
    expect(joinsOf(new RowsAtHand([plain[1]!]))).toEqual([{ from: 'left', write: null, read: 1 }]);
  });

  it('says that a send has not arrived', () => {
    const lone = row(0, 'left', 0, 'out');
    expect(describeJoin(new RowsAtHand([lone]), lone)).toBe('sent 14 bytes, not arrived');
    expect(joinsOf(new RowsAtHand([lone]))).toEqual([]);
  });

  it('writes a latency with the digits that matter', () => {
    expect([0.04, 0.4, 9.96, 12.3, 1234].map(formatLatency)).toEqual([
      '40 µs',
      '0.4 ms',
      '10 ms',
      '12 ms',
      '1.2 s',
    ]);
  });
});
