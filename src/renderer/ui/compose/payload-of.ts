import { parseBase64 } from '../../../contract/payload/base64.ts';
import { parseEscapes } from '../../../contract/payload/escape.ts';
import { parseHex } from '../../../contract/payload/hex.ts';
import { type LineEnding, withLineEnding } from '../../../contract/payload/line-ending.ts';
import type { ParsedBytes } from '../../../contract/payload/parsed.ts';
import type { Encoding } from './draft-store.ts';

/** The bytes of a message as it is typed. A line ending belongs to text; hex and Base64 are sent exactly as written. */
export function payloadOf(text: string, encoding: Encoding, ending: LineEnding): ParsedBytes {
  if (encoding === 'Hex') return parseHex(text);
  if (encoding === 'Base64') return parseBase64(text);
  const parsed = parseEscapes(text);
  return parsed.ok ? { ok: true, bytes: withLineEnding(parsed.bytes, ending) } : parsed;
}
