import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { framingSchema } from '../../../src/contract/framing.ts';
import { FrameAssembler } from '../../../src/contract/payload/frame-assembler.ts';
import { FrameDecoder } from '../../../src/contract/payload/frame-decoder.ts';
import {
  badLengthSentence,
  delimiterOf,
  type Frame,
  frame,
  type Framing,
  framingWords,
  MOST_DEFAULT,
  varint,
} from '../../../src/contract/payload/framing.ts';
import { parseHex } from '../../../src/contract/payload/hex.ts';

const text = (value: string) => new TextEncoder().encode(value);
const hex = (value: string) => {
  const parsed = parseHex(value);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.bytes;
};
const decode = (framing: Framing, pieces: readonly Uint8Array[], at = 0) => {
  const decoder = new FrameDecoder(framing, at);
  const frames: Frame[] = [];
  for (const piece of pieces) decoder.push(piece, (one) => frames.push(one));
  return { frames, decoder };
};
const splitAt = (bytes: Uint8Array, at: number) => [bytes.subarray(0, at), bytes.subarray(at)];
const oneByOne = (bytes: Uint8Array) => Array.from(bytes, (byte) => Uint8Array.of(byte));
const payloads = (bytes: Uint8Array, frames: readonly Frame[]) =>
  frames.map((one) => Buffer.from(bytes.subarray(one.offset, one.offset + one.length)).toString('latin1'));

const PREFIXED: Framing = { kind: 'length-prefixed', width: 4, endian: 'big', counts: 'body' };

/** Streams, what is in them, and what is left at their end. */
const STREAMS: { name: string; framing: Framing; bytes: Uint8Array; messages: string[]; rest: number }[] = [
  {
    name: 'lines that end in LF and CRLF',
    framing: { kind: 'lines' },
    bytes: text('one\ntwo\r\n\n\r\na\rb\r\r\nlast'),
    messages: ['one', 'two', '', '', 'a\rb\r'],
    rest: 4,
  },
  {
    name: 'a delimiter that begins like itself',
    framing: { kind: 'delimiter', delimiter: delimiterOf(text('aab')) },
    bytes: text('xaaabyaabaabaaaabaa'),
    messages: ['xa', 'y', '', 'aa'],
    rest: 2,
  },
  {
    name: 'a delimiter of one byte',
    framing: { kind: 'delimiter', delimiter: '00' },
    bytes: hex('41 42 00 00 43 00'),
    messages: ['AB', '', 'C'],
    rest: 0,
  },
  {
    name: 'a fixed length',
    framing: { kind: 'fixed', length: 3 },
    bytes: text('abcdefgh'),
    messages: ['abc', 'def'],
    rest: 2,
  },
  {
    name: 'a big-endian prefix',
    framing: PREFIXED,
    bytes: hex('00 00 00 03 61 62 63 00 00 00 00 00 00 00 01 64 00 00'),
    messages: ['abc', '', 'd'],
    rest: 2,
  },
  {
    name: 'a little-endian prefix that counts itself',
    framing: { kind: 'length-prefixed', width: 2, endian: 'little', counts: 'all' },
    bytes: hex('05 00 61 62 63 02 00 03 00 64 09 00 65'),
    messages: ['abc', '', 'd'],
    rest: 3,
  },
  {
    name: 'a prefix of eight bytes',
    framing: { kind: 'length-prefixed', width: 8, endian: 'big', counts: 'body' },
    bytes: hex('00 00 00 00 00 00 00 02 61 62'),
    messages: ['ab'],
    rest: 0,
  },
  {
    name: 'varints, one of them longer than it needs to be',
    framing: { kind: 'varint' },
    bytes: Uint8Array.from([...varint(300), ...text('x'.repeat(300)), 0x00, 0x81, 0x00, 0x79, 0x05, 0x7a]),
    messages: ['x'.repeat(300), '', 'y'],
    rest: 2,
  },
];

describe.each(STREAMS)('$name', ({ framing, bytes, messages, rest }) => {
  const whole = decode(framing, [bytes]);

  it('gives the messages and tells what is unfinished', () => {
    expect(payloads(bytes, whole.frames)).toEqual(messages);
    expect(whole.frames.every((one) => one.status === 'ok')).toBe(true);
    const pending = whole.decoder.pending();
    expect(pending?.size ?? 0).toBe(rest);
    if (pending) expect(pending).toMatchObject({ status: 'unfinished', start: bytes.length - rest });
  });

  it('gives the same however it is split', () => {
    for (let at = 0; at <= bytes.length; at++) {
      const { frames, decoder } = decode(framing, splitAt(bytes, at));
      expect(frames, `split at ${at}`).toEqual(whole.frames);
      expect(decoder.pending(), `split at ${at}`).toEqual(whole.decoder.pending());
    }
    expect(decode(framing, oneByOne(bytes)).frames).toEqual(whole.frames);
  });

  it('leaves no byte between messages', () => {
    let at = 0;
    for (const one of whole.frames) {
      expect(one.start).toBe(at);
      at += one.size;
    }
    expect(at).toBe(bytes.length - rest);
  });

  it('counts from where it is told to', () => {
    const later = decode(framing, [bytes], 1000).frames;
    expect(later.map((one) => ({ ...one, start: one.start - 1000, offset: one.offset - 1000 }))).toEqual(
      whole.frames,
    );
  });
});

describe('a bad length', () => {
  it('of 4 GiB is marked, and nothing after it is framed or set aside', () => {
    const bytes = hex('00 00 00 01 61  ff ff ff ff 62 63 00 00 00 01 64');
    for (let at = 0; at <= bytes.length; at++) {
      const { frames, decoder } = decode(PREFIXED, splitAt(bytes, at));
      expect(frames).toEqual([
        { start: 0, size: 5, offset: 4, length: 1, status: 'ok' },
        { start: 5, size: 4, offset: 9, length: 0, status: 'bad', said: 0xffff_ffff },
      ]);
      expect(decoder.stopped).toBe(9);
      expect(decoder.pending()).toBeNull();
    }
    expect(badLengthSentence(PREFIXED, { said: 0xffff_ffff })).toBe(
      'The prefix says 4,294,967,295 bytes; the most is 16,777,216.',
    );
    const assembler = new FrameAssembler(PREFIXED, 1024);
    expect(assembler.push(bytes).map(({ payload, frame: { status } }) => [payload.length, status])).toEqual([
      [1, 'ok'],
      [0, 'bad'],
    ]);
  });

  it('is one over the most, and the most is none', () => {
    const framing: Framing = { ...PREFIXED, most: 3 };
    expect(decode(framing, [hex('00000003 616263')]).frames[0]?.status).toBe('ok');
    expect(decode(framing, [hex('00000004')]).frames[0]?.status).toBe('bad');
  });

  it('is one that is less than the prefix it counts', () => {
    const framing: Framing = { kind: 'length-prefixed', width: 2, endian: 'big', counts: 'all' };
    const { frames } = decode(framing, [hex('00 01 61')]);
    expect(frames).toEqual([{ start: 0, size: 2, offset: 2, length: 0, status: 'bad', said: 1 }]);
    expect(badLengthSentence(framing, frames[0]!)).toBe(
      'The prefix says 1 byte, but it counts its own 2 bytes too.',
    );
  });

  it('is one past 2^53, whatever the most', () => {
    const framing: Framing = { kind: 'length-prefixed', width: 8, endian: 'little', counts: 'body' };
    const { frames } = decode(framing, [hex('ff ff ff ff ff ff ff ff')]);
    expect(frames[0]).toMatchObject({ status: 'bad', size: 8 });
    expect(badLengthSentence(framing, frames[0]!)).toBe(
      'The prefix says more than 2^53 bytes; the most is 16,777,216.',
    );
  });

  it('is a varint that never ends, and one of ten bytes that says too much', () => {
    const endless = decode({ kind: 'varint' }, [new Uint8Array(40).fill(0xff)]);
    expect(endless.frames).toEqual([
      { start: 0, size: 10, offset: 10, length: 0, status: 'bad', said: Infinity },
    ]);
    expect(badLengthSentence({ kind: 'varint' }, endless.frames[0]!)).toBe(
      'The varint goes on past 10 bytes, so it is no length.',
    );
    const huge = decode({ kind: 'varint' }, [hex('ff ff ff ff ff ff ff ff ff 01')]).frames[0];
    expect(huge).toMatchObject({ status: 'bad', size: 10, said: 2 ** 64 });
  });

  it('of a line marks that line, and the next one is framed', () => {
    const framing: Framing = { kind: 'lines', most: 4 };
    const bytes = text('12345\r\nabcd\n');
    for (let at = 0; at <= bytes.length; at++) {
      const { frames } = decode(framing, splitAt(bytes, at));
      expect(frames).toEqual([
        { start: 0, size: 7, offset: 0, length: 5, status: 'bad', said: 5 },
        { start: 7, size: 5, offset: 7, length: 4, status: 'ok' },
      ]);
    }
    expect(decode(framing, [text('12345')]).decoder.pending()?.status).toBe('bad');
    expect(badLengthSentence(framing, { said: 5 })).toBe('5 bytes without a line ending; the most is 4.');
  });
});

const most = fc.option(fc.integer({ min: 64, max: 1000 }), { nil: undefined });
const anyFraming: fc.Arbitrary<Framing> = fc.oneof(
  fc.record({ kind: fc.constant('lines' as const), most }),
  fc.record({
    kind: fc.constant('delimiter' as const),
    // Bytes that the messages below don't have.
    delimiter: fc
      .array(fc.integer({ min: 0xf0, max: 0xff }), { minLength: 1, maxLength: 5 })
      .map((bytes) => delimiterOf(Uint8Array.from(bytes))),
    most,
  }),
  fc.record({
    kind: fc.constant('length-prefixed' as const),
    width: fc.constantFrom(1 as const, 2 as const, 4 as const, 8 as const),
    endian: fc.constantFrom('big' as const, 'little' as const),
    counts: fc.constantFrom('body' as const, 'all' as const),
    most,
  }),
  fc.record({ kind: fc.constant('varint' as const), most }),
);
const message = fc.uint8Array({ maxLength: 60, min: 0x20, max: 0xef });

const cutUp = (bytes: Uint8Array, cuts: readonly number[]) => {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((to, i) => bytes.subarray(places[i], to));
};

describe('what is framed', () => {
  it('is decoded to the same messages, split anyhow', () => {
    fc.assert(
      fc.property(
        anyFraming,
        fc.array(message),
        fc.array(fc.nat(), { maxLength: 20 }),
        (framing, messages, cuts) => {
          const wire = Buffer.concat(
            messages.map((one) => {
              const made = frame(one, framing);
              if (!made.ok) throw new Error(made.message);
              return made.bytes;
            }),
          );
          const assembler = new FrameAssembler(framing, 1000);
          const got = cutUp(wire, cuts).flatMap((piece) => assembler.push(piece));
          expect(got.map((one) => [...one.payload])).toEqual(messages.map((one) => [...one]));
          expect(got.every((one) => one.frame.status === 'ok' && !one.cut)).toBe(true);
          expect(assembler.pending()).toBeNull();
        },
      ),
    );
  });

  it('never throws on anything, and frames are contiguous', () => {
    fc.assert(
      fc.property(
        anyFraming,
        fc.uint8Array({ maxLength: 400 }),
        fc.array(fc.nat()),
        (framing, bytes, cuts) => {
          const whole = decode(framing, [bytes]);
          const pieces = decode(framing, cutUp(bytes, cuts));
          expect(pieces.frames).toEqual(whole.frames);
          expect(pieces.decoder.stopped).toBe(whole.decoder.stopped);
          let at = 0;
          for (const one of whole.frames) {
            expect(one.start).toBe(at);
            expect(one.offset >= one.start && one.offset + one.length <= one.start + one.size).toBe(true);
            at += one.size;
          }
          expect(whole.decoder.stopped ?? whole.decoder.pending()?.start ?? bytes.length).toBe(at);
        },
      ),
    );
  });

  it('of which only so much is kept has its beginning, also where it comes byte by byte', () => {
    const made = frame(text('0123456789'), PREFIXED);
    const assembler = new FrameAssembler(PREFIXED, 4);
    const bytes = made.ok ? made.bytes : new Uint8Array(0);
    const got = oneByOne(bytes).flatMap((piece) => assembler.push(piece));
    expect(got).toHaveLength(1);
    expect(Buffer.from(got[0]!.payload).toString()).toBe('0123');
    expect(got[0]!.cut).toBe(true);
  });

  it('is each push by itself where reads are raw', () => {
    expect(payloads(text('abc'), decode({ kind: 'raw' }, [text('ab'), text('c')]).frames)).toEqual([
      'ab',
      'c',
    ]);
  });

  it('is refused where its length can’t be told', () => {
    expect(
      frame(new Uint8Array(256), { kind: 'length-prefixed', width: 1, endian: 'big', counts: 'body' }),
    ).toEqual({ ok: false, message: 'A prefix of 1 byte can say at most 255; this message needs 256.' });
    expect(frame(text('abc'), { kind: 'fixed', length: 2 })).toEqual({
      ok: false,
      message: 'The message has 3 bytes; with this fixed length it needs 2.',
    });
  });
});

describe('the schema', () => {
  const says = (value: unknown) => framingSchema.safeParse(value).error?.issues[0]?.message;

  it('takes each kind', () => {
    for (const { framing } of STREAMS) expect(framingSchema.parse(framing)).toEqual(framing);
    expect(framingSchema.parse({ kind: 'raw' })).toEqual({ kind: 'raw' });
  });

  it.each([
    [{ kind: 'delimiter', delimiter: '' }, 'Delimiter is empty. Give at least one byte.'],
    [{ kind: 'delimiter', delimiter: '0g' }, 'Delimiter must be hex digits, two for each byte.'],
    [{ kind: 'delimiter', delimiter: '00'.repeat(257) }, 'Delimiter can be at most 256 bytes.'],
    [{ kind: 'fixed', length: 0 }, 'Length must be a whole number from 1 to 1,099,511,627,776.'],
    [{ kind: 'lines', most: 1.5 }, 'Longest message must be a whole number from 1 to 1,099,511,627,776.'],
    [{ ...PREFIXED, width: 3 }, 'Width must be 1, 2, 4 or 8 bytes.'],
    [{ ...PREFIXED, endian: 'middle' }, 'Byte order must be big or little.'],
  ])('names the field of %j', (value, sentence) => {
    expect(says(value)).toBe(sentence);
  });

  it('goes with words for the screen', () => {
    expect(framingWords(PREFIXED)).toBe('4 bytes, big-endian, counts the body');
    expect(framingWords({ kind: 'delimiter', delimiter: '0d0a' })).toBe('0d 0a');
    expect(MOST_DEFAULT).toBe(16 * 1024 * 1024);
  });
});
