import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { controlFrame, HEADER, writeDataHeader } from '../../../src/main/tools/transfer/verified/frames.ts';
import { MAX_OPEN } from '../../../src/main/tools/transfer/verified/bounds.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { codeOfEnd, inPlace, treeOf, wordsOfEnd } from '../../support/verified.ts';
import {
  hello,
  file,
  list,
  data,
  begin,
  many,
  end,
  saying,
  answered,
  pour,
} from '../../support/verified-hostile.ts';

failOnLeaks();

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
