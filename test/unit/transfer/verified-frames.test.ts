import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  controlFrame,
  FrameDecoder,
  HEADER,
  MAX_PAYLOAD,
  writeDataHeader,
} from '../../../src/main/tools/transfer/verified/frames.ts';
import { MESSAGES, readMessage } from '../../../src/main/tools/transfer/verified/messages.ts';
import { isPlain } from '../../../src/main/tools/transfer/verified/plain-messages.ts';
import { isPreface, PREFACE, whatSpeaks } from '../../../src/main/tools/transfer/verified/preface.ts';

const data = (bytes: Uint8Array) => {
  const frame = Buffer.alloc(HEADER + bytes.length);
  writeDataHeader(frame, bytes.length);
  frame.set(bytes, HEADER);
  return frame;
};
const text = (value: string) => Buffer.from(value);

/** What a decoder made of the chunks; bytes of data in a row are joined. */
function decode(chunks: readonly Uint8Array[]) {
  const passed: { what: string; bytes: Buffer }[] = [];
  const decoder = new FrameDecoder((bytes, what) => passed.push({ what, bytes: Buffer.from(bytes) }));
  const read: { name: string; value: unknown }[] = [];
  for (const chunk of chunks) {
    for (const piece of decoder.push(chunk)) {
      const last = read.at(-1);
      if (piece.name !== 'data') read.push({ name: piece.name, value: piece.message });
      else if (last?.name === 'data') last.value += piece.bytes.toString();
      else read.push({ name: 'data', value: piece.bytes.toString() });
    }
  }
  return { read, passed, fault: decoder.fault, atRest: decoder.atRest };
}

const STREAM = Buffer.concat([
  controlFrame('hello', { version: 1, role: 'send' }),
  controlFrame('list', { first: 0, entries: [{ path: 'naïve 🙂\n', kind: 'file' }] }),
  controlFrame('file', { id: 0, from: 0 }),
  data(text('hello ')),
  data(text('world')),
  data(text('')),
  controlFrame('end', { id: 0 }),
  controlFrame('ping', {}),
]);
const READ = [
  { name: 'hello', value: { version: 1, role: 'send' } },
  { name: 'list', value: { first: 0, entries: [{ path: 'naïve 🙂\n', kind: 'file' }] } },
  { name: 'file', value: { id: 0, from: 0 } },
  { name: 'data', value: 'hello world' },
  { name: 'end', value: { id: 0 } },
  { name: 'ping', value: {} },
];
const oneByOne = (bytes: Uint8Array) => Array.from(bytes, (byte) => Uint8Array.of(byte));

describe('frames', () => {
  it('are the same however the stream is cut', () => {
    expect(decode([STREAM])).toMatchObject({ read: READ, fault: null, atRest: true });
    expect(decode(oneByOne(STREAM))).toMatchObject({ read: READ, fault: null, atRest: true });
    for (let at = 0; at <= STREAM.length; at++) {
      expect(decode([STREAM.subarray(0, at), STREAM.subarray(at)])).toMatchObject({
        read: READ,
        fault: null,
      });
    }
  });

  it('tell of every byte once, in order, and which were of a file', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: STREAM.length }), { maxLength: 8 }), (cuts) => {
        const sorted = [0, ...cuts.sort((a, b) => a - b), STREAM.length];
        const chunks = sorted.slice(1).map((end, index) => STREAM.subarray(sorted[index], end));
        const { passed } = decode(chunks);
        expect(Buffer.concat(passed.map((one) => one.bytes)).equals(STREAM)).toBe(true);
        const ofFiles = passed.filter((one) => one.what === 'data').map((one) => one.bytes);
        expect(Buffer.concat(ofFiles).toString()).toBe('hello world');
      }),
    );
  });

  it('find a wrong bit anywhere but in the bytes of files, which have their hash', () => {
    const inData = new Set<number>();
    for (const part of ['hello ', 'world']) {
      const from = STREAM.indexOf(part, STREAM.indexOf('"from"'));
      for (let at = from; at < from + part.length; at++) inData.add(at);
    }
    for (let at = 0; at < STREAM.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const wrong = Buffer.from(STREAM);
        wrong[at]! ^= 1 << bit;
        const { fault, read } = decode([wrong]);
        if (inData.has(at)) expect(fault).toBeNull();
        else expect(fault, `bit ${bit} of byte ${at}`).toMatchObject({ kind: 'damaged' });
        expect(read.length).toBeLessThanOrEqual(READ.length);
      }
    }
  });

  it('are read up to what is wrong with them', () => {
    const good = controlFrame('ping', {});
    const header = (letter: string, length: number) => {
      const frame = Buffer.from([letter.charCodeAt(0), 0, 0, 0, 0, 0, 0, 0, 0]);
      frame.writeUInt32BE(length, 1);
      frame.writeUInt32BE(crc32(frame.subarray(0, 5)), 5);
      return frame;
    };
    const after = (...frames: Uint8Array[]) => {
      const { read, fault } = decode([good, ...frames, good]);
      return [read.filter((one) => one.name !== 'data').length, fault];
    };
    expect(after(header('k', 4))).toEqual([1, { kind: 'unknown', detail: '“k”' }]);
    expect(after(header('\0', 4))).toEqual([1, { kind: 'unknown', detail: '0x00' }]);
    expect(after(header('D', MAX_PAYLOAD + 1))).toEqual([1, { kind: 'too-long', detail: 'data' }]);
    expect(after(header('L', 0xffff_ffff))).toEqual([1, { kind: 'too-long', detail: 'list' }]);
    expect(after(header('L', 0), Buffer.alloc(4))).toEqual([1, { kind: 'no-json', detail: 'list' }]);
    expect(after(data(Buffer.alloc(MAX_PAYLOAD)))).toEqual([2, null]);
    expect(() => controlFrame('stop', { why: 'x'.repeat(MAX_PAYLOAD) })).toThrow(RangeError);
  });

  it('survive any bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 8 }), (chunks) => {
        const { passed } = decode(chunks);
        expect(Buffer.concat(passed.map((one) => one.bytes)).equals(Buffer.concat(chunks))).toBe(true);
      }),
    );
  });

  it('take what a control frame holds field by field', () => {
    const problem = (name: 'file' | 'list' | 'want' | 'end', message: unknown) => {
      const read = readMessage(name, message);
      return read.ok ? null : read.problem;
    };
    expect(problem('file', { id: 1, from: 2, later: 'left aside' })).toBeNull();
    expect(problem('file', { id: -1, from: 0 })).toMatch(/^id: /);
    expect(problem('file', { id: 1, from: 2 ** 53 })).toMatch(/^from: /);
    expect(problem('file', [])).toMatch(/^the whole: /);
    expect(problem('file', null)).toMatch(/^the whole: /);
    expect(problem('want', { take: [1.5] })).toMatch(/^take\.0: /);
    expect(problem('end', { id: 1, size: 1, sha256: 'AB' })).toMatch(/^sha256: /);
    const listed = (entry: object) => problem('list', { first: 0, entries: [entry] });
    expect(listed({ kind: 'folder', path: 'a', modified: 0, mode: 0o755 })).toBeNull();
    expect(listed({ kind: 'folder', path: '', modified: 0, mode: 0o755 })).toMatch(/^entries\.0\.path: /);
    expect(listed({ kind: 'folder', path: 'a', modified: 1e300, mode: 0o755 })).toMatch(/modified: /);
    expect(listed({ kind: 'folder', path: 'a', modified: 0, mode: 0o4755 })).toMatch(/mode: /);
    expect(listed({ kind: 'device', path: 'a' })).toMatch(/kind: /);
    fc.assert(
      fc.property(fc.anything(), (message) => {
        expect(typeof readMessage('list', message).ok).toBe('boolean');
      }),
    );
  });

  it('pass at once only where their schema lets them pass', () => {
    const odd = fc.constantFrom(
      -1,
      0,
      0.5,
      7,
      0o777,
      0o1000,
      2 ** 32,
      2 ** 53,
      Infinity,
      '',
      'a',
      null,
      true,
      [],
    );
    const entry = fc.record(
      {
        kind: fc.constantFrom('file', 'folder', 'link', 'device'),
        path: fc.oneof(fc.constant('a'), fc.constant('x'.repeat(5000)), odd),
        size: fc.oneof(fc.nat(), odd),
        modified: fc.oneof(fc.nat(), odd),
        mode: fc.oneof(fc.nat(0o777), odd),
        target: fc.oneof(fc.constant('b'), odd),
      },
      { requiredKeys: [] },
    );
    const ids = fc.oneof(fc.array(fc.oneof(fc.nat(), odd), { maxLength: 3 }), odd);
    const hash = fc.constantFrom('0'.repeat(64), 'F'.repeat(64), 'f'.repeat(63), 1);
    const message = fc.record(
      {
        first: fc.oneof(fc.nat(), odd),
        entries: fc.oneof(fc.array(fc.oneof(entry, odd), { maxLength: 3 }), odd),
        end: fc.oneof(fc.boolean(), odd),
        ids,
        sha256: fc.oneof(fc.array(hash, { maxLength: 3 }), odd),
        take: ids,
        got: ids,
      },
      { requiredKeys: [] },
    );
    const seen = { list: 0, many: 0, want: 0, got: 0 };
    const names = fc.constantFrom('list' as const, 'many' as const, 'want' as const, 'got' as const);
    fc.assert(
      fc.property(names, fc.oneof(message, fc.anything()), (name, one) => {
        if (!isPlain(name, one)) return;
        seen[name]++;
        expect(MESSAGES[name].safeParse(one).success).toBe(true);
      }),
      { numRuns: 20_000 },
    );
    expect(
      isPlain('list', {
        first: 0,
        entries: [{ kind: 'file', path: 'a', size: 1, modified: 0.5, mode: 0o644 }],
      }),
    ).toBe(true);
    expect(isPlain('want', { take: [1], have: [] })).toBe(false);
    expect(seen.many).toBeGreaterThan(0);
  });
});

describe('the preface', () => {
  it('is told from everything else at its first wrong byte', () => {
    for (let at = 0; at < PREFACE.length; at++) {
      expect(isPreface(PREFACE.subarray(0, at))).toBe('more');
      const wrong = Buffer.from(PREFACE.subarray(0, at + 1));
      wrong[at]! ^= 1;
      expect(isPreface(wrong)).toBe('no');
    }
    expect(isPreface(Buffer.concat([PREFACE, text('more')]))).toBe('yes');
  });

  it.each([
    ['GET / HTTP/1.1\r\nHost: x\r\n\r\n', 'HTTP'],
    ['HTTP/1.0 400 Bad Request\r\n', 'HTTP'],
    ['SSH-2.0-OpenSSH_9.2\r\n', 'SSH'],
    ['\x16\x03\x01\x02\x00\x01', 'TLS'],
    ['220 mail.example ESMTP\r\n', 'FTP or SMTP'],
    [`photo.jpg${'\0'.repeat(248)}ustar\0`, 'tar'],
    ['Hello, world', 'plain bytes'],
    ['WBXFER2\n', 'version 2 of this format, and this one knows version 1 only'],
  ])('of another kind is named: %j', (bytes, name) => {
    expect(whatSpeaks(Buffer.from(bytes, 'latin1'))).toBe(name);
  });
});
