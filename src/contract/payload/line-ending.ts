import type { Bytes } from './parsed.ts';

export const LINE_ENDINGS = ['None', 'LF', 'CR', 'CRLF'] as const;
export type LineEnding = (typeof LINE_ENDINGS)[number];

const ENDS: Record<LineEnding, readonly number[]> = { None: [], LF: [0x0a], CR: [0x0d], CRLF: [0x0d, 0x0a] };

/** The bytes followed by the line ending. */
export function withLineEnding(bytes: Bytes, ending: LineEnding): Bytes {
  const end = ENDS[ending];
  if (end.length === 0) return bytes;
  const whole = new Uint8Array(bytes.length + end.length);
  whole.set(bytes);
  whole.set(end, bytes.length);
  return whole;
}
