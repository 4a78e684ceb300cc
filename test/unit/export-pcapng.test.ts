import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Session } from '../../src/contract/bench.ts';
import type { Capture } from '../../src/main/bench/capture/capture.ts';
import { pcapng, type PcapngOptions } from '../../src/main/bench/export/pcapng.ts';
import { openSource, type SourceInit } from '../../src/main/bench/export/source.ts';
import { gather, sessionOf, withCapture } from '../support/export-source.ts';
import { flatRows, readCapture } from '../support/import.ts';
import { failOnLeaks } from '../support/leaks.ts';
import { describeWith } from '../support/needs.ts';
import { faults, fields, followTcp, tshark } from '../support/tshark.ts';

failOnLeaks();

const AT = 1_763_719_275_123.25;

interface Wanted extends Partial<PcapngOptions> {
  facts?: Partial<Session> & { details?: object };
  part?: Pick<SourceInit, 'rows' | 'direction'>;
}

/** Exports a capture as it stands to a file of its folder. */
async function exported(capture: Capture, folder: string, wanted: Wanted = {}): Promise<string> {
  const { facts, part, ...options } = wanted;
  const source = await openSource({ session: sessionOf(capture, facts), capture, ...part });
  const file = join(folder, 'export.pcapng');
  await writeFile(file, await gather(pcapng([source], { version: '0.0.0', ...options })));
  return file;
}

/** A conversation of both directions, with rows of awkward sizes; answers what went each way. */
function talk(capture: Capture): { in: Buffer; out: Buffer } {
  const sides = { in: [] as Buffer[], out: [] as Buffer[] };
  let time = AT;
  capture.eventAt(time, 'resolve', 'localhost is 127.0.0.1.');
  capture.eventAt((time += 0.25), 'connect', 'Connected to 127.0.0.1:40123.');
  for (const [i, size] of [1, 14, 0, 65_536, 32_768, 32_769, 1, 1_000_003, 3].entries()) {
    const direction = i % 3 === 0 ? 'in' : 'out';
    const bytes = randomBytes(size);
    capture.dataAt((time += 1.5), direction, bytes);
    sides[direction].push(bytes);
  }
  return { in: Buffer.concat(sides.in), out: Buffer.concat(sides.out) };
}

const ended = (capture: Capture): void => {
  capture.eventAt(AT + 1000, 'end-sent', 'Sent our end.');
  capture.eventAt(AT + 1001, 'end-received', 'The peer has sent its end.');
  capture.eventAt(AT + 1002, 'close', 'Closed.');
};

describeWith('tshark', 'a pcapng of a TCP session', () => {
  test('opens without complaint, and follows to the exact bytes of both directions', () =>
    withCapture(async (capture, folder) => {
      const sent = talk(capture);
      ended(capture);
      const file = await exported(capture, folder);
      expect(await faults(file)).toBe('');
      const { opener, answerer } = await followTcp(file);
      expect(opener.equals(sent.out)).toBe(true);
      expect(answerer.equals(sent.in)).toBe(true);
    }));

  test('has times as captured, a handshake, both ends and the rows as comments', () =>
    withCapture(async (capture, folder) => {
      capture.eventAt(AT, 'resolve', 'localhost is 127.0.0.1.');
      capture.eventAt(AT + 0.25, 'connect', 'Connected.');
      capture.dataAt(AT + 2, 'out', Buffer.from('hello'));
      ended(capture);
      const file = await exported(capture, folder);
      const packets = await fields(file, 'frame.time_epoch', 'tcp.flags.str', 'tcp.len', 'frame.comment');
      const at = (ms: number) =>
        `${Math.floor((AT + ms) / 1000)}.${(((AT + ms) % 1000) * 1e6).toFixed(0).padStart(9, '0')}`;
      expect(packets.map(([time, flags, length]) => [time, flags?.replaceAll('·', ''), length])).toEqual([
        [at(0.25), 'S', '0'],
        [at(0.25), 'AS', '0'],
        [at(0.25), 'A', '0'],
        [at(2), 'AP', '5'],
        [at(1000), 'AF', '0'],
        [at(1001), 'AF', '0'],
        [at(1002), 'A', '0'],
      ]);
      expect(packets[0]?.[3]).toContain('resolve 2025-11-21T10:01:15.123250000Z: localhost is 127.0.0.1.');
      expect(packets[6]?.[3]).toContain('Closed.');
      const head = await tshark(file, '-V', '-c', '1');
      expect(head).toContain('Header checksum status: Good');
    }));

  test('goes on past 2^32', () =>
    withCapture(async (capture, folder) => {
      const sent = talk(capture);
      ended(capture);
      const start = { in: 0xffff_fff0, out: 0xffff_0000 };
      const file = await exported(capture, folder, { start });
      expect(await faults(file)).toBe('');
      const { opener, answerer } = await followTcp(file);
      expect(opener.equals(sent.out) && answerer.equals(sent.in)).toBe(true);
      const raw = await tshark(
        file,
        '-o',
        'tcp.relative_sequence_numbers:FALSE',
        '-T',
        'fields',
        '-e',
        'tcp.seq',
      );
      expect(raw.split('\n').slice(0, 2)).toEqual([String(start.out), String(start.in)]);
    }));

  test('tells a reset from either side, an open end, and IPv6', () =>
    withCapture(async (capture, folder) => {
      const sent = talk(capture);
      capture.eventAt(AT + 1000, 'reset', 'Reset here.');
      capture.eventAt(AT + 1000, 'close', 'Reset here: received and sent.');
      const ends = {
        local: { family: 'IPv6', address: 'fe80::1%eth0', port: 51_234 },
        remote: { family: 'IPv6', address: '2001:db8:0:1::ffff', port: 40_123 },
        role: 'server',
      } as const;
      const file = await exported(capture, folder, { facts: ends });
      expect(await faults(file)).toBe('');
      const [first, ...rest] = await fields(
        file,
        'ipv6.src',
        'tcp.flags.reset',
        'frame.packet_flags_direction',
      );
      expect(first).toEqual(['2001:db8:0:1::ffff', '0', '0x00000001']);
      expect(rest.at(-1)).toEqual(['fe80::1', '1', '0x00000002']);
      const { opener, answerer } = await followTcp(file);
      expect(opener.equals(sent.in) && answerer.equals(sent.out)).toBe(true);
    }));

  test('of one direction, or of some rows, has no holes', () =>
    withCapture(async (capture, folder) => {
      const sent = talk(capture);
      const one = await exported(capture, folder, { part: { direction: 'in' } });
      expect(await faults(one)).toBe('');
      expect(await followTcp(one)).toEqual({ opener: Buffer.alloc(0), answerer: sent.in });
      const some = await exported(capture, folder, { part: { rows: { first: 5, last: 7 } } });
      expect(await faults(some)).toBe('');
      const { opener, answerer } = await followTcp(some);
      expect([opener.length, answerer.length]).toEqual([32_768 + 32_769, 65_536]);
    }));

  test('gives ends without an address placeholders, and says so', () =>
    withCapture(async (capture, folder) => {
      talk(capture);
      const facts = {
        local: { family: 'unix', address: '', port: 0 },
        remote: { family: 'unix', address: '/run/app.sock', port: 0 },
      } as const;
      const file = await exported(capture, folder, { facts });
      expect(await faults(file)).toBe('');
      const [first] = await fields(file, 'ip.src', 'ip.dst', 'tcp.srcport', 'tcp.dstport');
      expect(first).toEqual(['192.0.2.1', '192.0.2.2', '49152', '40000']);
    }));

  test('has no bytes behind an end or a reset, whatever the rows say', () =>
    withCapture(async (capture, folder) => {
      capture.eventAt(AT, 'connect', 'Connected.');
      capture.dataAt(AT + 1, 'in', Buffer.from('ask'));
      capture.eventAt(AT + 2, 'end-received', 'Client has sent its end.');
      capture.eventAt(AT + 2, 'end-sent', 'Target was sent the end of the client.');
      capture.dataAt(AT + 3, 'out', Buffer.from('answer'));
      const half = await exported(capture, folder);
      expect(await faults(half)).toBe('');
      expect(await followTcp(half)).toEqual({ opener: Buffer.from('answer'), answerer: Buffer.from('ask') });
      expect((await fields(half, 'tcp.flags.fin')).filter(([fin]) => fin === '1').length).toBe(2);
      capture.eventAt(AT + 4, 'reset', 'Reset here.');
      capture.dataAt(AT + 5, 'in', Buffer.from(', late'));
      const reset = await exported(capture, folder);
      expect(await faults(reset)).toBe('');
      expect((await followTcp(reset)).answerer.toString()).toBe('ask, late');
      expect((await fields(reset, 'tcp.flags.reset')).at(-1)).toEqual(['1']);
    }));

  test('takes times that no clock tells', () =>
    withCapture(async (capture, folder) => {
      for (const time of [-8.64e15, -1, 0, 8.64e15]) capture.dataAt(time, 'out', Buffer.from('x'));
      expect(await faults(await exported(capture, folder))).toBe('');
    }));

  test('of a connection that never opened holds its rows and no packets', () =>
    withCapture(async (capture, folder) => {
      capture.eventAt(AT, 'error', 'Nothing listens on 127.0.0.1:1.');
      const file = await exported(capture, folder);
      expect(await tshark(file)).toBe('');
    }));
});

describeWith('tshark', 'a pcapng of several sessions', () => {
  test('has their packets in the order of time, a stream each, also where their ends are the same', () =>
    withCapture((one, folder) =>
      withCapture((two) =>
        withCapture(async (three) => {
          const captures = [one, two, three];
          const sent = captures.map(() => ({ in: [] as Buffer[], out: [] as Buffer[] }));
          // The third comes after the first, between the same ends; the second lasts all the time.
          const at = [0, 0, 2000].map((later) => AT + later);
          for (const [i, capture] of captures.entries()) capture.eventAt(at[i] ?? 0, 'connect', 'Connected.');
          for (let row = 1; row < 300; row++)
            for (const [i, capture] of captures.entries()) {
              const direction = (row + i) % 3 === 0 ? 'in' : 'out';
              const bytes = randomBytes(1 + ((row * 131) % 5000));
              capture.dataAt((at[i] ?? 0) + row * (i === 1 ? 10 : 1), direction, bytes);
              sent[i]?.[direction].push(bytes);
            }
          for (const [i, capture] of captures.entries()) {
            const end = (at[i] ?? 0) + (i === 1 ? 4000 : 400);
            for (const kind of ['end-sent', 'end-received', 'close'] as const) capture.eventAt(end, kind, '');
          }
          const ends = [51_234, 51_235, 51_234].map((port) => ({
            local: { family: 'IPv4', address: '127.0.0.1', port } as const,
          }));
          const sources = await Promise.all(
            captures.map((capture, i) =>
              openSource({ session: sessionOf(capture, ends[i]), capture, beside: 1000 }),
            ),
          );
          const file = join(folder, 'export.pcapng');
          const bytes = await gather(pcapng(sources, { version: '0.0.0' }));
          await writeFile(file, bytes);
          // That ports are used again is so.
          expect(await tshark(file, '-Y', 'tcp.analysis.flags && !tcp.analysis.reused_ports')).toBe('');
          const times = (await fields(file, 'frame.time_epoch')).map(([time]) => Number(time));
          expect(times).toEqual(times.toSorted((a, b) => a - b));
          for (const [stream, { in: received, out }] of sent.entries()) {
            const { opener, answerer } = await followTcp(file, stream);
            expect(opener.equals(Buffer.concat(out))).toBe(true);
            expect(answerer.equals(Buffer.concat(received))).toBe(true);
          }
          const back = readCapture(bytes, 1000);
          expect(back.sessions.map(({ rows }) => rows)).toEqual(
            await Promise.all(captures.map((capture) => flatRows(capture))),
          );
        }),
      ),
    ));
});

describeWith('tshark', 'a pcapng of a UDP session', () => {
  const facts = {
    tool: 'udp',
    local: { family: 'IPv4', address: '0.0.0.0', port: 40_123 },
    remote: null,
  } as unknown as Partial<Session>;

  test('has a packet for each datagram, to and from each peer, up to the longest', () =>
    withCapture(async (capture, folder) => {
      capture.eventAt(AT, 'note', 'Bound.');
      const sizes = [0, 1, 2, 1400, 65_507];
      for (const [i, size] of sizes.entries())
        capture.dataAt(AT + i, i % 2 ? 'out' : 'in', randomBytes(size), `127.0.0.${i + 2}:${50_000 + i}`);
      const file = await exported(capture, folder, { facts });
      expect(await faults(file)).toBe('');
      const packets = await fields(file, 'ip.src', 'ip.dst', 'udp.length', 'udp.checksum.status');
      expect(packets).toEqual([
        ['127.0.0.2', '192.0.2.1', '8', '1'],
        ['192.0.2.1', '127.0.0.3', '9', '1'],
        ['127.0.0.4', '192.0.2.1', '10', '1'],
        ['192.0.2.1', '127.0.0.5', '1408', '1'],
        ['127.0.0.6', '192.0.2.1', '65515', '1'],
      ]);
    }));

  test('of an open IPv6 address has the peers’ own, up to the longest', () =>
    withCapture(async (capture, folder) => {
      for (const peer of ['[::1]:50000', '[::ffff:127.0.0.1]:50001', '[fe80::1%eth0]:50002'])
        capture.dataAt(AT, 'in', randomBytes(65_527), peer);
      const local = { family: 'IPv6', address: '::', port: 40_123 } as const;
      const file = await exported(capture, folder, { facts: { ...facts, local } });
      expect(await faults(file)).toBe('');
      expect(await fields(file, 'ipv6.src', 'udp.srcport', 'ipv6.dst', 'udp.length')).toEqual([
        ['::1', '50000', '2001:db8::1', '65535'],
        ['::ffff:127.0.0.1', '50001', '2001:db8::1', '65535'],
        ['fe80::1', '50002', '2001:db8::1', '65535'],
      ]);
    }));

  test('has a checksum also where its sum is zero', () =>
    withCapture(async (capture, folder) => {
      for (let i = 0; i < 65_536; i += 7)
        capture.dataAt(AT, 'in', Buffer.from([i >> 8, i & 255]), '127.0.0.2:50000');
      // Some two bytes make the sum come out as zero; the field then holds ffff, since zero would mean none.
      for (let i = 0; i < 65_536; i++)
        capture.dataAt(AT, 'out', Buffer.from([i >> 8, i & 255]), '127.0.0.2:50000');
      const file = await exported(capture, folder, { facts });
      expect(await faults(file)).toBe('');
      expect(await tshark(file, '-Y', 'udp.checksum == 0')).toBe('');
      expect((await tshark(file, '-Y', 'udp.checksum == 0xffff')).split('\n').length).toBeGreaterThan(1);
    }));
});
