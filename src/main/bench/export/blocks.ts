/** Blocks of a pcapng file (draft-ietf-opsawg-pcapng), written in little endian. */
export const BLOCK = { section: 0x0a0d0d0a, interface: 1, statistics: 5, packet: 6 } as const;

export interface Option {
  code: number;
  value: Uint8Array;
}

/** The longest text of one option; its length is a number of 16 bits. */
const MAX_TEXT = 65_000;
const MAGIC = 0x1a2b3c4d;
const ETHERNET = 1;
const LATEST = 18_446_744_073_709;
/** More than any packet has; also what Wireshark takes as its limit. */
const SNAP_LENGTH = 262_144;

export const comment = (text: string): Option => textOption(1, text);

function textOption(code: number, text: string): Option {
  const value = Buffer.from(text);
  let end = Math.min(value.length, MAX_TEXT);
  // A character is whole or not there at all.
  while (end < value.length && end > 0 && ((value[end] ?? 0) & 0xc0) === 0x80) end--;
  return { code, value: value.subarray(0, end) };
}

export function optionsLength(options: readonly Option[]): number {
  if (options.length === 0) return 0;
  return options.reduce((sum, { value }) => sum + 4 + ((value.length + 3) & ~3), 4);
}

/** Writes options and their end, and answers where the next byte goes. */
export function putOptions(bytes: Buffer, from: number, options: readonly Option[]): number {
  let at = from;
  if (options.length === 0) return at;
  for (const { code, value } of options) {
    bytes.writeUInt16LE(code, at);
    bytes.writeUInt16LE(value.length, at + 2);
    bytes.set(value, at + 4);
    const end = at + 4 + value.length;
    at = (end + 3) & ~3;
    bytes.fill(0, end, at);
  }
  bytes.writeUInt32LE(0, at);
  return at + 4;
}

/**
 * Milliseconds since the epoch as the 64 bits of nanoseconds that a packet has, the upper half first. A double holds
 * them to a quarter of a microsecond today, and reading gives back the same double.
 */
export function putTime(bytes: Buffer, at: number, time: number): void {
  // A file that was opened may tell any time; a packet has none before 1970 and none after 2554.
  const ms = Math.min(Math.max(time, 0), LATEST);
  const whole = Math.floor(ms);
  const nanos = Math.round((ms - whole) * 1e6);
  // whole · 10^6 has up to 61 bits: it is worked out in two parts of which each is exact.
  const upper = Math.floor(whole / 0x10000) * 1e6;
  const lower = (whole % 0x10000) * 1e6 + nanos + (upper % 0x10000) * 0x10000;
  bytes.writeUInt32LE(Math.floor(upper / 0x10000) + Math.floor(lower / 2 ** 32), at);
  bytes.writeUInt32LE(lower % 2 ** 32, at + 4);
}

function block(type: number, body: Uint8Array, options: readonly Option[]): Buffer {
  const size = 12 + body.length + optionsLength(options);
  const bytes = Buffer.alloc(size);
  bytes.writeUInt32LE(type, 0);
  bytes.writeUInt32LE(size, 4);
  bytes.set(body, 8);
  putOptions(bytes, 8 + body.length, options);
  bytes.writeUInt32LE(size, size - 4);
  return bytes;
}

/** The head of the file: which program made it, and what it is. */
export function sectionHeader(application: string, text: string): Buffer {
  const body = Buffer.alloc(16);
  body.writeUInt32LE(MAGIC, 0);
  body.writeUInt16LE(1, 4);
  // The length of the section is not known.
  body.writeBigInt64LE(-1n, 8);
  return block(BLOCK.section, body, [comment(text), textOption(4, application)]);
}

/** An interface: here, a session. Its packets are Ethernet frames with times in nanoseconds. */
export function interfaceBlock(name: string, description: string, comments: readonly string[]): Buffer {
  const body = Buffer.alloc(8);
  body.writeUInt16LE(ETHERNET, 0);
  body.writeUInt32LE(SNAP_LENGTH, 4);
  return block(BLOCK.interface, body, [
    ...comments.map(comment),
    textOption(2, name),
    textOption(3, description),
    { code: 9, value: Uint8Array.of(9) },
  ]);
}

/** Statistics of an interface; here they carry comments that belong to no packet. */
export function statisticsBlock(index: number, time: number, comments: readonly string[]): Buffer {
  const body = Buffer.alloc(12);
  body.writeUInt32LE(index, 0);
  putTime(body, 4, time);
  return block(BLOCK.statistics, body, comments.map(comment));
}
