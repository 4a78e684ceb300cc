import { escapeBytes, parseEscapes } from '../../../contract/payload/escape.ts';
import {
  bytesWords,
  delimiterBytes,
  delimiterOf,
  type Framing,
  FRAMING_NAMES,
  type FramingKind,
  MAX_DELIMITER,
  MOST_DEFAULT,
  MOST_LIMIT,
  mostOf,
  PREFIX_WIDTHS,
} from '../../../contract/payload/framing.ts';
import { parseHex } from '../../../contract/payload/hex.ts';

/** A framing as its fields show it: each kind keeps what was last given for it. All are strings, as forms have them. */
export interface FramingDraft {
  kind: FramingKind;
  delimiter: string;
  delimiterAs: 'Text' | 'Hex';
  length: string;
  width: string;
  endian: 'big' | 'little';
  counts: 'body' | 'all';
  most: string;
}

export const FRESH_FRAMING: FramingDraft = {
  kind: 'raw',
  delimiter: '\\0',
  delimiterAs: 'Text',
  length: '16',
  width: '4',
  endian: 'big',
  counts: 'body',
  most: formatNumber(MOST_DEFAULT),
};

/** The fields that can be wrong. */
export type FramingField = 'delimiter' | 'length' | 'most';
export type ReadFraming =
  { ok: true; framing: Framing } | { ok: false; field: FramingField; message: string };

export const hasMost = (kind: FramingKind): boolean => kind !== 'raw' && kind !== 'fixed';
/** Whether there is anything to choose for a kind. */
export const hasFields = (kind: FramingKind): boolean => kind !== 'raw';

function formatNumber(value: number): string {
  return value.toLocaleString('en-US');
}

/** What the fields say, or the first of them that can't be read. */
export function readFraming(draft: FramingDraft): ReadFraming {
  const { kind } = draft;
  if (kind === 'raw') return { ok: true, framing: { kind } };
  if (kind === 'fixed') {
    const length = readCount(draft.length, 'Length');
    if (typeof length === 'string') return { ok: false, field: 'length', message: length };
    return { ok: true, framing: { kind, length } };
  }
  const count = readCount(draft.most, 'Longest message');
  if (typeof count === 'string') return { ok: false, field: 'most', message: count };
  const most = count === MOST_DEFAULT ? {} : { most: count };
  if (kind === 'delimiter') {
    const parsed = draft.delimiterAs === 'Hex' ? parseHex(draft.delimiter) : parseEscapes(draft.delimiter);
    if (!parsed.ok) return { ok: false, field: 'delimiter', message: parsed.message };
    const { bytes } = parsed;
    if (bytes.length === 0 || bytes.length > MAX_DELIMITER) {
      const message =
        bytes.length === 0
          ? 'Delimiter is empty. Give at least one byte.'
          : `Delimiter can be at most ${bytesWords(MAX_DELIMITER)}.`;
      return { ok: false, field: 'delimiter', message };
    }
    return { ok: true, framing: { kind, delimiter: delimiterOf(bytes), ...most } };
  }
  if (kind === 'length-prefixed') {
    const width = PREFIX_WIDTHS.find((one) => String(one) === draft.width) ?? 4;
    return { ok: true, framing: { kind, width, endian: draft.endian, counts: draft.counts, ...most } };
  }
  return { ok: true, framing: { kind, ...most } };
}

/** A framing in its fields; what it doesn't say stays as it is in `kept`. */
export function draftOf(framing: Framing, kept: FramingDraft = FRESH_FRAMING): FramingDraft {
  const draft: FramingDraft = { ...kept, kind: framing.kind };
  if (hasMost(framing.kind)) draft.most = formatNumber(mostOf(framing));
  if (framing.kind === 'fixed') draft.length = formatNumber(framing.length);
  if (framing.kind === 'delimiter') {
    draft.delimiter = escapeBytes(delimiterBytes(framing.delimiter));
    draft.delimiterAs = 'Text';
  }
  if (framing.kind === 'length-prefixed') {
    draft.width = String(framing.width);
    draft.endian = framing.endian;
    draft.counts = framing.counts;
  }
  return draft;
}

/** The choices of a framing for a button: `\r\n`, `16 bytes`, `4 bytes, big-endian`. */
export function shortWords(framing: Framing): string {
  switch (framing.kind) {
    case 'delimiter':
      return escapeBytes(delimiterBytes(framing.delimiter), { keepUtf8: false });
    case 'fixed':
      return bytesWords(framing.length);
    case 'length-prefixed':
      return `${bytesWords(framing.width)}${framing.width > 1 ? `, ${framing.endian}-endian` : ''}`;
    default:
      return mostOf(framing) === MOST_DEFAULT ? 'Longest message' : `at most ${bytesWords(mostOf(framing))}`;
  }
}

export const isFramingKind = (text: string): text is FramingKind => text in FRAMING_NAMES;

/** A whole number as people write it: `16,777,216`, `16777216`, `64 KiB`, `16 MiB`. */
function readCount(text: string, name: string): number | string {
  const match = /^(\d[\d,_' ]*)(?:\s*([kmgt])i?b?|\s*b)?$/i.exec(text.trim());
  const unit =
    { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 }[match?.[2]?.toLowerCase() ?? ''] ?? 1;
  const value = match ? Number((match[1] ?? '').replace(/\D/g, '')) * unit : Number.NaN;
  return Number.isSafeInteger(value) && value >= 1 && value <= MOST_LIMIT
    ? value
    : `${name} must be a whole number from 1 to ${formatNumber(MOST_LIMIT)}, as in 64 or 16 MiB.`;
}
