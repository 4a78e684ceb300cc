import { describe, expect, test } from 'vitest';
import type { Direction } from '../../../src/contract/rows.ts';
import type { Capture } from '../../../src/main/bench/capture/capture.ts';
import { CaptureRecord, KEPT_DATA } from '../../../src/main/tools/transfer/record.ts';

const MiB = 1024 * 1024;

/** What a record hands to its capture: bytes that are kept and that are not, and notes. */
function setUp(all: boolean) {
  const kept = { in: 0, out: 0 };
  const passed = { in: 0, out: 0 };
  const notes: string[] = [];
  const capture: Pick<Capture, 'data' | 'passed' | 'event'> = {
    data: (direction: Direction, bytes) => void (kept[direction] += bytes.length),
    passed: (direction: Direction, length) => void (passed[direction] += length),
    event: (_kind, text) => void notes.push(text),
  };
  return { record: new CaptureRecord(capture as Capture, all), kept, passed, notes };
}

describe('the record of a transfer', () => {
  test('keeps what is told and the first part of the files, each way, and says once what is not kept', () => {
    const { record, kept, passed, notes } = setUp(false);
    for (let i = 0; i < 5; i++) {
      record.passed('out', Buffer.alloc(100), 'control');
      record.passed('out', Buffer.alloc(100_000), 'data');
    }
    expect(kept).toEqual({ in: 0, out: KEPT_DATA + 500 });
    expect(passed.out).toBe(500_000 - KEPT_DATA);
    expect(record.notKept).toBe(passed.out);
    expect(notes).toEqual([
      'The first 256 KiB of the files’ bytes sent are kept above. What follows of them is counted only.',
    ]);
    record.passed('in', Buffer.alloc(1000), 'data');
    expect(kept.in).toBe(1000);
  });

  test('bounds what a peer tells without an end', () => {
    const { record, kept, notes } = setUp(false);
    const piece = Buffer.alloc(MiB);
    for (let i = 0; i < 70; i++) record.passed('in', piece, 'control');
    expect(kept.in).toBe(64 * MiB);
    expect(record.notKept).toBe(6 * MiB);
    expect(notes).toHaveLength(1);
  });

  test('keeps all when asked to', () => {
    const { record, kept, notes } = setUp(true);
    const piece = Buffer.alloc(MiB);
    for (let i = 0; i < 70; i++) record.passed('in', piece, i % 2 === 0 ? 'control' : 'data');
    expect(kept.in).toBe(70 * MiB);
    expect([record.notKept, notes]).toEqual([0, []]);
  });
});
