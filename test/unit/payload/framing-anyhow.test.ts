import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameAssembler } from '../../../src/contract/payload/frame-assembler.ts';
import { delimiterOf, frame, type Framing } from '../../../src/contract/payload/framing.ts';
import { decode, oneByOne, payloads, PREFIXED, text } from '../../support/framing.ts';

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
