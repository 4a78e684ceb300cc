import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { halfFloat, singleText } from '../../../src/contract/payload/float.ts';
import { inspect } from '../../../src/contract/payload/inspect.ts';
import { parseHex } from '../../../src/contract/payload/hex.ts';

const readings = (hex: string) => {
  const parsed = parseHex(hex);
  if (!parsed.ok) throw new Error(parsed.message);
  return Object.fromEntries(inspect(parsed.bytes).map((r) => [r.name, [r.little, r.big]]));
};

describe('inspect', () => {
  it('reads integers in both byte orders', () => {
    const r = readings('48 65 6c 6c 6f 2c 20 73');
    expect(r.u8).toEqual(['72', '72']);
    expect(r.u16).toEqual(['25928', '18533']);
    expect(r.u32).toEqual(['1819043144', '1214606444']);
    expect(r.u64).toEqual([String(0x73202c6f6c6c6548n), String(0x48656c6c6f2c2073n)]);
    expect(r.binary).toEqual(['01001000', '01001000']);
    expect(r['UTF-8']).toEqual(['H  U+0048', 'H  U+0048']);
  });

  it('reads signs, floats and times', () => {
    expect(readings('ff').i8).toEqual(['-1', '-1']);
    expect(readings('fe ff').i16).toEqual(['-2', '-257']);
    expect(readings('3d cc cc cd').f32![1]).toBe('0.1');
    expect(readings('3f f0 00 00 00 00 00 00').f64![1]).toBe('1');
    expect(readings('3c 00').f16![1]).toBe('1');
    expect(readings('00 00 00 00')['Unix s 32']).toEqual(Array(2).fill('1970-01-01 00:00:00.000 UTC'));
    // Each the same moment, 2001-09-09 01:46:40 UTC.
    expect(readings('00 00 00 00 3b 9a ca 00')['Unix s 64']![1]).toBe('2001-09-09 01:46:40.000 UTC');
    expect(readings('00 00 00 e8 d4 a5 10 00')['Unix ms 64']![1]).toBe('2001-09-09 01:46:40.000 UTC');
    expect(readings('00 80 ff 44 d1 38 c1 01').FILETIME![0]).toBe('2001-09-09 01:46:40.000 UTC');
    expect(readings('bf 45 48 80 80 00 00 00').NTP![1]).toBe('2001-09-09 01:46:40.500 UTC');
  });

  it('reads a varint and its length', () => {
    expect(readings('ac 02').varint![0]).toBe('300 (2 B)');
    expect(readings('ff ff ff ff ff ff ff ff ff 01').varint![0]).toBe(`${2n ** 64n - 1n} (10 B)`);
    expect(readings('ff ff ff ff ff ff ff ff ff 02').varint![0]).toBeNull();
    expect(readings('80').varint![0]).toBeNull();
  });

  it('gives nothing where bytes are missing', () => {
    expect(readings('01 02 03').u32).toEqual([null, null]);
    expect(inspect(new Uint8Array(0)).every((r) => r.little === null && r.big === null)).toBe(true);
  });

  it('agrees with DataView and never throws, at any offset', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 24 }), fc.nat({ max: 16 }), (bytes, at) => {
        const found = Object.fromEntries(inspect(bytes, at).map((r) => [r.name, r]));
        if (bytes.length - at < 8) return;
        const view = new DataView(bytes.buffer, bytes.byteOffset + at);
        expect(found.i64!.little).toBe(String(view.getBigInt64(0, true)));
        expect(Number(found.f64!.big)).toEqual(view.getFloat64(0, false));
        expect(Math.fround(Number(found.f32!.big))).toEqual(view.getFloat32(0, false));
      }),
    );
  });
});

describe('float', () => {
  it('reads every kind of half float', () => {
    expect([0x0000, 0x8000, 0x0001, 0x7bff, 0x7c00, 0xfc00, 0x3555].map(halfFloat)).toEqual([
      0,
      -0,
      2 ** -24,
      65504,
      Infinity,
      -Infinity,
      0.333251953125,
    ]);
    expect(halfFloat(0x7e00)).toBeNaN();
  });

  it('writes a single as the shortest decimal that is the same single', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true }), (value) => {
        expect(Object.is(Math.fround(Number(singleText(value))), value)).toBe(true);
      }),
    );
  });
});
