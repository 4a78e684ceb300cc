import { describe, expect, it } from 'vitest';
import { formatSize, parseSize, readSize } from '../../src/renderer/app/settings/units.ts';

const MiB = 1024 ** 2;

describe('sizes', () => {
  it.each([
    ['512 MiB', 512 * MiB],
    ['512mb', 512 * MiB],
    ['1.5g', 1536 * MiB],
    ['1,5 GiB', 1536 * MiB],
    ['256', 256 * MiB],
    [' 0 ', 0],
    ['64 k', 65536],
  ])('"%s" is %d bytes', (text, bytes) => expect(parseSize(text)).toBe(bytes));

  it.each(['', 'many', '5 bananas', '-1', '1 2', 'GiB'])('"%s" is none', (text) =>
    expect(parseSize(text)).toBeNull(),
  );

  it.each([0, 1, 1024, 96 * MiB, 1536 * MiB, 16 * 1024 * MiB])('%d is read back as it was written', (bytes) =>
    expect(parseSize(formatSize(bytes))).toBe(bytes),
  );

  it('names the setting, and the bounds that were missed', () => {
    expect(readSize('Memory limit', '1 KiB', 16 * MiB, 1024 * MiB)).toEqual({
      ok: false,
      message: 'Memory limit must be from 16 MiB to 1 GiB.',
    });
    expect(readSize('Memory limit', 'x', 0, 1)).toMatchObject({ ok: false });
    expect(readSize('Memory limit', '16', 16 * MiB, 1024 * MiB)).toEqual({ ok: true, bytes: 16 * MiB });
  });
});
