import { floatText, halfFloat, singleText } from './float.ts';
import { dateFromFiletime, dateFromNtp, dateFromUnixMs, dateFromUnixSeconds } from './timestamp.ts';
import { isPrintable, utf8At } from './utf8.ts';

/** One reading of the bytes at a place, in both byte orders; null where too few bytes follow or it has no meaning. */
export interface Reading {
  name: string;
  /** For readings that have no byte order, `little` and `big` are the same. */
  ordered: boolean;
  little: string | null;
  big: string | null;
  /** Bytes it covers. */
  size: number;
}

/** The most bytes a reading looks at. */
export const INSPECT_BYTES = 10;

type Read = (view: DataView, little: boolean) => string | null;
const reader = (name: string, size: number, read: Read) => ({ name, size, read });

const ORDERED = [
  reader('u16', 2, (v, le) => String(v.getUint16(0, le))),
  reader('i16', 2, (v, le) => String(v.getInt16(0, le))),
  reader('u32', 4, (v, le) => String(v.getUint32(0, le))),
  reader('i32', 4, (v, le) => String(v.getInt32(0, le))),
  reader('u64', 8, (v, le) => String(v.getBigUint64(0, le))),
  reader('i64', 8, (v, le) => String(v.getBigInt64(0, le))),
  reader('f16', 2, (v, le) => floatText(halfFloat(v.getUint16(0, le)))),
  reader('f32', 4, (v, le) => singleText(v.getFloat32(0, le))),
  reader('f64', 8, (v, le) => floatText(v.getFloat64(0, le))),
  reader('Unix s 32', 4, (v, le) => dateFromUnixSeconds(BigInt(v.getInt32(0, le)))),
  reader('Unix s 64', 8, (v, le) => dateFromUnixSeconds(v.getBigInt64(0, le))),
  reader('Unix ms 64', 8, (v, le) => dateFromUnixMs(v.getBigInt64(0, le))),
  reader('FILETIME', 8, (v, le) => dateFromFiletime(v.getBigUint64(0, le))),
  reader('NTP', 8, (v, le) => dateFromNtp(v.getBigUint64(0, le))),
];

/** Every reading of the bytes from `at` on. */
export function inspect(bytes: Uint8Array, at = 0): Reading[] {
  const rest = bytes.subarray(at, at + INSPECT_BYTES);
  const plain = (name: string, size: number, value: string | null): Reading => ({
    name,
    ordered: false,
    little: value,
    big: value,
    size,
  });
  const first = rest[0];
  const [character, characterSize] = characterAt(rest);
  const [varint, varintSize] = varintAt(rest);
  return [
    plain('u8', 1, first === undefined ? null : String(first)),
    plain('i8', 1, first === undefined ? null : String((first << 24) >> 24)),
    plain('binary', 1, first === undefined ? null : first.toString(2).padStart(8, '0')),
    plain('UTF-8', characterSize, character),
    plain('varint', varintSize, varint),
    ...ORDERED.map(({ name, size, read }): Reading => {
      const view = rest.length >= size ? new DataView(rest.buffer, rest.byteOffset, size) : null;
      return {
        name,
        ordered: true,
        little: view && read(view, true),
        big: view && read(view, false),
        size,
      };
    }),
  ];
}

function characterAt(bytes: Uint8Array): [string | null, number] {
  if (bytes.length === 0) return [null, 1];
  const { code, length } = utf8At(bytes, 0);
  if (code < 0) return [null, 1];
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return [isPrintable(code) ? `${String.fromCodePoint(code)}  ${name}` : name, length];
}

/** Unsigned LEB128, as Protocol Buffers write lengths and numbers: at most ten bytes. */
function varintAt(bytes: Uint8Array): [string | null, number] {
  let value = 0n;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    value |= BigInt(byte & 0x7f) << BigInt(7 * i);
    if (byte < 0x80) return value < 1n << 64n ? [`${value} (${i + 1} B)`, i + 1] : [null, 1];
  }
  return [null, 1];
}
