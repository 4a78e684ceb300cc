import { describe, expect, it } from 'vitest';
import { framingSchema } from '../../../src/contract/framing.ts';
import { FRAMING_KINDS, type Framing } from '../../../src/contract/payload/framing.ts';
import {
  draftOf,
  FRESH_FRAMING,
  type FramingDraft,
  readFraming,
  shortWords,
} from '../../../src/renderer/ui/framing/framing-draft.ts';

const read = (patch: Partial<FramingDraft>) => readFraming({ ...FRESH_FRAMING, ...patch });

describe('the fields of a framing', () => {
  it.each(FRAMING_KINDS)('give what the contract takes, as they stand: %s', (kind) => {
    const result = read({ kind });
    expect(result.ok && framingSchema.safeParse(result.framing).success).toBe(true);
  });

  it.each<Framing>([
    { kind: 'lines', most: 100 },
    { kind: 'delimiter', delimiter: '0d0a00ff' },
    { kind: 'fixed', length: 4096 },
    { kind: 'length-prefixed', width: 2, endian: 'little', counts: 'all', most: 65536 },
    { kind: 'varint' },
  ])('show a framing and read it back: $kind', (framing) => {
    expect(readFraming(draftOf(framing))).toEqual({ ok: true, framing });
  });

  it('read a delimiter as text with escapes or as hex', () => {
    const delimiter = (text: string, as: 'Text' | 'Hex') => {
      const result = read({ kind: 'delimiter', delimiter: text, delimiterAs: as });
      return result.ok && result.framing.kind === 'delimiter' ? result.framing.delimiter : result;
    };
    expect(delimiter('\\r\\n', 'Text')).toBe('0d0a');
    expect(delimiter('0d 0a', 'Hex')).toBe('0d0a');
    expect(delimiter('', 'Text')).toMatchObject({ ok: false, field: 'delimiter' });
    expect(delimiter('\\q', 'Text')).toMatchObject({ ok: false, field: 'delimiter' });
    expect(delimiter('0g', 'Hex')).toMatchObject({ message: "'g' at position 2 isn't a hex digit." });
  });

  it.each([
    ['16', 16],
    ['16,777,217', 16_777_217],
    ['64 KiB', 65_536],
    ['2m', 2_097_152],
    ['100 b', 100],
  ])('read a length of %s', (most, bytes) => {
    expect(read({ kind: 'varint', most })).toEqual({ ok: true, framing: { kind: 'varint', most: bytes } });
  });

  it.each(['', '0', '-1', '1.5', 'ten', '2 TiB', '9'.repeat(30)])(
    'name the field of a length of "%s"',
    (text) => {
      expect(read({ kind: 'fixed', length: text })).toMatchObject({ ok: false, field: 'length' });
      expect(read({ kind: 'lines', most: text })).toMatchObject({
        ok: false,
        field: 'most',
        message: 'Longest message must be a whole number from 1 to 1,099,511,627,776, as in 64 or 16 MiB.',
      });
    },
  );

  it('are told in few words', () => {
    expect(shortWords({ kind: 'delimiter', delimiter: '0d0a' })).toBe('\\r\\n');
    expect(shortWords({ kind: 'length-prefixed', width: 4, endian: 'big', counts: 'body' })).toBe(
      '4 bytes, big-endian',
    );
    expect(shortWords({ kind: 'lines', most: 80 })).toBe('at most 80 bytes');
  });
});
