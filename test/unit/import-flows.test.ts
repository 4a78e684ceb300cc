import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Session } from '../../src/contract/bench.ts';
import { pcapng } from '../../src/main/bench/export/pcapng.ts';
import { openSource } from '../../src/main/bench/export/source.ts';
import { gather, sessionOf, withCapture } from '../support/export-source.ts';
import { bytesOf, readCapture, wordsOf } from '../support/import.ts';
import { framesOf, pcapFile, type PcapOptions, type Taken } from '../support/pcap.ts';

const AT = 1_763_719_275_123;

interface Talk {
  frames: Taken[];
  sent: { in: Buffer; out: Buffer };
}

/** The packets of a conversation, without anything that says they are ours. */
async function talk(
  sizes: readonly number[],
  facts: Partial<Session> = {},
  start?: { in: number; out: number },
): Promise<Talk> {
  const sides = { in: [] as Buffer[], out: [] as Buffer[] };
  let frames: Taken[] = [];
  await withCapture(async (capture) => {
    let time = AT;
    capture.eventAt(time, 'connect', 'Connected.');
    for (const [i, size] of sizes.entries()) {
      const direction = i % 3 === 1 ? 'in' : 'out';
      const bytes = randomBytes(size);
      capture.dataAt(++time, direction, bytes);
      sides[direction].push(bytes);
    }
    capture.eventAt(++time, 'end-sent', '');
    capture.eventAt(++time, 'end-received', '');
    capture.eventAt(++time, 'close', '');
    const source = await openSource({ session: sessionOf(capture, facts), capture });
    frames = framesOf(await gather(pcapng([source], { version: '0', ...(start && { start }) })));
  });
  return { frames, sent: { in: Buffer.concat(sides.in), out: Buffer.concat(sides.out) } };
}

/** What was read is one session with these bytes. */
function expectBytes(file: Buffer, sent: Talk['sent'], size?: number) {
  const { sessions, notes } = readCapture(file, size);
  expect(sessions.length).toBe(1);
  const [{ rows, facts } = { rows: [], facts: null }] = sessions;
  expect(bytesOf(rows, 'out').equals(sent.out)).toBe(true);
  expect(bytesOf(rows, 'in').equals(sent.in)).toBe(true);
  return { rows, facts, notes };
}

const SIZES = [1, 200, 33_000, 70_000, 5, 1400, 1400, 1];

describe('the packets of another program', () => {
  test('become a session from who calls, with its steps and times', async () => {
    const { frames, sent } = await talk(SIZES);
    const { rows, facts, notes } = expectBytes(pcapFile(frames), sent, 1000);
    expect(facts).toMatchObject({
      role: 'client',
      title: '127.0.0.1:40123',
      local: { family: 'IPv4', address: '127.0.0.1', port: 51_234 },
      remote: { family: 'IPv4', address: '127.0.0.1', port: 40_123 },
      closeReason: 'closed by both ends',
    });
    expect(wordsOf(rows)).toEqual([
      'note: This end asks to connect.',
      'connect: Connected.',
      'end-sent: This end has sent its end.',
      'end-received: The other end has sent its end.',
    ]);
    expect(rows.find(([, kind]) => kind === 'out')?.[0]).toBe(AT + 1);
    expect(notes).toEqual([]);
  });

  const cooked = Buffer.from([0, 0, 3, 4, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0]);
  const cooked2 = Buffer.from([8, 0, ...Array<number>(18).fill(0)]);
  const links: [string, PcapOptions][] = [
    ['big-endian with nanoseconds', { swapped: true }],
    ['raw IP', { link: 101, head: Buffer.alloc(0) }],
    ['Linux cooked', { link: 113, head: cooked }],
    ['Linux cooked 2', { link: 276, head: cooked2 }],
    ['BSD loopback', { link: 0, head: Buffer.from([2, 0, 0, 0]) }],
    ['OpenBSD loopback', { link: 108, head: Buffer.from([0, 0, 0, 2]) }],
    ['VLAN', { head: Buffer.from([...Array<number>(12).fill(0), 0x81, 0, 0, 7, 8, 0]) }],
  ];
  test.each(links)('are read from %s', async (_name, options) => {
    const { frames, sent } = await talk(SIZES);
    expectBytes(pcapFile(frames, options), sent);
  });

  test('are read over IPv6, and past 2^32', async () => {
    const facts = {
      local: { family: 'IPv6', address: '2001:db8::7', port: 51_234 },
      remote: { family: 'IPv6', address: '2001:db8::8', port: 40_123 },
    } as const;
    const { frames, sent } = await talk(SIZES, facts, { in: 0xffff_ff00, out: 0xffff_8000 });
    const { facts: found } = expectBytes(pcapFile(frames), sent);
    expect(found).toMatchObject(facts);
  });

  test('are put in order, also when some come again', async () => {
    const { frames, sent } = await talk([...SIZES, 9000, 9000, 9000]);
    const handshake = frames.slice(0, 3);
    const rest = frames.slice(3);
    fc.assert(
      fc.property(
        fc.array(fc.nat(rest.length - 1), { maxLength: 6 }),
        fc.array(fc.nat(rest.length - 2), { maxLength: 6 }),
        (again, swaps) => {
          const mixed = [...rest];
          for (const at of swaps) mixed.splice(at, 2, ...mixed.slice(at, at + 2).toReversed());
          for (const at of again) mixed.splice(Math.min(mixed.length, at + 2), 0, rest[at] as Taken);
          const { rows } = expectBytes(pcapFile([...handshake, ...mixed]), sent);
          expect(wordsOf(rows).filter((row) => row.includes('missing'))).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('with a hole say how many bytes are missing, and go on behind it', async () => {
    const { frames, sent } = await talk([100, 50, 1000, 2000, 60, 300, 400]);
    const lost = frames.findIndex(({ frame }) => frame.length === 54 + 2000);
    const { sessions } = readCapture(pcapFile(frames.toSpliced(lost, 1)));
    const rows = sessions[0]?.rows ?? [];
    expect(wordsOf(rows)).toContain('note: 2,000 bytes sent here are missing in the file.');
    expect(bytesOf(rows, 'out')).toEqual(
      Buffer.concat([sent.out.subarray(0, 1100), sent.out.subarray(3100)]),
    );
    expect(bytesOf(rows, 'in')).toEqual(sent.in);
  });

  test('that were cut when they were captured say so', async () => {
    const { frames, sent } = await talk([100, 50, 1000]);
    const { sessions } = readCapture(pcapFile(frames, { snap: 54 + 200 }));
    const rows = sessions[0]?.rows ?? [];
    expect(wordsOf(rows)).toContain('note: 800 bytes sent here are missing in the file.');
    expect(bytesOf(rows, 'out')).toEqual(sent.out.subarray(0, 300));
  });

  test('may begin in the middle', async () => {
    const { frames, sent } = await talk([100, 50, 1000]);
    const { rows } = expectBytes(pcapFile(frames.slice(3)), sent);
    expect(wordsOf(rows)[0]).toBe('note: The file begins in the middle of this connection.');
  });

  test('of the same ports one after the other are two sessions', async () => {
    const one = await talk([10]);
    const two = await talk([20], {}, { in: 7, out: 9 });
    const { sessions } = readCapture(pcapFile([...one.frames, ...two.frames]));
    expect(sessions.map(({ rows }) => bytesOf(rows, 'out').length)).toEqual([10, 20]);
  });

  test('of UDP become a session for each two ends', () =>
    withCapture(async (capture) => {
      for (const port of [5001, 5002, 5001])
        capture.dataAt(AT, 'out', Buffer.from(String(port)), `127.0.0.9:${port}`);
      capture.dataAt(AT, 'in', Buffer.alloc(0), '127.0.0.9:5002');
      const session = sessionOf(capture, { tool: 'udp' } as unknown as Partial<Session>);
      const file = pcapFile(
        framesOf(await gather(pcapng([await openSource({ session, capture })], { version: '0' }))),
      );
      const { sessions } = readCapture(file);
      expect(
        sessions.map(({ facts, rows }) => [
          facts.protocol,
          facts.title,
          rows.map(([, kind, hex]) => [kind, Buffer.from(hex, 'hex').toString()]),
        ]),
      ).toEqual([
        [
          'udp',
          '127.0.0.9:5001',
          [
            ['out', '5001'],
            ['out', '5001'],
          ],
        ],
        [
          'udp',
          '127.0.0.9:5002',
          [
            ['out', '5002'],
            ['in', ''],
          ],
        ],
      ]);
    }));

  test('that are broken in any way are passed over', async () => {
    const { frames } = await talk(SIZES.slice(0, 2));
    const good = pcapFile(frames);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 }),
        (flips) => {
          const file = Buffer.from(good);
          for (const [at, byte] of flips) file[at] = byte;
          try {
            readCapture(file, 61);
          } catch (error) {
            expect(error).toHaveProperty('failure.code');
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
