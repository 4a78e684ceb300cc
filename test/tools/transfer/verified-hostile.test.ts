import { once } from 'node:events';
import { lstat, readdir, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  controlFrame,
  FrameDecoder,
  HEADER,
  writeDataHeader,
} from '../../../src/main/tools/transfer/verified/frames.ts';
import { MAX_OPEN } from '../../../src/main/tools/transfer/verified/messages.ts';
import { PREFACE } from '../../../src/main/tools/transfer/verified/preface.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { codeOfEnd, inPlace, type Place, type Side, treeOf, wordsOfEnd } from '../../support/verified.ts';
import { within } from '../../support/wait.ts';

failOnLeaks();

const hello = (role: string) => Buffer.concat([PREFACE, controlFrame('hello', { version: 1, role })]);
const file = (path: string, size = 5) => ({ kind: 'file', path, size, modified: 0, mode: 0o644 });
const list = (...entries: object[]) => controlFrame('list', { first: 0, entries, end: true });
const data = (bytes: string | Buffer) => {
  const frame = Buffer.concat([Buffer.alloc(HEADER), Buffer.from(bytes)]);
  writeDataHeader(frame, frame.length - HEADER);
  return frame;
};
const begin = (id: number, from = 0) => controlFrame('file', { id, from });
const ZERO = '0'.repeat(64);
const many = (ids: number[], hashes = ids.length) =>
  controlFrame('many', { ids, sha256: Array.from({ length: hashes }, () => ZERO) });
const end = (id: number, size: number) => controlFrame('end', { id, size, sha256: ZERO });

/** Says this to a receiver, and reads whatever it answers. */
async function saying(place: Place, said: Iterable<Uint8Array>, options = {}): Promise<Side> {
  const [a, b] = await place.pair();
  const side = await place.receive(b, options);
  await pour(a, said);
  await side.ended;
  return side;
}

/** Waits until what the other side says is as wanted: files it takes, and whether it has listed all. */
async function answered(
  socket: Socket,
  wanted: (said: { taken: number; listed: boolean }) => boolean,
): Promise<void> {
  const decoder = new FrameDecoder();
  const said = { taken: 0, listed: false };
  let preface = PREFACE.length;
  await within(
    new Promise<void>((done) =>
      socket.on('data', (bytes) => {
        const frames = bytes.subarray(preface);
        preface -= bytes.length - frames.length;
        for (const piece of decoder.push(frames)) {
          if (piece.name === 'want') said.taken += (piece.message as { take: number[] }).take.length;
          if (piece.name === 'list') said.listed = true;
        }
        if (wanted(said)) done();
      }),
    ),
    () => JSON.stringify(said),
  );
}

/** Writes at the pace of the other side; ends when that is gone. */
async function pour(socket: Socket, said: Iterable<Uint8Array>): Promise<void> {
  socket.resume();
  const gone = new AbortController();
  socket.once('close', () => gone.abort());
  for (const bytes of said) {
    if (socket.destroyed || socket.readableEnded) return;
    if (!socket.write(bytes)) await once(socket, 'drain', { signal: gone.signal }).catch(() => {});
  }
  socket.end();
}

describe('a hostile sender', () => {
  it.each<[string, Uint8Array[], RegExp]>([
    ['more than it said', [list(file('a')), begin(0), data('123456')], /sends more of entry 0 than it said/],
    [
      'less than it said',
      [list(file('a')), begin(0), data('1234'), end(0, 5)],
      /ends entry 0 with 4 bytes in place of 5/,
    ],
    ['another size at the end', [list(file('a')), begin(0), data('12345'), end(0, 9)], /ends entry 0/],
    ['data of no file', [list(file('a')), data('12345')], /sends data of no file/],
    ['a file that was not listed', [list(file('a')), begin(7)], /entry 7, which is not under way/],
    [
      'a file in the middle of another',
      [list(file('a'), file('b')), begin(0), begin(1)],
      /in the middle of another/,
    ],
    ['a file from where nothing is', [list(file('a')), begin(0, 3)], /begins entry 0 at 3/],
    [
      'an end of another file',
      [list(file('a'), file('b')), begin(0), end(1, 5)],
      /“end” for entry 1, which is not open/,
    ],
    [
      'files together with a hash too few',
      [list(file('a'), file('b')), many([0, 1], 1)],
      /whose hashes are more or fewer/,
    ],
    ['a file twice among others', [list(file('a')), many([0, 0])], /whose hashes are more or fewer/],
    ['no files together', [list(file('a')), many([])], /“many” has a field that does not fit \(ids/],
    [
      'files together that were not listed',
      [list(file('a')), many([0, 7])],
      /entry 7, which is not under way/,
    ],
    ['files together, and more of them', [list(file('a')), many([0]), data('123456')], /sends more of files/],
    [
      'files together that are too large for it',
      [list(file('a', 600_000), file('b', 600_000)), many([0, 1])],
      /sends larger files together than go together/,
    ],
    [
      'a file in the middle of others',
      [list(file('a'), file('b')), many([0]), begin(1)],
      /in the middle of another/,
    ],
    [
      'files in the middle of one',
      [list(file('a'), file('b')), begin(0), data('12'), many([1])],
      /in the middle of another/,
    ],
    ['an end for what came together', [list(file('a')), many([0]), end(0, 5)], /“end” for entry 0/],
    ['a list after the list', [list(file('a')), list(file('b'))], /lists more after the end/],
    ['numbers out of order', [controlFrame('list', { first: 3, entries: [] })], /goes on at 3 in place of 0/],
    ['that it is done', [list(file('a')), controlFrame('done', {})], /done before it is/],
    ['hello again', [controlFrame('hello', { version: 1, role: 'send' })], /says hello twice/],
    ['what only a receiver says', [controlFrame('bye', {})], /sends “bye”, but is to send files/],
    ['a size that is none', [list(file('a', -1))], /entries\.0\.size/],
    ['a name that is none', [list({ ...file('a'), path: 5 })], /entries\.0\.path/],
    ['a name without end', [list(file('a'.repeat(5000)))], /entries\.0\.path/],
    ['a set-user-ID bit', [list({ ...file('a'), mode: 0o4755 })], /entries\.0\.mode/],
  ])('that sends %s is refused, and nothing is there', async (_, said, words) => {
    await inPlace(async (place) => {
      // What is said after the list waits until its file is wanted.
      const [a, b] = await place.pair();
      const side = await place.receive(b);
      a.write(hello('send'));
      a.write(said[0]!);
      const files = Buffer.from(said[0]!).toString().split('"kind":"file"').length - 1;
      if (said.length > 1) await answered(a, ({ taken }) => taken === files);
      await pour(a, said.slice(1));
      expect(await codeOfEnd(side)).toBe('PROTOCOL');
      expect(await wordsOfEnd(side)).toMatch(words);
      expect(Object.keys(await treeOf(place.to)).filter((name) => !name.endsWith('.part'))).toEqual([]);
      expect(await readdir(place.root)).toEqual(['from', 'to']);
    });
  });

  it('that names what lies elsewhere has each refused, and nothing is touched', async () => {
    await inPlace(async (place) => {
      const names = [
        '../up',
        '/tmp/absolute',
        'a/../../up',
        'C:\\up',
        'C:/up',
        '..\\up',
        'a//b',
        '.',
        '..',
        'nul\0',
      ];
      const side = await saying(place, [
        hello('send'),
        list(
          ...names.map((name) => file(name, 0)),
          { kind: 'link', path: 'out', target: place.root, modified: 0 },
          { kind: 'link', path: 'out2', target: '..', modified: 0 },
          file('out/through', 0),
        ),
        controlFrame('stop', { why: 'enough' }),
      ]);
      expect(await codeOfEnd(side)).toBe('STOPPED_THERE');
      expect(await readdir(place.root)).toEqual(['from', 'to']);
      for (const name of await readdir(place.to)) {
        expect((await lstat(join(place.to, name))).isSymbolicLink()).toBe(false);
      }
    });
  });

  it('that lists a million names over the limit is stopped, in little memory', async () => {
    await inPlace(async (place) => {
      function* names() {
        yield hello('send');
        for (let first = 0; first < 1_000_000; first += 1000) {
          const entries = Array.from({ length: 1000 }, (_, index) => file(`n${first + index}`, 0));
          yield controlFrame('list', { first, entries });
        }
      }
      const side = await saying(place, names(), { maxFiles: 50 });
      expect(await codeOfEnd(side)).toBe('PROTOCOL');
      expect(await wordsOfEnd(side)).toMatch(/after 1000 were over the limits|without waiting for an answer/);
      expect(side.told.rows.length).toBeLessThan(MAX_OPEN + 20_000);
      expect(await readdir(place.to)).toEqual([]);
    });
  });

  it('that says a frame has no end is refused at its header', async () => {
    await inPlace(async (place) => {
      const header = Buffer.alloc(HEADER);
      writeDataHeader(header, 0xffff_ffff);
      const side = await saying(place, [hello('send'), header, Buffer.alloc(64)]);
      expect(await wordsOfEnd(side)).toMatch(/longer than 1 MiB/);
    });
  });

  it('that begins a frame and stalls is given up', async () => {
    await inPlace(async (place) => {
      const [a, b] = await place.pair();
      const side = await place.receive(b, { limits: { pingMs: 40, silenceMs: 200 } });
      a.resume();
      a.write(Buffer.concat([hello('send'), list(file('a')).subarray(0, 40)]));
      expect(await codeOfEnd(side)).toBe('SILENT');
    });
  });
});

describe('a hostile receiver', () => {
  it.each<[string, Uint8Array, RegExp]>([
    ['what was not listed', controlFrame('want', { take: [9] }), /entry 9, which is not under way/],
    ['the same twice', controlFrame('want', { take: [0, 0] }), /“take” of entry 0, which is wanted/],
    ['more than there is', controlFrame('want', { have: [[0, 6]] }), /more of entry 0 than there is/],
    ['what was not sent', controlFrame('got', { got: [0] }), /“got” of entry 0, which is listed/],
    [
      'a prefix nobody spoke of',
      controlFrame('prefix', { id: 0, have: 1, sha256: ZERO }),
      /“prefix” of entry 0/,
    ],
    ['bye at once', controlFrame('bye', {}), /bye before all is done/],
    ['data', data('x'), /sends data, but is to receive/],
    ['a folder that is a file', controlFrame('want', { made: [0] }), /“made” of entry 0, which is a file/],
    ['ids that are none', controlFrame('want', { take: ['0'] }), /take\.0/],
  ])('that wants %s is refused', async (_, said, words) => {
    await inPlace(async (place) => {
      await writeFile(join(place.from, 'a'), '12345');
      const [a, b] = await place.pair();
      const side = place.send(a, place.source('a'));
      b.write(hello('receive'));
      await answered(b, ({ listed }) => listed);
      await pour(b, [said]);
      expect(await codeOfEnd(side)).toBe('PROTOCOL');
      expect(await wordsOfEnd(side)).toMatch(words);
    });
  });

  it('that wants a file again without end is refused after three times', async () => {
    await inPlace(async (place) => {
      await writeFile(join(place.from, 'a'), '12345');
      const [a, b] = await place.pair();
      const side = place.send(a, place.source('a'));
      b.write(hello('receive'));
      let sent = '';
      let wanted = false;
      let ends = 1;
      b.on('data', (bytes) => {
        sent += bytes.toString('latin1');
        if (!wanted && sent.includes('"entries"')) {
          wanted = true;
          b.write(controlFrame('want', { take: [0] }));
        }
        while (sent.split('"sha256"').length > ends) {
          ends++;
          b.write(controlFrame('got', { again: [0] }));
        }
      });
      expect(await codeOfEnd(side)).toBe('PROTOCOL');
      expect(sent.split('12345').length - 1).toBe(3);
    });
  });
});

describe('who speaks something else', () => {
  it.each([
    ['GET / HTTP/1.1\r\n\r\n', 'NOT_WIREBENCH', /speaks HTTP/],
    ['the bytes of a file', 'NOT_WIREBENCH', /speaks plain bytes/],
    ['WBX', 'NOT_WIREBENCH', /speaks plain bytes/],
    ['WBXFER9\n', 'NOT_WIREBENCH', /version 9/],
    ['', 'ENDED_EARLY', /closed the connection/],
  ])('is told by name: %j', async (said, code, words) => {
    await inPlace(async (place) => {
      const side = await saying(place, [Buffer.from(said)]);
      expect(await codeOfEnd(side)).toBe(code);
      expect(await wordsOfEnd(side)).toMatch(words);
    });
  });

  it('and who says nothing is given up', async () => {
    await inPlace(async (place) => {
      const [a, b] = await place.pair();
      a.resume();
      const side = await place.receive(b, { limits: { helloMs: 100 } });
      expect(await codeOfEnd(side)).toBe('NO_HELLO');
    });
  });

  it('and two of a kind are told', async () => {
    await inPlace(async (place) => {
      const [a, b] = await place.pair();
      const sides = [await place.receive(a), await place.receive(b)];
      expect(['SAME_ROLE', 'STOPPED_THERE']).toContain(await codeOfEnd(sides[0]!));
      expect(await wordsOfEnd(sides[1]!)).toMatch(/Both sides want to receive/);
    });
  });
});
