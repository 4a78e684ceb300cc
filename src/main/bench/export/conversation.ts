import type { Direction } from '../../../contract/rows.ts';
import { ACK, FIN, type Packet, type PacketWriter, PSH, RST, SYN } from './packet-writer.ts';
import type { Plugs } from './plug.ts';

/** The most payload of a TCP packet made here: with all headers an IP packet stays far below its 65,535 bytes. */
export const SEGMENT = 32 * 1024;
/** So much is sent before the other end acknowledges it by itself. */
const ACK_EVERY = 256 * 1024;
const MSS = 65_475;
/** Largest segment, and windows in units of 2^14 bytes, so that no window is ever full. */
const SYN_OPTIONS = Uint8Array.of(2, 4, MSS >> 8, MSS & 0xff, 1, 3, 3, 14);
const OTHER: Record<Direction, Direction> = { in: 'out', out: 'in' };

export interface ConversationInit {
  writer: PacketWriter;
  interface: number;
  plugs: Plugs;
  /** Which way the first SYN goes: out for a client's session. */
  opener: Direction;
  /** The first sequence number of each direction. */
  start?: Record<Direction, number>;
}

/**
 * The TCP packets of one connection, made up from what its ends wrote and read: numbers are right across both
 * directions and past 2^32, everything is acknowledged, nothing is sent twice. RFC 9293.
 */
export class Conversation {
  readonly #init: ConversationInit;
  readonly #next: Record<Direction, number>;
  /** What each direction has acknowledged of the other. */
  readonly #acked: Record<Direction, number>;
  readonly #ended: Record<Direction, boolean> = { in: false, out: false };
  #open = false;
  #reset = false;
  /** Comments for the next packet. */
  comments: string[] = [];

  constructor(init: ConversationInit) {
    this.#init = init;
    const { in: received, out: sent } = init.start ?? { in: 2_000_000, out: 1_000_000 };
    this.#next = { in: received >>> 0, out: sent >>> 0 };
    this.#acked = { in: 0, out: 0 };
  }

  /** The three-way handshake, once; whatever comes before it opens the connection too. */
  open(time: number): void {
    if (this.#open) return;
    this.#open = true;
    const { opener } = this.#init;
    const answerer = OTHER[opener];
    this.#empty(time, opener, SYN, SYN_OPTIONS);
    this.#next[opener] = (this.#next[opener] + 1) >>> 0;
    this.#empty(time, answerer, SYN | ACK, SYN_OPTIONS);
    this.#next[answerer] = (this.#next[answerer] + 1) >>> 0;
    this.#empty(time, opener, ACK);
  }

  /** Begins a segment of at most {@link SEGMENT} bytes; `last` marks the end of a row. */
  begin(time: number, direction: Direction, length: number, last: boolean): Uint8Array {
    this.open(time);
    const payload = this.#init.writer.begin(
      this.#packet(time, direction, last ? PSH | ACK : ACK, length, undefined),
    );
    this.#next[direction] = (this.#next[direction] + length) >>> 0;
    return payload;
  }

  finish(time: number, direction: Direction): void {
    this.#init.writer.finish();
    const other = OTHER[direction];
    if (this.#waiting(other) >= ACK_EVERY) this.#empty(time, other, ACK);
  }

  /** One end has said that it sends no more. */
  end(time: number, direction: Direction): void {
    if (this.#ended[direction] || this.#reset) return;
    this.open(time);
    this.#ended[direction] = true;
    this.#empty(time, direction, FIN | ACK);
    this.#next[direction] = (this.#next[direction] + 1) >>> 0;
  }

  reset(time: number, direction: Direction): void {
    if (!this.#open || this.#reset) return;
    this.#reset = true;
    this.#empty(time, direction, RST | ACK);
  }

  /** It is over: what was not acknowledged yet is. */
  close(time: number): void {
    if (!this.#open || this.#reset) return;
    for (const direction of ['in', 'out'] as const)
      if (this.#waiting(direction) > 0) this.#empty(time, direction, ACK);
  }

  /** Bytes of the other direction that `direction` has not acknowledged. */
  #waiting(direction: Direction): number {
    return (this.#next[OTHER[direction]] - this.#acked[direction]) >>> 0;
  }

  #empty(time: number, direction: Direction, flags: number, options?: Uint8Array): void {
    this.#init.writer.begin(this.#packet(time, direction, flags, 0, options));
    this.#init.writer.finish();
  }

  #packet(
    time: number,
    direction: Direction,
    flags: number,
    payload: number,
    options: Uint8Array | undefined,
  ): Packet {
    const { plugs, interface: index } = this.#init;
    const { comments } = this;
    if (comments.length > 0) this.comments = [];
    const ack = (flags & ACK) !== 0 ? this.#next[OTHER[direction]] : 0;
    if ((flags & ACK) !== 0) this.#acked[direction] = ack;
    return {
      interface: index,
      time,
      direction,
      from: direction === 'out' ? plugs.local : plugs.remote,
      to: direction === 'out' ? plugs.remote : plugs.local,
      tcp: { seq: this.#next[direction], ack, flags, ...(options && { options }) },
      payload,
      comments,
    };
  }
}
