import { BLOCK } from '../export/blocks.ts';
import { BenchError } from '../failure.ts';
import { ByteQueue, Damage } from './byte-queue.ts';
import { Flows } from './flows.ts';
import { JsonLinesReader } from './json-lines.ts';
import { OurPackets } from './our-packets.ts';
import { isPcap, PcapReader } from './pcap-reader.ts';
import { PcapngReader } from './pcapng-reader.ts';
import type { FileReader, FileSink } from './sink.ts';

/**
 * Reads the sessions of a file that comes piece by piece: pcapng, pcap, or a timeline in JSON Lines. What makes no
 * sense ends the reading: what came before it holds, and the notes say at which byte that was.
 */
export class Importer {
  readonly #queue = new ByteQueue();
  readonly #file: FileSink;
  #reader: FileReader | null = null;
  #damage: Damage | null = null;
  #opened = 0;

  constructor(file: FileSink) {
    this.#file = {
      open: (facts) => {
        this.#opened++;
        return file.open(facts);
      },
    };
  }

  /** True once nothing more is read of the file. */
  get over(): boolean {
    return this.#damage !== null;
  }

  /** Reads on. Throws a BenchError for a file that is none of ours to read. */
  feed(bytes: Uint8Array): void {
    if (this.over) return;
    this.#queue.push(bytes);
    this.#reader ??= this.#recognise(false);
    this.#guarded(() => this.#reader?.read());
  }

  /** Answers what somebody who opened the file should know. Throws a BenchError where nothing could be read at all. */
  end(): string[] {
    this.#reader ??= this.#recognise(true);
    // What is held back is let go also of a file that is damaged.
    this.#guarded(() => this.#reader?.end());
    const damage = this.#damage && `The file is damaged at byte ${this.#damage.at.toLocaleString('en-US')}`;
    const what = this.#damage?.message ?? '';
    const notes = this.#reader?.notes() ?? [];
    if (this.#opened > 0)
      return damage ? [`${damage}: ${what}. What comes before it was read.`, ...notes] : notes;
    throw new BenchError({
      code: damage ? 'BROKEN_FILE' : 'NOTHING_IN_FILE',
      message: damage
        ? `${damage}: ${what}.`
        : this.#reader
          ? 'The file holds no TCP or UDP packets.'
          : 'The file is empty.',
      hint: damage
        ? 'Nothing could be read before that. Export or capture it again.'
        : notes.join(' ') || undefined,
      field: 'file',
    });
  }

  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      this.#damage ??= error;
    }
  }

  #recognise(last: boolean): FileReader | null {
    const head = this.#queue.peek(4) ?? (last ? this.#queue.peek(this.#queue.length) : null);
    if (!head || head.length === 0) return null;
    const magic = head.length === 4 ? head.readUInt32LE(0) : 0;
    const packets = () => new OurPackets(this.#file, new Flows(this.#file));
    if (magic === BLOCK.section) return new PcapngReader(this.#queue, packets());
    if (isPcap(magic)) return new PcapReader(this.#queue, packets());
    if (head[0] === 0x7b) return new JsonLinesReader(this.#queue, this.#file);
    const packed = (magic & 0xffff) === 0x8b1f || magic === 0xfd2fb528 || magic === 0x04034b50;
    throw new BenchError({
      code: packed ? 'COMPRESSED' : 'NOT_A_CAPTURE',
      message: packed ? 'The file is compressed.' : 'The file is no capture that can be opened here.',
      hint: packed
        ? 'Unpack it first, for example with gunzip, then open it.'
        : 'Wirebench opens pcapng, pcap, and its own timelines in JSON Lines.',
      field: 'file',
    });
  }
}
