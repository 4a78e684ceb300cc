import { BLOCK } from '../export/blocks.ts';
import { type ByteQueue, Damage } from './byte-queue.ts';
import { type FileInterface, type PacketSink, sane } from './packet.ts';
import type { FileReader } from './sink.ts';

const MAGIC = 0x1a2b3c4d;
const MAGIC_SWAPPED = 0x4d3c2b1a;
const OLD_PACKET = 2;
const SIMPLE_PACKET = 3;
/** The largest block that is read whole; one of a kind that is passed over may have any size. */
const MAX_BLOCK = 16 * 1024 * 1024;
const MAX_INTERFACES = 100_000;
/** The most options of one block that are looked at: a large block has room for millions of empty ones. */
const MAX_OPTIONS = 4096;

interface Interface extends FileInterface {
  /** A time is `ticks · 1000 / perSecond` milliseconds and `offset` more. */
  perSecond: bigint;
  offset: number;
}

/** Reads pcapng (draft-ietf-opsawg-pcapng) in either byte order, any number of sections, block after block. */
export class PcapngReader implements FileReader {
  readonly #queue: ByteQueue;
  readonly #sink: PacketSink;
  #little = true;
  #interfaces: Interface[] = [];
  /** Interfaces of the sections before. */
  #base = 0;
  #last = 0;

  constructor(queue: ByteQueue, sink: PacketSink) {
    this.#queue = queue;
    this.#sink = sink;
  }

  read(): void {
    for (let head = this.#queue.peek(12); head; head = this.#queue.peek(12)) {
      const at = this.#queue.offset;
      const section = head.readUInt32LE(0) === BLOCK.section;
      if (section) this.#order(head, at);
      const type = this.#u32(head, 0);
      const length = this.#u32(head, 4);
      if (length < 12 || length % 4 !== 0) throw new Damage(at, `a block says that it has ${length} bytes`);
      if (length > MAX_BLOCK) {
        if (isRead(type)) throw new Damage(at, `a packet says that it has ${length} bytes`);
        this.#queue.skip(length);
        continue;
      }
      const block = this.#queue.take(length);
      if (!block) return;
      if (this.#u32(block, length - 4) !== length) throw new Damage(at, 'a block has two different lengths');
      this.#block(type, block.subarray(8, length - 4), at);
    }
  }

  end(): void {
    const { length, offset, owed } = this.#queue;
    this.#sink.end();
    if (length + owed > 0)
      throw new Damage(offset, `it ends in the middle of a block, after ${length} bytes of it`);
  }

  notes(): string[] {
    return this.#sink.notes();
  }

  #order(head: Buffer, at: number): void {
    const magic = head.readUInt32LE(8);
    if (magic !== MAGIC && magic !== MAGIC_SWAPPED) throw new Damage(at, 'a section has no byte order');
    this.#little = magic === MAGIC;
  }

  #block(type: number, body: Buffer, at: number): void {
    if (type === BLOCK.section) return this.#section(body, at);
    if (type === BLOCK.interface) return this.#interface(body, at);
    if (type === BLOCK.packet) return this.#packet(body, at, false);
    if (type === OLD_PACKET) return this.#packet(body, at, true);
    if (type === SIMPLE_PACKET) return this.#simplePacket(body, at);
    if (type === BLOCK.statistics) {
      if (body.length < 12) throw new Damage(at, 'the statistics of an interface are too short');
      const comments = this.#texts(body, 12, 1);
      if (comments.length > 0) this.#sink.statistics(this.#base + this.#u32(body, 0), comments);
    }
  }

  #section(body: Buffer, at: number): void {
    if (body.length < 16) throw new Damage(at, 'a section header is too short');
    this.#base += this.#interfaces.length;
    this.#interfaces = [];
    this.#sink.section(this.#texts(body, 16, 4)[0] ?? '');
  }

  #interface(body: Buffer, at: number): void {
    if (body.length < 8) throw new Damage(at, 'an interface is too short');
    if (this.#interfaces.length >= MAX_INTERFACES) throw new Damage(at, 'it has too many interfaces');
    let perSecond = 1_000_000n;
    let offset = 0;
    for (const { code, value } of this.#options(body, 8)) {
      const [resolution] = value;
      if (code === 9 && resolution !== undefined)
        perSecond = resolution & 0x80 ? 1n << BigInt(resolution & 0x7f) : 10n ** BigInt(resolution);
      if (code === 14 && value.length >= 8)
        offset = Number(this.#little ? value.readBigInt64LE(0) : value.readBigInt64BE(0)) * 1000;
    }
    const made: Interface = {
      link: this.#u16(body, 0),
      name: this.#texts(body, 8, 2)[0] ?? '',
      description: this.#texts(body, 8, 3)[0] ?? '',
      comments: this.#texts(body, 8, 1),
      perSecond,
      offset,
    };
    const index = this.#base + this.#interfaces.push(made) - 1;
    this.#sink.interface(index, made);
  }

  #packet(body: Buffer, at: number, old: boolean): void {
    if (body.length < 20) throw new Damage(at, 'a packet is too short');
    const index = old ? this.#u16(body, 0) : this.#u32(body, 0);
    const from = this.#interfaces[index];
    if (!from) throw new Damage(at, `a packet is of interface ${index}, which the file does not have`);
    const captured = this.#u32(body, 12);
    if (captured > body.length - 20) throw new Damage(at, 'a packet is longer than its block');
    const ticks = (BigInt(this.#u32(body, 4)) << 32n) | BigInt(this.#u32(body, 8));
    this.#last = sane(toMs(ticks, from));
    const options = 20 + ((captured + 3) & ~3);
    const flags = this.#options(body, options).find(({ code, value }) => code === 2 && value.length >= 4);
    const way = flags ? this.#u32(flags.value, 0) & 3 : 0;
    this.#sink.packet({
      time: this.#last,
      link: from.link,
      interface: this.#base + index,
      data: body.subarray(20, 20 + captured),
      length: this.#u32(body, 16),
      comments: this.#texts(body, options, 1),
      direction: way === 1 ? 'in' : way === 2 ? 'out' : null,
    });
  }

  /** Has no time of its own: it counts as taken with the packet before. */
  #simplePacket(body: Buffer, at: number): void {
    const from = this.#interfaces[0];
    if (body.length < 4 || !from) throw new Damage(at, 'a simple packet has no interface');
    const length = this.#u32(body, 0);
    this.#sink.packet({
      time: this.#last,
      link: from.link,
      interface: this.#base,
      data: body.subarray(4, 4 + Math.min(length, body.length - 4)),
      length,
      comments: [],
      direction: null,
    });
  }

  #texts(body: Buffer, from: number, wanted: number): string[] {
    return this.#options(body, from)
      .filter(({ code }) => code === wanted)
      .map(({ value }) => value.toString('utf8'));
  }

  /** The options of a block up to their end; one that is cut is passed over. */
  #options(body: Buffer, from: number): { code: number; value: Buffer }[] {
    const options: { code: number; value: Buffer }[] = [];
    for (let at = from; at + 4 <= body.length && options.length < MAX_OPTIONS;) {
      const code = this.#u16(body, at);
      const length = this.#u16(body, at + 2);
      if (code === 0 || at + 4 + length > body.length) break;
      options.push({ code, value: body.subarray(at + 4, at + 4 + length) });
      at += 4 + ((length + 3) & ~3);
    }
    return options;
  }

  #u16(bytes: Buffer, at: number): number {
    return this.#little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
  }

  #u32(bytes: Buffer, at: number): number {
    return this.#little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
  }
}

const isRead = (type: number): boolean =>
  type === BLOCK.section || type === BLOCK.statistics || (type >= BLOCK.interface && type <= BLOCK.packet);

/** Whole milliseconds and the rest apart, so that the sum is the nearest double there is. */
function toMs(ticks: bigint, { perSecond, offset }: Interface): number {
  const thousands = ticks * 1000n;
  return Number(thousands / perSecond) + Number(thousands % perSecond) / Number(perSecond) + offset;
}
