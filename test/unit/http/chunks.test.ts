import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { ChunkReader } from '../../../src/main/tools/http/client/chunks.ts';

/** Feeds it piece by piece, each in memory that is used again. */
function read(bytes: Buffer, ends: readonly number[], lenient = false) {
  const reader = new ChunkReader(lenient);
  const memory = Buffer.alloc(bytes.length);
  let body = Buffer.alloc(0);
  let used = 0;
  let from = 0;
  for (const to of [...ends, bytes.length]) {
    const length = bytes.copy(memory, 0, from, to);
    used += reader.feed(memory.subarray(0, length), (piece) => (body = Buffer.concat([body, piece])));
    memory.fill('!');
    from = to;
  }
  const { wrong, absurd, over, trailers } = reader;
  return {
    body: body.toString('latin1'),
    rest: over ? bytes.length - used : 0,
    over,
    wrong: wrong?.code,
    absurd,
    trailers,
  };
}

/** The same in one piece, in two of any sizes, and byte by byte. */
function everyWay(text: string, check: (told: ReturnType<typeof read>) => void, lenient = false): void {
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at <= bytes.length; at++) check(read(bytes, [at], lenient));
  check(read(bytes, [...bytes.keys()], lenient));
}

describe('a body in chunks', () => {
  test.each<[name: string, text: string, body: string, trailers: string[]]>([
    ['of chunks alone', '5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n', 'hello!', []],
    ['that is empty', '0\r\n\r\n', '', []],
    ['with capital and small digits, and zeros before them', '00A\r\n0123456789\r\na\r\nabcdefghij\r\n000\r\n\r\n', '0123456789abcdefghij', []], // prettier-ignore
    ['with extensions', '2;a=b;c="x;\\"y"\r\nhi\r\n0;last\r\n\r\n', 'hi', []],
    ['with spaces behind a size', '2 \r\nhi\r\n1\t ;a\r\n!\r\n0\r\n\r\n', 'hi!', []],
    ['with trailers', '1\r\nx\r\n0\r\nX-A: 1\r\nx-a:\t\xfc 2 \r\nE:\r\n\r\n', 'x', ['X-A', '1', 'x-a', '\xfc 2', 'E', '']], // prettier-ignore
    ['with line ends in it', '4\r\n\r\n\r\n\r\n0\r\n\r\n', '\r\n\r\n', []],
  ])('%s is the same however it is cut, and what is behind it is not its own', (_, text, body, trailers) => {
    everyWay(`${text}HTTP/1.1`, (told) =>
      expect(told).toEqual({ body, rest: 8, over: true, wrong: undefined, absurd: null, trailers }),
    );
    for (let length = 0; length < text.length; length++)
      expect(read(Buffer.from(text.slice(0, length), 'latin1'), [])).toMatchObject({ over: false });
  });

  test.each<[name: string, text: string, code: string, body: string]>([
    ['no size', '\r\nhello', 'HPE_INVALID_CHUNK_SIZE', ''],
    ['a word for a size', 'xyz\r\n', 'HPE_INVALID_CHUNK_SIZE', ''],
    ['a negative size', '-5\r\nhello', 'HPE_INVALID_CHUNK_SIZE', ''],
    ['a size with its base', '0x5\r\nhello', 'HPE_INVALID_CHUNK_SIZE', ''],
    ['a size in two parts', '1 1\r\nhello', 'HPE_INVALID_CHUNK_SIZE', ''],
    ['a size without an end', '0'.repeat(65), 'HPE_INVALID_CHUNK_SIZE', ''],
    ['a control character in an extension', '1;a\x01\r\nx', 'HPE_STRICT', ''],
    ['a line feed in an extension', '1;a\nx', 'HPE_CR_EXPECTED', ''],
    ['an extension without an end', `1;${'a'.repeat(16 * 1024 + 1)}`, 'HPE_CHUNK_EXTENSIONS_OVERFLOW', ''],
    ['line feeds alone', '1\nx\n0\n\n', 'HPE_CR_EXPECTED', ''],
    ['a carriage return alone', '1\rx', 'HPE_STRICT', ''],
    ['more than was announced', '1\r\nxyz\r\n0\r\n\r\n', 'HPE_STRICT', 'x'],
    ['less than was announced', '4\r\nx\r\n0\r\n\r\n', 'HPE_INVALID_CHUNK_SIZE', 'x\r\n0'],
    ['no header for a trailer', '0\r\nnonsense\r\n\r\n', 'HPE_INVALID_HEADER_TOKEN', ''],
    ['a space before a colon', '0\r\nA : b\r\n\r\n', 'HPE_INVALID_HEADER_TOKEN', ''],
    ['a folded trailer', '0\r\nA: b\r\n c\r\n\r\n', 'HPE_INVALID_HEADER_TOKEN', ''],
    ['a control character in a trailer', '0\r\nA: b\rc\r\n\r\n', 'HPE_INVALID_HEADER_TOKEN', ''],
    ['a trailer that ends in a line feed', '0\r\nA: b\n\r\n', 'HPE_CR_EXPECTED', ''],
  ])('that has %s is refused, with what came before', (_, text, code, body) => {
    if (text.length < 1000)
      everyWay(text, (told) => expect(told).toMatchObject({ wrong: code, body, over: false }));
    else expect(read(Buffer.from(text), [100])).toMatchObject({ wrong: code, body });
  });

  test('whose trailers have no end is refused', () => {
    for (const line of ['A: bbbbbbb\r\n', `A: ${'b'.repeat(2_000_000)}`, 'a']) {
      const reader = new ChunkReader();
      reader.feed(Buffer.from('0\r\n'), () => undefined);
      const piece = Buffer.from(line.repeat(Math.ceil(line.length === 1 ? 64 : 4096 / line.length)));
      for (let fed = 0; fed < 2_200_000 && !reader.wrong; fed += piece.length)
        reader.feed(piece, () => undefined);
      expect(reader.wrong?.code).toBe('HPE_HEADER_OVERFLOW');
    }
  });

  test('that announces an absurd chunk says where', () => {
    everyWay('1\r\nx\r\nFFFFFFFFFFFF\r\nhello', (told) =>
      expect(told).toMatchObject({ absurd: { at: 6, size: 'FFFFFFFFFFFF' }, body: 'x', over: false }),
    );
    expect(read(Buffer.from('10000000000\r\nx'), [])).toMatchObject({ absurd: null, body: 'x' });
    expect(read(Buffer.from(`${'F'.repeat(20)};a\r\n`), [])).toMatchObject({ absurd: { at: 0 } });
  });

  test('is read leniently where line feeds stand alone', () => {
    everyWay(
      '2\nhi\n1;a\r\n!\r\n0\nA: b\n\n.',
      (told) => expect(told).toMatchObject({ body: 'hi!', over: true, rest: 1, trailers: ['A', 'b'] }),
      true,
    );
  });

  it('comes back as it went, in any chunks and any pieces', () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 });
    const cuts = fc.array(fc.nat(3000), { maxLength: 20 });
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 10 }), cuts, (pieces, at) => {
        const wire = Buffer.concat([
          ...pieces.flatMap((piece) => [
            Buffer.from(`${piece.length.toString(16)}\r\n`),
            piece,
            Buffer.from('\r\n'),
          ]),
          Buffer.from('0\r\n\r\n'),
        ]);
        const ends = at.filter((end) => end <= wire.length).toSorted((a, b) => a - b);
        const told = read(wire, ends);
        expect(told).toMatchObject({ over: true, rest: 0 });
        expect(told.body).toBe(Buffer.concat(pieces).toString('latin1'));
      }),
    );
  });

  it('ends or is refused, whatever comes and however it is cut', () => {
    const words = fc.constantFrom(
      '0',
      '5',
      'a',
      '\r\n',
      '\r',
      '\n',
      ';',
      ' ',
      'A: b',
      ':',
      '\0',
      'FFFFFFFFFFFF',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 30 }), fc.boolean(), (all, lenient) => {
        const bytes = Buffer.from(all.join(''), 'latin1');
        const whole = read(bytes, [], lenient);
        expect(read(bytes, [...bytes.keys()], lenient)).toEqual(whole);
        expect(whole.body.length).toBeLessThanOrEqual(bytes.length);
      }),
    );
  });
});
