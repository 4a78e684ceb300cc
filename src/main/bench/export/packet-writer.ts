import { foldSum, sumWords } from '../packets/checksum.ts';
import type { Plug } from './plug.ts';
import { BLOCK, comment, type Option, optionsLength, putOptions, putTime } from './blocks.ts';

/** A piece of the file is handed on when it has grown past this. */
const PIECE = 1024 * 1024;
const ETHERNET = 14;
const TCP = 6;
const UDP = 17;
/** Locally administered, so that nobody's card has them: the last byte is 1 for our end, 2 for the other. */
const MAC = [0x02, 0x57, 0x42, 0x00, 0x00] as const;

export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const PSH = 0x08;
export const ACK = 0x10;

export interface TcpPart {
  seq: number;
  ack: number;
  flags: number;
  /** Options of the header, a multiple of 4 bytes. */
  options?: Uint8Array;
}

export interface Packet {
  interface: number;
  /** Milliseconds since the epoch. */
  time: number;
  direction: 'in' | 'out';
  from: Plug;
  to: Plug;
  /** Null for a UDP datagram. */
  tcp: TcpPart | null;
  payload: number;
  comments: readonly string[];
}

/** Memory that is being filled, seen as bytes and as words. */
class Piece {
  readonly bytes: Buffer;
  readonly halves: Uint16Array;
  readonly words: Uint32Array;
  length = 0;

  constructor(size: number) {
    this.bytes = Buffer.allocUnsafeSlow((size + 3) & ~3);
    this.halves = new Uint16Array(this.bytes.buffer);
    this.words = new Uint32Array(this.bytes.buffer);
  }
}

/**
 * Puts packets into pieces of a pcapng file: headers are written, the caller fills in the payload, and then the
 * checksums are made in place, over the words of the piece.
 */
export class PacketWriter {
  #piece = new Piece(PIECE + 128 * 1024);
  #done: Buffer[] = [];
  #size = 0;
  #ids = 0;
  #open: Begun | null = null;

  /** Bytes that were put in so far. */
  get written(): number {
    return this.#size + this.#piece.length;
  }

  get full(): boolean {
    return this.#done.length > 0 || this.#piece.length >= PIECE;
  }

  /** What has been put in, to be handed on. */
  take(): Buffer[] {
    this.#seal(PIECE + 128 * 1024);
    return this.#done.splice(0);
  }

  /** A block that is made already. */
  block(bytes: Uint8Array): void {
    const piece = this.#room(bytes.length);
    piece.bytes.set(bytes, piece.length);
    piece.length += bytes.length;
  }

  /** Begins a packet and answers where its payload goes; {@link finish} ends it. */
  begin(packet: Packet): Uint8Array {
    const { tcp, from, to, payload } = packet;
    const v6 = from.address.length === 16;
    const ip = v6 ? 40 : 20;
    const transport = tcp ? 20 + (tcp.options?.length ?? 0) : 8;
    const captured = ETHERNET + ip + transport + payload;
    const piece = this.#room(32 + ((captured + 3) & ~3) + optionsLength(optionsOf(packet)));
    const { bytes } = piece;
    const block = piece.length;
    bytes.writeUInt32LE(BLOCK.packet, block);
    bytes.writeUInt32LE(packet.interface, block + 8);
    putTime(bytes, block + 12, packet.time);
    bytes.writeUInt32LE(captured, block + 20);
    bytes.writeUInt32LE(captured, block + 24);
    let at = this.#ethernet(bytes, block + 28, packet.direction, v6);
    const length = transport + payload;
    const protocol = tcp ? TCP : UDP;
    if (v6) putIpv6(bytes, at, { from, to, length, protocol });
    else this.#putIpv4(piece, at, { from, to, length, protocol });
    // The pseudo header of RFC 9293, 3.1 and RFC 8200, 8.1: addresses, length and protocol.
    let pseudo = networkOrder(protocol) + networkOrder(length);
    const halves = v6 ? 16 : 4;
    for (let i = 0, half = (at + (v6 ? 8 : 12)) >> 1; i < halves; i++) pseudo += piece.halves[half + i] ?? 0;
    at += ip;
    if (tcp) putTcp(bytes, at, tcp, from.port, to.port);
    else putUdp(bytes, at, length, from.port, to.port);
    const end = at + length;
    this.#open = { block, transport: at, end, pseudo, packet };
    return bytes.subarray(end - payload, end);
  }

  /** Ends the packet whose payload is in. */
  finish(): void {
    const { block, transport, end, pseudo, packet } = this.#open as Begun;
    this.#open = null;
    const piece = this.#piece;
    const padded = (end + 3) & ~3;
    piece.bytes.fill(0, end, padded);
    // Transport headers begin in the middle of a word; padding adds nothing.
    const sum =
      pseudo + (piece.halves[transport >> 1] ?? 0) + sumWords(piece.words, (transport + 2) >> 2, padded >> 2);
    const checksum = ~foldSum(sum) & 0xffff;
    // In UDP a zero would say that there is none.
    piece.halves[(transport + (packet.tcp ? 16 : 6)) >> 1] = checksum || (packet.tcp ? 0 : 0xffff);
    const after = putOptions(piece.bytes, padded, optionsOf(packet));
    const total = after + 4 - block;
    piece.bytes.writeUInt32LE(total, block + 4);
    piece.bytes.writeUInt32LE(total, after);
    piece.length = after + 4;
  }

  #room(size: number): Piece {
    if (this.#piece.bytes.length - this.#piece.length < size) this.#seal(Math.max(PIECE + 128 * 1024, size));
    return this.#piece;
  }

  #seal(size: number): void {
    const piece = this.#piece;
    if (piece.length === 0 && piece.bytes.length >= size) return;
    if (piece.length > 0) this.#done.push(piece.bytes.subarray(0, piece.length));
    this.#size += piece.length;
    this.#piece = new Piece(size);
  }

  #ethernet(bytes: Buffer, at: number, direction: 'in' | 'out', v6: boolean): number {
    const [to, from] = direction === 'in' ? [1, 2] : [2, 1];
    bytes.set(MAC, at);
    bytes[at + 5] = to;
    bytes.set(MAC, at + 6);
    bytes[at + 11] = from;
    bytes.writeUInt16BE(v6 ? 0x86dd : 0x0800, at + 12);
    return at + ETHERNET;
  }

  #putIpv4(piece: Piece, at: number, { from, to, length, protocol }: IpPart): void {
    const { bytes, halves } = piece;
    bytes.writeUInt16BE(0x4500, at);
    bytes.writeUInt16BE(20 + length, at + 2);
    this.#ids = (this.#ids + 1) & 0xffff;
    bytes.writeUInt16BE(this.#ids, at + 4);
    // Not to be fragmented.
    bytes.writeUInt16BE(0x4000, at + 6);
    bytes[at + 8] = 64;
    bytes[at + 9] = protocol;
    bytes.writeUInt16BE(0, at + 10);
    bytes.set(from.address, at + 12);
    bytes.set(to.address, at + 16);
    let sum = 0;
    for (let half = at >> 1; half < (at + 20) >> 1; half++) sum += halves[half] ?? 0;
    halves[(at + 10) >> 1] = ~foldSum(sum) & 0xffff;
  }
}

/** A packet whose payload is still to come. */
interface Begun {
  packet: Packet;
  /** Where its block and its transport header begin, and where its data end. */
  block: number;
  transport: number;
  end: number;
  /** The sum over the pseudo header. */
  pseudo: number;
}

interface IpPart {
  from: Plug;
  to: Plug;
  length: number;
  protocol: number;
}

const inbound: Option = { code: 2, value: Uint8Array.of(1, 0, 0, 0) };
const outbound: Option = { code: 2, value: Uint8Array.of(2, 0, 0, 0) };

function optionsOf({ direction, comments }: Packet): Option[] {
  const flags = direction === 'in' ? inbound : outbound;
  if (comments.length === 0) return [flags];
  return [...comments.map(comment), flags];
}

/** A number of network order as it counts in a sum of native words. */
const LITTLE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
function networkOrder(value: number): number {
  return LITTLE ? ((value & 0xff) << 8) | ((value >> 8) & 0xff) : value;
}

function putIpv6(bytes: Buffer, at: number, { from, to, length, protocol }: IpPart): void {
  bytes.writeUInt32BE(0x60000000, at);
  bytes.writeUInt16BE(length, at + 4);
  bytes[at + 6] = protocol;
  bytes[at + 7] = 64;
  bytes.set(from.address, at + 8);
  bytes.set(to.address, at + 24);
}

function putTcp(bytes: Buffer, at: number, tcp: TcpPart, from: number, to: number): void {
  const options = tcp.options ?? NOTHING;
  bytes.writeUInt16BE(from, at);
  bytes.writeUInt16BE(to, at + 2);
  bytes.writeUInt32BE(tcp.seq, at + 4);
  bytes.writeUInt32BE(tcp.ack, at + 8);
  bytes[at + 12] = (20 + options.length) << 2;
  bytes[at + 13] = tcp.flags;
  bytes.writeUInt16BE(0xffff, at + 14);
  bytes.writeUInt32BE(0, at + 16);
  bytes.set(options, at + 20);
}

function putUdp(bytes: Buffer, at: number, length: number, from: number, to: number): void {
  bytes.writeUInt16BE(from, at);
  bytes.writeUInt16BE(to, at + 2);
  bytes.writeUInt16BE(length, at + 4);
  bytes.writeUInt16BE(0, at + 6);
}

const NOTHING = new Uint8Array();
