import { expect, test } from 'vitest';
import { BLOCK, interfaceBlock, sectionHeader } from '../../src/main/bench/export/blocks.ts';
import { pcapng } from '../../src/main/bench/export/pcapng.ts';
import { openSource } from '../../src/main/bench/export/source.ts';
import { ByteQueue } from '../../src/main/bench/import/byte-queue.ts';
import { Importer } from '../../src/main/bench/import/importer.ts';
import type { FileInterface } from '../../src/main/bench/import/packet.ts';
import { PcapngReader } from '../../src/main/bench/import/pcapng-reader.ts';
import { Texts } from '../../src/main/tools/captures/texts.ts';
import { gather, sessionOf, withCapture } from '../support/export-source.ts';
import { readCapture } from '../support/import.ts';
import { pcapFile } from '../support/pcap.ts';

const MiB = 1024 * 1024;

test('a block with millions of options costs no more than one with a few thousand', () => {
  const empty = interfaceBlock('', '', []);
  const block = Buffer.alloc(8 * MiB);
  // Comments of no bytes, up to the end of the block.
  for (let at = 16; at < block.length - 4; at += 4) block.writeUInt16LE(1, at);
  empty.copy(block, 0, 0, 16);
  for (const at of [4, block.length - 4]) block.writeUInt32LE(block.length, at);
  expect(block.readUInt32LE(0)).toBe(BLOCK.interface);
  const queue = new ByteQueue();
  const interfaces: FileInterface[] = [];
  const nothing = () => undefined;
  const reader = new PcapngReader(queue, {
    section: nothing,
    interface: (_index, about) => void interfaces.push(about),
    packet: nothing,
    statistics: nothing,
    end: nothing,
    notes: () => [],
  });
  queue.push(Buffer.concat([sectionHeader('any', ''), block]));
  reader.read();
  expect(interfaces[0]?.comments.length).toBe(4096);
});

test('a line that comes in thousands of pieces is not copied for each of them', () => {
  const queue = new ByteQueue();
  const piece = Buffer.alloc(8 * 1024, 'x');
  const pieces = 4096;
  // Each for itself these would be copies of 64 GiB.
  for (let i = 0; i < pieces; i++) {
    queue.push(piece);
    expect(queue.indexOf(0x0a, Math.max(0, queue.length - piece.length))).toBe(-1);
  }
  queue.push(Buffer.from('\nrest'));
  const end = queue.indexOf(0x0a, 0);
  expect(end).toBe(pieces * piece.length);
  expect(queue.take(end + 1)?.equals(Buffer.from(`${'x'.repeat(end)}\n`))).toBe(true);
  expect([queue.take(5), queue.take(4)?.toString(), queue.length, queue.offset]).toEqual([
    null,
    'rest',
    0,
    end + 5,
  ]);
});

test('streams past those that are opened are counted, and past the most no more', () => {
  const frames = Array.from({ length: 100_200 }, (_, i) => {
    const frame = Buffer.alloc(14 + 28);
    frame.set([8, 0, 0x45, 0, 0, 28, 0, 0, 0, 0, 64, 17], 12);
    frame.writeUInt32BE(0x0a00_0000 + i, 26);
    frame.set([10, 255, 0, 1, 0, 53, 0, 53, 0, 8], 30);
    return { time: i, frame };
  });
  let asked = 0;
  const importer = new Importer({
    open() {
      asked++;
      return null;
    },
  });
  importer.feed(pcapFile(frames));
  expect(importer.end()).toEqual([
    '100,000 or more streams of the file were not opened: these are the most at once.',
  ]);
  expect(asked).toBe(100_000);
});

test('a row of ours whose end is nowhere is let go in parts', () =>
  withCapture(async (capture) => {
    for (let row = 0; row < 9000; row++) capture.dataAt(row, 'out', Buffer.of(row));
    const source = await openSource({ session: sessionOf(capture), capture });
    const file = await gather(pcapng([source], { version: '0' }));
    const push = 0x08;
    for (let at = 0; at < file.length; at += file.readUInt32LE(at + 4))
      if (file.readUInt32LE(at) === BLOCK.packet) file[at + 75] = (file[at + 75] ?? 0) & ~push;
    const { sessions } = readCapture(file);
    expect(sessions[0]?.rows.map(([, , hex]) => hex.length / 2)).toEqual([4096, 4096, 808]);
  }));

test('texts of a file have a limit, and those past it are counted', () => {
  const texts = new Texts(200);
  expect(['a'.repeat(100), 'b'.repeat(100), 'c'].map((text) => texts.take(text))).toEqual([
    true,
    false,
    false,
  ]);
  expect(texts.dropped).toBe(2);
});
