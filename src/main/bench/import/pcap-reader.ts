import { type ByteQueue, Damage } from './byte-queue.ts';
import { type PacketSink, sane } from './packet.ts';
import type { FileReader } from './sink.ts';

const HEAD = 24;
const RECORD = 16;
/** More than any link carries; a length beyond it is damage. */
const MAX_PACKET = 4 * 1024 * 1024;

/** The first four bytes of a pcap file as a little-endian number: its byte order, and seconds in parts of how many. */
const KINDS = new Map<number, { little: boolean; nanos: boolean }>([
  [0xa1b2c3d4, { little: true, nanos: false }],
  [0xd4c3b2a1, { little: false, nanos: false }],
  [0xa1b23c4d, { little: true, nanos: true }],
  [0x4d3cb2a1, { little: false, nanos: true }],
]);

export const isPcap = (magic: number): boolean => KINDS.has(magic);

/** Reads the older format of libpcap, in either byte order, with microseconds or nanoseconds. */
export class PcapReader implements FileReader {
  readonly #queue: ByteQueue;
  readonly #sink: PacketSink;
  #kind: { little: boolean; nanos: boolean } | null = null;
  #link = 0;

  constructor(queue: ByteQueue, sink: PacketSink) {
    this.#queue = queue;
    this.#sink = sink;
  }

  read(): void {
    if (!this.#kind) {
      const head = this.#queue.take(HEAD);
      if (!head) return;
      this.#kind = KINDS.get(head.readUInt32LE(0)) ?? { little: true, nanos: false };
      // The upper bits say whether a checksum of the frame comes along.
      this.#link = this.#u32(head, 20) & 0x0fff_ffff;
      this.#sink.interface(0, { link: this.#link, name: '', description: '', comments: [] });
    }
    for (let head = this.#queue.peek(RECORD); head; head = this.#queue.peek(RECORD)) {
      const captured = this.#u32(head, 8);
      const length = this.#u32(head, 12);
      if (captured > MAX_PACKET)
        throw new Damage(this.#queue.offset, `a packet says that it has ${captured} bytes`);
      const record = this.#queue.take(RECORD + captured);
      if (!record) return;
      const parts = this.#u32(record, 4) / (this.#kind.nanos ? 1e6 : 1e3);
      this.#sink.packet({
        time: sane(this.#u32(record, 0) * 1000 + parts),
        link: this.#link,
        interface: 0,
        data: record.subarray(RECORD),
        length,
        comments: [],
        direction: null,
      });
    }
  }

  end(): void {
    const { length, offset } = this.#queue;
    this.#sink.end();
    if (length > 0)
      throw new Damage(offset, `it ends in the middle of a packet, after ${length} bytes of it`);
  }

  notes(): string[] {
    return this.#sink.notes();
  }

  #u32(bytes: Buffer, at: number): number {
    return this.#kind?.little === false ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
  }
}
