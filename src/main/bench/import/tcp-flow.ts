import type { Direction } from '../../../contract/rows.ts';
import { FIN, RST, SYN, ACK } from '../export/packet-writer.ts';
import type { Dissected } from './dissect.ts';
import type { SessionSink } from './sink.ts';

/** Bytes that came before their turn, and how many segments, past which what is missing counts as lost. */
const MAX_HELD = 1024 * 1024;
const MAX_SEGMENTS = 256;
/** The same for all flows of a file. */
const MAX_HELD_ALL = 64 * 1024 * 1024;
/** So many packets after bytes were acknowledged that are not in the file, they count as lost. */
const PATIENCE = 8;

/** What one direction's stream has come to. */
class Side {
  /** The number of the next byte; null until something of it was seen. */
  next: number | null = null;
  /** Segments before their turn, by their distance from `next` when they came. */
  held: { seq: number; bytes: Buffer; time: number }[] = [];
  heldBytes = 0;
  /** The number of its FIN. */
  fin: number | null = null;
  ended = false;
  /** Packets since the other end acknowledged what we miss. */
  overdue = 0;
}

export interface FlowCounts {
  /** Bytes held back by all flows of the file. */
  held: number;
  /** Segments that had come before. */
  again: number;
}

/**
 * The bytes of one TCP connection of a file in their order: what came twice is dropped, what came early waits, and
 * what never came is told in a row. RFC 9293, numbers modulo 2^32.
 */
export class TcpFlow {
  readonly #sink: SessionSink;
  readonly #counts: FlowCounts;
  readonly #sides: Record<Direction, Side> = { in: new Side(), out: new Side() };
  #first: number | null = null;
  #begun = false;
  #connected = false;
  over = false;

  constructor(sink: SessionSink, counts: FlowCounts) {
    this.#sink = sink;
    this.#counts = counts;
  }

  /** True for a SYN that opens another connection between the same ports. */
  isNew(seq: number): boolean {
    return this.over || (this.#begun && this.#first !== seq);
  }

  /** Takes a packet that `direction` sent. */
  packet(time: number, direction: Direction, { tcp, payload, missing }: Dissected): void {
    if (!tcp) return;
    const side = this.#sides[direction];
    const other = this.#sides[direction === 'in' ? 'out' : 'in'];
    let { seq } = tcp;
    if ((tcp.flags & SYN) !== 0) {
      this.#syn(time, direction, tcp);
      seq = (seq + 1) >>> 0;
    } else if (!this.#begun) {
      this.#sink.event(time, 'note', 'The file begins in the middle of this connection.');
    }
    this.#begun = true;
    side.next ??= seq;
    if (payload.length > 0 || missing > 0) this.#segment(time, direction, seq, payload, missing);
    if ((tcp.flags & FIN) !== 0) side.fin = (seq + payload.length + missing) >>> 0;
    this.#fin(time, direction);
    if ((tcp.flags & RST) !== 0) this.#reset(time, direction);
    else if ((tcp.flags & ACK) !== 0 && other.next !== null) this.#acknowledged(time, direction, tcp.ack);
  }

  /** Nothing comes any more: what was held back is let go, with what is missing told. */
  end(time: number): void {
    for (const direction of ['in', 'out'] as const) {
      while (this.#sides[direction].held.length > 0) this.#lost(time, direction);
      this.#fin(time, direction);
    }
  }

  #syn(time: number, direction: Direction, { seq, flags }: { seq: number; flags: number }): void {
    const side = this.#sides[direction];
    side.next ??= (seq + 1) >>> 0;
    if ((flags & ACK) === 0) {
      if (this.#first === null) this.#sink.event(time, 'note', `${whose(direction)} end asks to connect.`);
      this.#first = seq;
    } else if (!this.#connected) {
      this.#connected = true;
      this.#sink.event(time, direction === 'in' ? 'connect' : 'accept', 'Connected.');
    }
  }

  #segment(time: number, direction: Direction, seq: number, bytes: Buffer, missing: number): void {
    const side = this.#sides[direction];
    const ahead = (seq - (side.next ?? seq)) | 0;
    if (ahead <= 0) {
      const fresh = bytes.subarray(Math.min(-ahead, bytes.length));
      if (-ahead >= bytes.length + missing) this.#counts.again++;
      if (fresh.length > 0) this.#deliver(time, direction, fresh);
      // What the file holds only the beginning of is a hole behind it.
      const end = (seq + bytes.length + missing) >>> 0;
      const gone = (end - (side.next ?? end)) | 0;
      if (missing > 0 && gone > 0) this.#hole(time, direction, gone, end);
      this.#drain(direction);
      return;
    }
    // The piece of the file it stands in is let go, and so it is copied.
    side.held.push({ seq, bytes: Buffer.from(bytes), time });
    side.held.sort((a, b) => (a.seq - b.seq) | 0);
    side.heldBytes += bytes.length;
    this.#counts.held += bytes.length;
    while (
      side.held.length > 0 &&
      (side.held.length > MAX_SEGMENTS || side.heldBytes > MAX_HELD || this.#counts.held > MAX_HELD_ALL)
    )
      this.#lost(time, direction);
  }

  #deliver(time: number, direction: Direction, bytes: Uint8Array): void {
    const side = this.#sides[direction];
    this.#sink.data(time, direction, bytes);
    side.next = ((side.next ?? 0) + bytes.length) >>> 0;
    side.overdue = 0;
  }

  /** Delivers what has its turn now. */
  #drain(direction: Direction): void {
    const side = this.#sides[direction];
    for (let first = side.held[0]; first; first = side.held[0]) {
      const ahead = (first.seq - (side.next ?? first.seq)) | 0;
      if (ahead > 0) return;
      side.held.shift();
      side.heldBytes -= first.bytes.length;
      this.#counts.held -= first.bytes.length;
      const fresh = first.bytes.subarray(Math.min(-ahead, first.bytes.length));
      if (fresh.length > 0) this.#deliver(first.time, direction, fresh);
    }
  }

  /** Gives up what comes before the first segment that waits. */
  #lost(time: number, direction: Direction): void {
    const side = this.#sides[direction];
    const [first] = side.held;
    if (!first) return;
    const gone = (first.seq - (side.next ?? first.seq)) | 0;
    if (gone > 0) this.#hole(time, direction, gone, first.seq);
    this.#drain(direction);
  }

  #hole(time: number, direction: Direction, size: number, next: number): void {
    const side = this.#sides[direction];
    side.next = next;
    side.overdue = 0;
    const bytes = `${size.toLocaleString('en-US')} ${size === 1 ? 'byte' : 'bytes'}`;
    const way = direction === 'in' ? 'received' : 'sent';
    this.#sink.event(time, 'note', `${bytes} ${way} here ${size === 1 ? 'is' : 'are'} missing in the file.`);
  }

  /** `direction` has all of the other before `ack`; what we wait for of it was not captured, or comes soon. */
  #acknowledged(time: number, direction: Direction, ack: number): void {
    const other = direction === 'in' ? 'out' : 'in';
    const side = this.#sides[other];
    const [first] = side.held;
    if (!first || side.next === null || ((ack - first.seq) | 0) < 0) return;
    if (++side.overdue >= PATIENCE) this.#lost(time, other);
  }

  #fin(time: number, direction: Direction): void {
    const side = this.#sides[direction];
    if (side.fin === null || side.ended || ((side.fin - (side.next ?? 0)) | 0) > 0) return;
    side.ended = true;
    side.next = (side.fin + 1) >>> 0;
    this.#sink.event(
      time,
      direction === 'out' ? 'end-sent' : 'end-received',
      `${whose(direction)} end has sent its end.`,
    );
    if (!this.#sides.in.ended || !this.#sides.out.ended) return;
    this.over = true;
    this.#sink.update({ closedAt: time, closeReason: 'closed by both ends' });
  }

  #reset(time: number, direction: Direction): void {
    this.end(time);
    if (this.over) return;
    this.over = true;
    const here = direction === 'out';
    this.#sink.event(time, 'reset', here ? 'Reset here.' : 'The peer has reset the connection.');
    this.#sink.update({ closedAt: time, closeReason: here ? 'reset here' : 'reset by the peer' });
  }
}

const whose = (direction: Direction): string => (direction === 'out' ? 'This' : 'The other');
