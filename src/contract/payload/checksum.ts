import crc16arc from 'crc/calculators/crc16';
import crc16ccitt from 'crc/calculators/crc16ccitt';
import crc16modbus from 'crc/calculators/crc16modbus';
import crc16xmodem from 'crc/calculators/crc16xmodem';
import crc32 from 'crc/calculators/crc32';

/** A checksum as its field names it. The parameters of the CRCs are those of the catalogue of parametrised CRCs. */
export interface Checksum {
  /** As the field writes it: `CRC-16/MODBUS`. */
  name: string;
  /** Bytes of the value: 1, 2 or 4. */
  width: 1 | 2 | 4;
  /** The value of `bytes`, never negative. */
  of(bytes: Uint8Array): number;
}

/** By the name a placeholder gives it, in lower case and without `-`, `/` and the like. */
export const CHECKSUMS = {
  crc16arc: { name: 'CRC-16/ARC', width: 2, of: (bytes) => crc16arc(bytes) & 0xffff },
  crc16modbus: { name: 'CRC-16/MODBUS', width: 2, of: (bytes) => crc16modbus(bytes) & 0xffff },
  crc16ccittfalse: { name: 'CRC-16/CCITT-FALSE', width: 2, of: (bytes) => crc16ccitt(bytes) & 0xffff },
  crc16xmodem: { name: 'CRC-16/XMODEM', width: 2, of: (bytes) => crc16xmodem(bytes) & 0xffff },
  crc32: { name: 'CRC-32', width: 4, of: (bytes) => crc32(bytes) >>> 0 },
  sum8: { name: 'Sum, 8 bits', width: 1, of: sum8 },
  /** What brings the sum of all bytes to zero: the LRC of many serial protocols. */
  lrc: { name: 'LRC, two’s complement of the sum', width: 1, of: (bytes) => -sum8(bytes) & 0xff },
  xor: { name: 'XOR, 8 bits', width: 1, of: xor8 },
} as const satisfies Record<string, Checksum>;
export type ChecksumName = keyof typeof CHECKSUMS;

/** Short names for the variant that most people mean by them. */
const ALIASES: Record<string, ChecksumName> = {
  crc16: 'crc16arc',
  crc16ccitt: 'crc16ccittfalse',
  xor8: 'xor',
};

/** Finds a checksum by a name such as `crc16-modbus`, `CRC-16/MODBUS` or `crc32`; null where there is none. */
export function checksumNamed(name: string): Checksum | null {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  const key = ALIASES[plain] ?? plain;
  return key in CHECKSUMS ? CHECKSUMS[key as ChecksumName] : null;
}

function sum8(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum = (sum + byte) & 0xff;
  return sum;
}

function xor8(bytes: Uint8Array): number {
  let value = 0;
  for (const byte of bytes) value ^= byte;
  return value;
}
