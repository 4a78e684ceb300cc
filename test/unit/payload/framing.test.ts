import { describe, expect, it } from 'vitest';
import { framingSchema } from '../../../src/contract/framing.ts';
import { FrameAssembler } from '../../../src/contract/payload/frame-assembler.ts';
import {
  badLengthSentence,
  delimiterOf,
  type Framing,
  framingWords,
  MOST_DEFAULT,
  varint,
} from '../../../src/contract/payload/framing.ts';
import { parseHex } from '../../../src/contract/payload/hex.ts';
import { decode, oneByOne, payloads, PREFIXED, text } from '../../support/framing.ts';

const hex = (value: string) => {
  const parsed = parseHex(value);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.bytes;
};
const splitAt = (bytes: Uint8Array, at: number) => [bytes.subarray(0, at), bytes.subarray(at)];

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
