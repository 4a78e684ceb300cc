import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boundaryOf, MultipartReader } from '../../../src/main/tools/http/server/multipart.ts';

interface Read {
  name: string;
  fileName: string | null;
  body: Buffer;
  ended: boolean;
}

/** What is in a form that comes in these pieces. */
function read(boundary: string, pieces: Iterable<Buffer>): { parts: Read[]; over: boolean } {
  const reader = new MultipartReader(boundary);
  const parts: Read[] = [];
  for (const piece of pieces)
    for (const event of reader.feed(piece)) {
      const last = parts.at(-1);
      if (event.kind === 'part')
        parts.push({ name: event.name, fileName: event.fileName, body: Buffer.alloc(0), ended: false });
      else if (!last || last.ended) expect.fail(`${event.kind} outside of a part`);
      else if (event.kind === 'data') last.body = Buffer.concat([last.body, event.bytes]);
      else last.ended = true;
    }
  return { parts, over: reader.over };
}

const part = (disposition: string, body: string | Buffer, more = '') =>
  Buffer.concat([
    Buffer.from(`--b\r\nContent-Disposition: form-data; ${disposition}\r\n${more}\r\n`),
    Buffer.from(body),
    Buffer.from('\r\n'),
  ]);
const END = Buffer.from('--b--\r\n');

const FORM = Buffer.concat([
  Buffer.from('a preamble that nobody reads\r\n'),
  part('name="text"', 'one\r\ntwo\r\n--not the end\r\n-'),
  part('name="file"; filename="ü \\"x\\".bin"', Buffer.from([0, 13, 10, 45, 45, 120, 255]), 'X: y\r\n'),
  part('name=bare; filename=a.txt', ''),
  part('filename="%22.txt"; name="last"', '\r\n--'),
  END,
  Buffer.from('an epilogue\r\n--b\r\n'),
]);
const PARTS = [
  { name: 'text', fileName: null, body: Buffer.from('one\r\ntwo\r\n--not the end\r\n-') },
  { name: 'file', fileName: 'ü "x".bin', body: Buffer.from([0, 13, 10, 45, 45, 120, 255]) },
  { name: 'bare', fileName: 'a.txt', body: Buffer.alloc(0) },
  { name: 'last', fileName: '".txt', body: Buffer.from('\r\n--') },
].map((one) => ({ ...one, ended: true }));

describe('a form of files', () => {
  test('is the same, split at every byte and into single bytes', () => {
    for (let at = 0; at <= FORM.length; at++)
      expect(read('b', [FORM.subarray(0, at), FORM.subarray(at)])).toEqual({ parts: PARTS, over: true });
    expect(
      read(
        'b',
        [...FORM].map((byte) => Buffer.from([byte])),
      ),
    ).toEqual({ parts: PARTS, over: true });
  });

  test('that is cut is not over, wherever that is, and holds no part that is not in it', () => {
    const end = FORM.indexOf('\r\n--b--') + 7;
    for (let at = 0; at < end; at++) {
      const { parts, over } = read('b', [FORM.subarray(0, at)]);
      expect(over).toBe(false);
      for (const [i, { name, body, ended }] of parts.entries()) {
        expect(name).toBe(PARTS[i]?.name);
        expect(PARTS[i]?.body.subarray(0, body.length).equals(body)).toBe(true);
        if (ended) expect(body.length).toBe(PARTS[i]?.body.length);
      }
    }
  });

  test('comes back as it was sent, whatever is in it', () => {
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
      // What looks like a boundary.
      fc
        .array(fc.constantFrom('\r', '\n', '-', '--', 'b', '\r\n--', '\r\n-b'), { maxLength: 20 })
        .map((all) => Buffer.from(all.join(''))),
    );
    fc.assert(
      fc.property(
        fc.array(
          body.filter((bytes) => !Buffer.concat([Buffer.from('\r\n'), bytes]).includes('\r\n--b')),
          {
            maxLength: 5,
          },
        ),
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
        (bodies, sizes) => {
          const whole = Buffer.concat([...bodies.map((one, i) => part(`name="${i}"`, one)), END]);
          const pieces: Buffer[] = [];
          for (let at = 0, i = 0; at < whole.length; i++) {
            const size = sizes[i % sizes.length] as number;
            pieces.push(whole.subarray(at, at + size));
            at += size;
          }
          const found = read('b', pieces);
          expect(found.over).toBe(true);
          expect(found.parts.map(({ name, body: bytes }) => [name, bytes.toString('hex')])).toEqual(
            bodies.map((bytes, i) => [String(i), bytes.toString('hex')]),
          );
        },
      ),
    );
  });

  test('of any bytes at all is read or refused', () => {
    const words = fc.constantFrom('--b', '\r\n', '--b--', '\r\n--b\r\n', 'name="', '\r\n\r\n', 'x', ':', ' ');
    fc.assert(
      fc.property(fc.array(words, { maxLength: 40 }), (all) => {
        try {
          read('b', [Buffer.from(all.join(''))]);
        } catch (error) {
          expect((error as Error).message).toMatch(/of the form/);
        }
      }),
    );
  });

  test('with a head or a boundary without an end is refused, and holds no more than that', () => {
    const endless = function* (first: string) {
      yield Buffer.from(first);
      for (let i = 0; i < 100; i++) yield Buffer.from('x'.repeat(1024));
    };
    expect(() => read('b', endless('--b\r\nContent-Disposition: '))).toThrow('head of a part');
    expect(() => read('b', endless('--b '))).toThrow('followed by something else');
    expect(() => read('b', [Buffer.from('--bx\r\n')])).toThrow('followed by something else');
  });

  test.each([
    ['multipart/form-data; boundary=abc', 'abc'],
    ['Multipart/Form-Data ; charset=utf-8; Boundary="a b:c"', 'a b:c'],
    ['multipart/form-data; boundary=', null],
    [`multipart/form-data; boundary=${'x'.repeat(71)}`, null],
    ['multipart/mixed; boundary=abc', null],
    ['', null],
  ])('has its boundary in %s', (type, boundary) => expect(boundaryOf(type)).toBe(boundary));
});
