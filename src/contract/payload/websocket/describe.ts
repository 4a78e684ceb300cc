import { escapeBytes } from '../escape.ts';
import { bytesWords } from '../framing.ts';
import { formatHex } from '../hex.ts';
import { utf8At } from '../utf8.ts';
import {
  BINARY,
  CLOSE,
  closeMeaning,
  closeName,
  CONTINUATION,
  MAX_CONTROL,
  mayClose,
  opcodeName,
  TEXT,
} from './words.ts';

/** The head of a frame (RFC 6455 section 5.2). */
export interface FrameHead {
  fin: boolean;
  /** RSV1, RSV2 and RSV3 as three bits. */
  reserved: number;
  opcode: number;
  masked: boolean;
  length: number;
}

/** What is told of a frame; `wrong` when it breaks the rules. */
export interface Told {
  text: string;
  wrong: boolean;
}

/** A message of several frames, as far as it has come. */
export interface Message {
  opcode: number;
  compressed: boolean;
  frames: number;
  bytes: number;
}

/** What the handshake says of a direction. */
export interface Way {
  /** Of the client, whose frames are masked. */
  client: boolean;
  /** permessage-deflate was offered or agreed on. */
  deflate: boolean;
}

/** Bytes of a payload that are kept to be told. */
export const KEPT = 240;
/** Bytes of a payload that are shown as hex. */
const HEX = 16;

export const isControl = (opcode: number): boolean => opcode >= CLOSE;

/**
 * A frame in words. `kept` is the beginning of its payload without the mask, of control frames all of it; `message` is
 * what it belongs to where that has several frames, this one counted.
 */
export function describeFrame(head: FrameHead, kept: Uint8Array, message: Message | null, way: Way): Told {
  const { opcode, fin, length } = head;
  const compressed = message ? message.compressed : (head.reserved & 4) !== 0;
  const of = message?.opcode ?? opcode;
  const words = [
    opcodeName(opcode) ?? `Opcode 0x${opcode.toString(16)}`,
    ...(way.client && head.masked ? ['masked'] : []),
    ...(compressed && !isControl(opcode) ? ['compressed'] : []),
    ...(fin || isControl(opcode) ? [] : [opcode === CONTINUATION ? 'goes on' : 'first of several']),
  ];
  if (opcode === CONTINUATION && fin && message)
    words.push(`last of ${message.frames} frames, ${bytesWords(message.bytes)} in all`);
  const content = contentWords(of, compressed, kept, length);
  const text = `${words.join(', ')}${content && `: ${content}`}`;
  const problem = problemOf(head, kept, message, way);
  return problem === null ? { text, wrong: false } : { text: `${text} (${problem})`, wrong: true };
}

function contentWords(opcode: number, compressed: boolean, kept: Uint8Array, length: number): string {
  if (length === 0) return '';
  if (opcode === CLOSE) return closeWords(kept);
  if (compressed) return bytesWords(length);
  if (opcode === TEXT || (isControl(opcode) && isText(kept))) return textOf(kept, length);
  if (opcode === BINARY || isControl(opcode)) {
    const bytes = kept.subarray(0, HEX);
    return `${formatHex(bytes)}${length > bytes.length ? ' …' : ''}`;
  }
  return bytesWords(length);
}

/** `1001 (going away), “bye”: the server goes down, or the page was left` */
function closeWords(payload: Uint8Array): string {
  if (payload.length < 2) return '';
  const code = payload[0]! * 256 + payload[1]!;
  const reason = payload.length > 2 ? `, “${escapeBytes(payload.subarray(2))}”` : '';
  const means = closeMeaning(code);
  return `${closeName(code)}${reason}${means && `: ${means}`}`;
}

/** The beginning of a text on one line; a character that is cut by what is kept is left out. */
function textOf(kept: Uint8Array, length: number): string {
  let end = kept.length;
  for (let at = 0; at < kept.length;) {
    const { length: size, cut } = utf8At(kept, at);
    if (cut) end = at;
    at += size;
  }
  return `${escapeBytes(kept.subarray(0, end))}${length > kept.length ? ' …' : ''}`;
}

function isText(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length;) {
    const { code, length } = utf8At(bytes, at);
    if (code < 0x20) return false;
    at += length;
  }
  return true;
}

function problemOf(
  { fin, reserved, opcode, masked, length }: FrameHead,
  kept: Uint8Array,
  message: Message | null,
  { client, deflate }: Way,
): string | null {
  if (masked !== client)
    return client
      ? 'a client has to mask its frames, RFC 6455 section 5.1'
      : 'a server may not mask its frames, RFC 6455 section 5.1';
  if (opcodeName(opcode) === undefined) return 'this opcode is reserved';
  if ((reserved & 3) !== 0) return 'reserved bits are set';
  if ((reserved & 4) !== 0 && (isControl(opcode) || opcode === CONTINUATION || !deflate))
    return 'RSV1 is set, but nothing was agreed on that means it';
  if (isControl(opcode)) {
    if (!fin) return 'a control frame can’t be split';
    if (length > MAX_CONTROL) return `a control frame can have ${MAX_CONTROL} bytes at most`;
    if (opcode !== CLOSE || length === 0) return null;
    if (length === 1) return 'a close has a code of two bytes, or nothing';
    if (!mayClose(kept[0]! * 256 + kept[1]!)) return 'this code may not stand in a close';
    return isUtf8(kept.subarray(2)) ? null : 'its reason is no UTF-8';
  }
  if (opcode === CONTINUATION) return message ? null : 'there is no message that it goes on with';
  return opcode === TEXT && fin && (reserved & 4) === 0 && kept.length === length && !isUtf8(kept)
    ? 'it is no UTF-8'
    : null;
}

function isUtf8(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length;) {
    const { code, length } = utf8At(bytes, at);
    if (code < 0) return false;
    at += length;
  }
  return true;
}
