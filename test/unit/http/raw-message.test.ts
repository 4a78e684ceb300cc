import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AnswerScan } from '../../../src/main/tools/http/client/answer-scan.ts';
import { readMessage } from '../../../src/main/tools/http/server/raw-message.ts';

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const lines = (...all: string[]) => latin1(all.map((line) => `${line}\r\n`).join(''));

/** One message as it is read, its body as text. */
function one(bytes: Buffer, from = 0, answerTo: string | null = null) {
  const read = readMessage(bytes, from, answerTo);
  return read && { ...read, body: Buffer.from(read.body).toString('latin1') };
}

const POST = Buffer.concat([
  lines('POST /a?b HTTP/1.1', 'Host: h', 'X-Twice: 1', 'x-twice:2 ', 'Content-Length: 5', ''),
  latin1('hello'),
]);
const CHUNKED = Buffer.concat([
  lines('HTTP/1.1 200 OK', 'Transfer-Encoding: gzip, chunked', ''),
  lines('5;a=b', 'one, ', 'A', '0123456789', '0', 'X-Sum: 1', ''),
]);

describe('a message in captured bytes', () => {
  test('is read to its end, behind which the next one begins', () => {
    const both = Buffer.concat([latin1('\r\n\n'), POST, CHUNKED, lines('GET / HTTP/1.1', '')]);
    const first = one(both);
    expect(first).toEqual({
      start: 'POST /a?b HTTP/1.1',
      headers: [
        { name: 'Host', value: 'h' },
        { name: 'X-Twice', value: '1' },
        { name: 'x-twice', value: '2' },
        { name: 'Content-Length', value: '5' },
      ],
      body: 'hello',
      cut: false,
      end: 3 + POST.length,
    });
    const second = one(both, first?.end);
    expect(second).toMatchObject({ body: 'one, 0123456789', cut: false });
    expect(second?.end).toBe(3 + POST.length + CHUNKED.length);
    const third = one(both, second?.end);
    expect(third).toMatchObject({ start: 'GET / HTTP/1.1', body: '', cut: false, end: both.length });
    expect(one(both, both.length)).toBeNull();
  });

  test('that is cut at any byte says so, and has what is there of its body', () => {
    for (const [whole, body] of [
      [POST, 'hello'],
      [CHUNKED, 'one, 0123456789'],
    ] as const)
      for (let at = 1; at < whole.length; at++) {
        const read = one(whole.subarray(0, at));
        expect(read?.cut).toBe(true);
        expect(body.startsWith(read?.body ?? '?')).toBe(true);
      }
  });

  test('of an answer without a length lasts as long as there are bytes', () => {
    const answer = Buffer.concat([lines('HTTP/1.0 200 OK', ''), latin1('to the end\r\n\r\n')]);
    expect(one(answer)).toMatchObject({ body: 'to the end\r\n\r\n', cut: false, end: answer.length });
    const none = Buffer.concat([lines('HTTP/1.1 304 Not Modified', 'Content-Length: 99', ''), POST]);
    expect(one(none)).toMatchObject({ body: '', cut: false, end: none.length - POST.length });
    const head = Buffer.concat([lines('HTTP/1.1 200 OK', 'Content-Length: 99', ''), POST]);
    expect(one(head, 0, 'HEAD')).toMatchObject({ body: '', end: head.length - POST.length });
  });

  test('that was refused is read as far as it goes', () => {
    expect(one(latin1('GET / HTTP/1.1\nno colon\n : x\nA : b\n\n'))).toMatchObject({
      headers: [
        { name: 'no colon', value: '' },
        { name: '', value: 'x' },
        { name: 'A', value: 'b' },
      ],
      cut: false,
    });
    const wrong = (size: string) =>
      one(Buffer.concat([lines('POST / HTTP/1.1', 'Transfer-Encoding: chunked', ''), lines(size, 'x')]));
    expect(wrong('xyz')).toMatchObject({ body: '', cut: true });
    expect(wrong('FFFFFFFFFFFFFFFFFFFF')).toMatchObject({ body: '', cut: true });
    expect(wrong('-5')).toMatchObject({ body: '', cut: true });
    expect(wrong('FFFFFFFFFFFF')).toMatchObject({ body: 'x\r\n', cut: true });
    const long = lines('POST / HTTP/1.1', 'Content-Length: 99999999999999999999', '');
    expect(one(Buffer.concat([long, latin1('x')]))).toMatchObject({ body: '' });
  });

  test('of any bytes at all is read, and each one further on', () => {
    const words = fc.constantFrom(
      ...['GET / HTTP/1.1', 'HTTP/1.1 200 OK', '\r\n', '\n', 'Transfer-Encoding: chunked\r\n', '-5'],
      ...['Content-Length: 3\r\n', '5\r\n', '0\r\n', 'abc', 'FFFFFFFFFFFF\r\n', '\r', '\0', ':', ' '],
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 30 }), (all) => {
        const bytes = latin1(all.join(''));
        for (let from = 0; ;) {
          const read = readMessage(bytes, from);
          if (!read) break;
          expect(read.end).toBeGreaterThan(from);
          expect(read.end).toBeLessThanOrEqual(bytes.length);
          from = read.end;
        }
      }),
    );
  });
});

describe('the framing of an answer', () => {
  const scanned = (pieces: Buffer[], bodiless = false) => {
    const scan = new AnswerScan(bodiless);
    for (const piece of pieces) scan.feed(piece);
    return { head: scan.headEnd, extra: scan.extra, absurd: scan.absurd };
  };
  const INTERIM = lines('HTTP/1.1 103 Early Hints', 'Link: </a>', '');
  const LENGTH = Buffer.concat([lines('HTTP/1.1 200 OK', 'content-length: 5', ''), latin1('hello')]);
  const behind = latin1('behind it');

  test.each<[string, Buffer, number]>([
    ['by its length', LENGTH, LENGTH.length - 5],
    ['in chunks', CHUNKED, CHUNKED.indexOf('\r\n\r\n') + 4],
    ['behind another', Buffer.concat([INTERIM, LENGTH]), INTERIM.length + LENGTH.length - 5],
    ['without a body', lines('HTTP/1.1 204 No', ''), 19],
  ])('%s is the same, split at every byte', (_, answer, head) => {
    const whole = Buffer.concat([answer, behind]);
    const expected = { head, extra: behind.length, absurd: null };
    for (let at = 0; at <= whole.length; at++)
      expect(scanned([whole.subarray(0, at), whole.subarray(at)])).toEqual(expected);
    expect(scanned([...whole].map((byte) => Buffer.from([byte])))).toEqual(expected);
    for (let at = 0; at <= answer.length; at++) expect(scanned([answer.subarray(0, at)]).extra).toBe(0);
  });

  test('to the end of the connection has nothing behind it, and one to HEAD has nothing but a head', () => {
    const open = Buffer.concat([lines('HTTP/1.1 200 OK', ''), behind]);
    expect(scanned([open])).toEqual({ head: 19, extra: 0, absurd: null });
    expect(scanned([LENGTH], true)).toMatchObject({ extra: 5 });
  });

  test('with an absurd chunk says where it stands', () => {
    const whole = Buffer.concat([
      lines('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', '', '3', 'abc'),
      latin1('FFFFFFFFFFFF\r\nxyz'),
    ]);
    const at = whole.indexOf('FFFF');
    for (let cut = 0; cut <= whole.length - 4; cut++)
      expect(scanned([whole.subarray(0, cut), whole.subarray(cut)]).absurd).toEqual({
        at,
        size: 'FFFFFFFFFFFF',
      });
  });

  test('of any bytes is followed as one message is read', () => {
    const body = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(
        fc.array(body.filter((bytes) => bytes.length > 0)),
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 }),
        (bodies, sizes) => {
          const chunks = bodies.flatMap((bytes) => [
            latin1(`${bytes.length.toString(16)}\r\n`),
            bytes,
            latin1('\r\n'),
          ]);
          const answer = Buffer.concat([
            lines('HTTP/1.1 200 OK', 'Transfer-Encoding: chunked', ''),
            ...chunks,
            latin1('0\r\n\r\n'),
          ]);
          const pieces: Buffer[] = [];
          const whole = Buffer.concat([answer, behind]);
          for (let at = 0, i = 0; at < whole.length; at += sizes[i++ % sizes.length] as number)
            pieces.push(whole.subarray(at, at + (sizes[i % sizes.length] as number)));
          expect(scanned(pieces).extra).toBe(behind.length);
          const read = readMessage(whole);
          expect([read?.end, read?.cut]).toEqual([answer.length, false]);
          expect(Buffer.concat(bodies).equals(read?.body ?? Buffer.alloc(0))).toBe(true);
        },
      ),
    );
  });
});
