import type { Told } from '../namer.ts';
import type { HpackBlock, HpackDecoder, HpackField } from './hpack.ts';
import { latin1 } from './huffman.ts';
import { errorName, frameType, settingName } from './words.ts';

/** The head of a frame (RFC 9113 section 4.1). */
export interface FrameHead {
  length: number;
  type: number;
  flags: number;
  stream: number;
}

export const DATA = 0x0;
export const HEADERS = 0x1;
export const PUSH_PROMISE = 0x5;
export const CONTINUATION = 0x9;
export const END_STREAM = 0x1;
export const END_HEADERS = 0x4;
const PADDED = 0x8;
const PRIORITY = 0x20;

/** The longest text of a frame: a list of headers may be a hundred times as long. */
const MAX_TEXT = 4000;
const MAX_VALUE = 1000;

/** `HEADERS stream 1 end_stream` */
export function frameName({ type, flags, stream }: FrameHead): string {
  const words = [frameType(type) ?? `unknown type 0x${type.toString(16)}`];
  words.push(stream === 0 ? 'connection' : `stream ${stream}`);
  const ends = type === DATA || type === HEADERS;
  if (ends && (flags & END_STREAM) !== 0) words.push('end_stream');
  if (carriesHeaders(type) && (flags & END_HEADERS) !== 0) words.push('end_headers');
  if ((ends || type === PUSH_PROMISE) && (flags & PADDED) !== 0) words.push('padded');
  if ((type === 0x4 || type === 0x6) && (flags & 1) !== 0) words.push('ack');
  return words.join(' ');
}

/** Its type is one whose payload is of a header block. */
export const carriesHeaders = (type: number): boolean =>
  type === HEADERS || type === PUSH_PROMISE || type === CONTINUATION;

/** The part of a header block that a frame carries, or null where its lengths can't be. */
export function fragmentOf({ type, flags }: FrameHead, payload: Uint8Array): Uint8Array | null {
  let at = 0;
  let padding = 0;
  if (type !== CONTINUATION && (flags & PADDED) !== 0) padding = payload[at++] ?? 0;
  if (type === HEADERS && (flags & PRIORITY) !== 0) at += 5;
  if (type === PUSH_PROMISE) at += 4;
  return at + padding > payload.length ? null : payload.subarray(at, payload.length - padding);
}

/** A frame that carries no header block, by its payload; of a long one the beginning. */
export function describeFrame(head: FrameHead, payload: Uint8Array): Told {
  const name = frameName(head);
  const u32 = (at: number) => uint(payload, at, 4);
  const size = (right: boolean, text: () => string): Told =>
    right
      ? { text: `${name}: ${text()}`, wrong: false }
      : { text: `${name}: ${head.length} bytes, which it can’t have`, wrong: true };
  switch (head.type) {
    case 0x2:
      return size(head.length === 5, () => priority(payload));
    case 0x3:
      return size(head.length === 4, () => errorName(u32(0)));
    case 0x4:
      if ((head.flags & 1) !== 0 && head.length === 0) return { text: name, wrong: false };
      return size(head.length % 6 === 0 && (head.flags & 1) === 0, () => settings(payload));
    case 0x6:
      return size(head.length === 8, () =>
        [...payload].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
      );
    case 0x7:
      return size(head.length >= 8, () => {
        const debug = latin1(payload.subarray(8, 8 + MAX_VALUE));
        return `${errorName(u32(4))}, last stream ${u32(0) % 2 ** 31}${debug && `, “${shown(debug)}”`}`;
      });
    case 0x8:
      return size(head.length === 4, () => `${(u32(0) % 2 ** 31).toLocaleString('en-US')} bytes more`);
    default:
      return size(true, () => bytes(head.length));
  }
}

/** A frame with its header block, which is whole with it. */
export function describeHeaders(head: FrameHead, payload: Uint8Array, block: HpackBlock): Told {
  const { fields, sizes, problem, more } = block;
  const parts = [
    ...(head.type === PUSH_PROMISE ? [`promises stream ${uint(payload, padded(head), 4) % 2 ** 31}`] : []),
    ...sizes.map((size) => `table size ${size.toLocaleString('en-US')}`),
    ...fields.slice(0, 500).map(fieldWords),
  ];
  const left = more + Math.max(0, fields.length - 500);
  const list = cut(parts.join('; '));
  const forms = formWords(fields);
  const text = `${frameName(head)}: ${list}${left > 0 ? `; and ${left} more` : ''}${forms && ` (${forms})`}`;
  return problem === null ? { text, wrong: false } : { text: `${text} ${problem}`.trim(), wrong: true };
}

/** Reads a block; one that was too long to keep is lost, and with it all that come after. */
export function readBlock(decoder: HpackDecoder, block: Uint8Array | null, most: number): HpackBlock {
  if (block) return decoder.decode(block);
  decoder.lost('A header block before it was too long to read, so the table is not known.');
  return {
    fields: [],
    more: 0,
    sizes: [],
    problem: `Its header block can’t be read: it is longer than ${bytes(most)}, or its padding is.`,
  };
}

const fieldWords = ({ name, value, form }: HpackField): string =>
  `${shown(name)}: ${shown(value.slice(0, MAX_VALUE))}${value.length > MAX_VALUE ? '…' : ''}${form === 'never' ? ' [never indexed]' : ''}`;

/** `4 indexed, 2 added` */
function formWords(fields: readonly HpackField[]): string {
  const count = (form: HpackField['form']) => fields.filter((field) => field.form === form).length;
  return (['indexed', 'added', 'literal'] as const)
    .map((form) => [count(form), form] as const)
    .filter(([many]) => many > 0)
    .map(([many, form]) => `${many} ${form}`)
    .join(', ');
}

function settings(payload: Uint8Array): string {
  const pairs: string[] = [];
  for (let at = 0; at + 6 <= payload.length && pairs.length < 50; at += 6)
    pairs.push(`${settingName(uint(payload, at, 2))} ${uint(payload, at + 2, 4).toLocaleString('en-US')}`);
  return pairs.join(', ') || 'none';
}

function priority(payload: Uint8Array): string {
  const on = uint(payload, 0, 4);
  return `depends on ${on % 2 ** 31}${on >= 2 ** 31 ? ' alone' : ''}, weight ${(payload[4] ?? 0) + 1}`;
}

const padded = ({ flags }: FrameHead): number => ((flags & PADDED) !== 0 ? 1 : 0);

export function uint(payload: Uint8Array, at: number, width: number): number {
  let value = 0;
  for (let i = at; i < at + width; i++) value = value * 256 + (payload[i] ?? 0);
  return value;
}

export const bytes = (count: number): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? 'byte' : 'bytes'}`;
const cut = (text: string): string => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text);
/** What has no shape on the screen is written as an escape. */
const shown = (text: string): string =>
  text.replace(
    // oxlint-disable-next-line no-control-regex
    /[\u0000-\u001f\u007f-\u009f]/g,
    (one) => `\\x${one.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
