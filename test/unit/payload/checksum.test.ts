import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHECKSUMS, checksumNamed } from '../../../src/contract/payload/checksum.ts';

const digits = new TextEncoder().encode('123456789');

describe('checksums', () => {
  it.each([
    ['crc16arc', 0xbb3d],
    ['crc16modbus', 0x4b37],
    ['crc16ccittfalse', 0x29b1],
    ['crc16xmodem', 0x31c3],
    ['crc32', 0xcbf43926],
    ['sum8', 0xdd],
    ['lrc', 0x23],
    ['xor', 0x31],
  ] as const)('%s gives the check value of its catalogue', (name, value) => {
    expect(CHECKSUMS[name].of(digits)).toBe(value);
  });

  it('agrees with what others compute, for any bytes', () => {
    const all = fc.sample(fc.uint8Array({ maxLength: 300 }), { numRuns: 200, seed: 7 });
    const program = `
import sys, json, zlib, binascii
for line in sys.stdin:
    b = bytes.fromhex(line.strip())
    x = 0
    for c in b: x ^= c
    m = 0xffff
    for c in b:
        m ^= c
        for _ in range(8): m = (m >> 1) ^ 0xa001 if m & 1 else m >> 1
    print(json.dumps([zlib.crc32(b), binascii.crc_hqx(b, 0), binascii.crc_hqx(b, 0xffff), m, sum(b) & 255, -sum(b) & 255, x]))
`;
    const told = execFileSync('python3', ['-c', program], {
      input: all.map((bytes) => Buffer.from(bytes).toString('hex') + '\n').join(''),
      encoding: 'utf8',
    });
    const ours = all.map((bytes) =>
      (['crc32', 'crc16xmodem', 'crc16ccittfalse', 'crc16modbus', 'sum8', 'lrc', 'xor'] as const).map(
        (name) => CHECKSUMS[name].of(bytes),
      ),
    );
    expect(
      told
        .trim()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
    ).toEqual(ours);
  });

  it('is found by the names that people write', () => {
    expect(checksumNamed('CRC-16/MODBUS')).toBe(CHECKSUMS.crc16modbus);
    expect(checksumNamed('crc16-ccitt')).toBe(CHECKSUMS.crc16ccittfalse);
    expect(checksumNamed('crc16')).toBe(CHECKSUMS.crc16arc);
    expect(checksumNamed('toString')).toBeNull();
    expect(checksumNamed('md5')).toBeNull();
  });
});
