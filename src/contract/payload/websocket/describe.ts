import { escapeBytes } from '../escape.ts';
import { bytesWords, type Packed } from '../framing.ts';
import { formatHex } from '../hex.ts';
import type { Told } from '../namer.ts';
import { utf8At } from '../utf8.ts';
import type { FrameHead } from './head-of-frame.ts';
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

/** A message, as far as it has come, or one that is a frame of its own. */
export interface Message {
  opcode: number;
  compressed: boolean;
  frames: number;
  /** Bytes of payload, and the first {@link KEPT} of them without a mask. */
  bytes: number;
  kept: Uint8Array;
  /** What is wrong with the first of its frames that breaks the rules. */
  problem: string | null;
  /** Which part it is of one that is told in parts; 0: it is not. */
  part: number;
  ended: boolean;
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

const count = (value: number): string => value.toLocaleString('en-US');

export const isControl = (opcode: number): boolean => opcode >= CLOSE;
/** It belongs to no message: a control frame, or one of a kind that there is not. */
export const isAlone = (opcode: number): boolean => isControl(opcode) || opcode > BINARY;

/** A message in words: `Text, 3 frames, 15 bytes: one, two, …`. */
export function describeMessage(message: Message): Told {
  const { opcode, bytes, kept, ended } = message;
  const words = wordsOf(message);
  if (message.compressed && !isControl(opcode)) words.push(`compressed ${count(bytes)} B`);
  const content = message.compressed ? '' : contentWords(opcode, kept, ended ? bytes : bytes + 1);
  return problemAdded(`${words.join(', ')}${content && `: ${content}`}`, problemIn(message));
}

/** What is told of a compressed one besides what is in it. */
export const packedWords = (message: Message): Omit<Packed, 'bytes'> => ({
  wire: message.bytes,
  words: wordsOf(message).join(', '),
  problem: message.problem,
  isText: message.opcode === TEXT,
});

/** A compressed message that was inflated: `Text, compressed 1,234 → 5,678 B: hello …`. */
export function describeInflated(
  { wire, words, problem, isText: says }: Packed,
  { length, kept }: { length: number; kept: Uint8Array },
): Told {
  const content = contentWords(says ? TEXT : BINARY, kept, length);
  const wrong = says && kept.length === length && !isUtf8(kept) ? 'it is no UTF-8' : null;
  const text = `${words}, compressed ${count(wire)} → ${count(length)} B${content && `: ${content}`}`;
  return problemAdded(text, problem ?? wrong);
}

/** A compressed message that can’t be inflated; `broken`: it is damaged, and not only unknown. */
export function describePacked({ wire, words, problem }: Packed, why: string, broken: boolean): Told {
  const text = `${words}, compressed ${count(wire)} B`;
  return problem === null && !broken
    ? { text: `${text}: ${why}`, wrong: false }
    : problemAdded(text, problem ?? why);
}

const problemAdded = (text: string, problem: string | null): Told =>
  problem === null ? { text, wrong: false } : { text: `${text} (${problem})`, wrong: true };

function wordsOf({ opcode, frames, bytes, part, ended }: Message): string[] {
  return [
    opcodeName(opcode) ?? `Opcode 0x${opcode.toString(16)}`,
    ...(part > 0 ? [`part ${part}${ended ? ', the last' : ''}`] : []),
    ...(frames > 1 ? [`${count(frames)} frames, ${bytesWords(bytes)}`] : []),
  ];
}

function contentWords(opcode: number, kept: Uint8Array, length: number): string {
  if (length === 0) return '';
  if (opcode === CLOSE) return closeWords(kept);
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
  for (let at = 0; at < kept.length && length > kept.length;) {
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

/** What breaks the rules in the head of a frame; `inMessage`: one is under way that it could go on with. */
export function problemOf(
  { fin, reserved, opcode, masked, length }: FrameHead,
  { client, deflate }: Way,
  inMessage: boolean,
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
    return length > MAX_CONTROL ? `a control frame can have ${MAX_CONTROL} bytes at most` : null;
  }
  return opcode === CONTINUATION && !inMessage ? 'there is no message that it goes on with' : null;
}

/** What breaks the rules in a message that has ended, or in one frame of it. */
function problemIn({ opcode, compressed, bytes, kept, problem, part, ended }: Message): string | null {
  if (problem !== null) return problem;
  if (opcode === CLOSE) {
    if (bytes === 0) return null;
    if (bytes === 1) return 'a close has a code of two bytes, or nothing';
    if (!mayClose(kept[0]! * 256 + kept[1]!)) return 'this code may not stand in a close';
    return isUtf8(kept.subarray(2)) ? null : 'its reason is no UTF-8';
  }
  const known = opcode === TEXT && !compressed && kept.length === bytes && part === 0 && ended;
  return known && !isUtf8(kept) ? 'it is no UTF-8' : null;
}

function isUtf8(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length;) {
    const { code, length } = utf8At(bytes, at);
    if (code < 0) return false;
    at += length;
  }
  return true;
}
