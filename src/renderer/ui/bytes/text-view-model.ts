import {
  bytesOfEarlier,
  type Charset,
  decodeText,
  type DecodedText,
} from '../../../contract/payload/charset.ts';
import { layoutText, type TextRow } from './text-layout.ts';

/** Bytes of text that are laid out at once; a stretch that is longer is shown window by window. */
export const WINDOW = 128 * 1024;
/** Read around a window, so that a character on its edge is shown whole, and once. */
export const LEAD = 4;

export interface TextModel {
  decoded: DecodedText;
  rows: TextRow[];
  /** Where unit 0 begins, counted from the start of what is shown. */
  base: number;
}

/**
 * The text of one window. `bytes` begin `lead` bytes before the window and may go a few bytes past its end; a character
 * belongs to the window in which it begins.
 */
export function textModel(
  bytes: Uint8Array,
  start: number,
  lead: number,
  charset: Charset,
  columns: number,
): TextModel {
  const skip = lead > 0 ? bytesOfEarlier(bytes, lead, charset) : 0;
  const from = lead + skip;
  const decoded = decodeText(bytes.subarray(from), charset);
  const room = WINDOW - skip;
  let units = decoded.text.length;
  while (units > 0 && decoded.starts[units - 1]! >= room) units--;
  const whole = units === decoded.text.length;
  const text = whole ? decoded.text : decoded.text.slice(0, units);
  const starts = whole ? decoded.starts : decoded.starts.slice(0, units + 1);
  return {
    decoded: { text, starts, used: starts[units]! },
    rows: layoutText(text, columns),
    base: start + skip,
  };
}
