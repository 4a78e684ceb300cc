import { z } from 'zod';
import {
  type Framing,
  MAX_DELIMITER,
  MOST_LIMIT,
  PREFIX_WIDTHS,
  type PrefixWidth,
} from './payload/framing.ts';

const LIMIT = MOST_LIMIT.toLocaleString('en-US');
const MOST = `Longest message must be a whole number from 1 to ${LIMIT}.`;
const LENGTH = `Length must be a whole number from 1 to ${LIMIT}.`;
const most = z.int(MOST).min(1, MOST).max(MOST_LIMIT, MOST).optional();

/** How a stream is cut into messages; see `payload/framing.ts` for what each kind means. */
export const framingSchema: z.ZodType<Framing, Framing> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('raw') }),
  z.object({ kind: z.literal('lines'), most }),
  z.object({
    kind: z.literal('delimiter'),
    delimiter: z
      .string()
      .min(2, 'Delimiter is empty. Give at least one byte.')
      .max(2 * MAX_DELIMITER, `Delimiter can be at most ${MAX_DELIMITER} bytes.`)
      .regex(/^(?:[0-9a-fA-F]{2})*$/, 'Delimiter must be hex digits, two for each byte.'),
    most,
  }),
  z.object({ kind: z.literal('fixed'), length: z.int(LENGTH).min(1, LENGTH).max(MOST_LIMIT, LENGTH) }),
  z.object({
    kind: z.literal('length-prefixed'),
    width: z.custom<PrefixWidth>(
      (value) => PREFIX_WIDTHS.includes(value as PrefixWidth),
      'Width must be 1, 2, 4 or 8 bytes.',
    ),
    endian: z.enum(['big', 'little'], 'Byte order must be big or little.'),
    counts: z.enum(['body', 'all'], 'Length counts must be body or all.'),
    most,
  }),
  z.object({ kind: z.literal('varint'), most }),
]);
