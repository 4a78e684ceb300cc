import type { Record, Wire } from '../mode.ts';
import { HEADER } from './frames.ts';

/** What is smaller is gathered with its neighbours, so that many small files go in one write. */
const BIG = 64 * 1024;
const GATHER = 256 * 1024;
/** While more than this waits, no more is asked for. */
const HIGH_WATER = 2 * 1024 * 1024;

interface Part {
  bytes: Uint8Array;
  /** The bytes of a file begin here; what is before is control. */
  dataFrom: number;
  written: (() => void) | undefined;
}

/** The one who writes: frames go out in the order in which they were given. */
export class Out {
  readonly #wire: Wire;
  readonly #record: Record;
  readonly #broke: (error: unknown) => void;
  readonly #stop = new AbortController();
  #parts: Part[] = [];
  #queued = 0;
  #running: Promise<void> | null = null;
  #gather: Buffer | null = null;
  #waiting: (() => void)[] = [];
  #failed = false;
  #hurried = false;
  #begun = false;

  constructor(wire: Wire, record: Record, broke: (error: unknown) => void) {
    this.#wire = wire;
    this.#record = record;
    this.#broke = broke;
  }

  /** Queues bytes that are no file’s. Never waits; who could queue without end asks for {@link room} first. */
  control(bytes: Uint8Array): void {
    this.#add({ bytes, dataFrom: bytes.length, written: undefined });
  }

  /** Queues a data frame with its header. The buffer may be used again when `written` is called. */
  data(frame: Uint8Array, written?: () => void): void {
    this.#add({ bytes: frame, dataFrom: HEADER, written });
  }

  /** Resolves when little enough waits to be written, or nothing can be any more. */
  async room(): Promise<void> {
    while (this.#queued > HIGH_WATER && !this.#failed && !this.#hurried)
      await new Promise<void>((go) => this.#waiting.push(go));
  }

  /** Resolves when all is written; after `ms` what is left is dropped. */
  async flush(ms: number): Promise<void> {
    if (this.#running === null) return;
    let late: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((over) => {
      late = setTimeout(() => {
        this.abort();
        over();
      }, ms);
    });
    await Promise.race([this.#running, limit]);
    clearTimeout(late);
  }

  /** Drops what was not begun to be written, so that a last word comes soon. Nobody waits for room any more. */
  hurry(): void {
    this.#hurried = true;
    // The preface has to come first whatever happens.
    const preface = this.#begun ? [] : this.#parts.splice(0, 1);
    this.#drop();
    this.#parts.push(...preface);
    this.#wake();
  }

  /** Drops what is left, and all that comes. */
  abort(): void {
    this.#failed = true;
    this.#stop.abort();
  }

  #add(part: Part): void {
    if (this.#failed) {
      part.written?.();
      return;
    }
    this.#queued += part.bytes.length;
    this.#parts.push(part);
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    try {
      // What is said in the same turn goes out together.
      await new Promise((soon) => setImmediate(soon));
      while (this.#parts.length > 0) await this.#writeSome();
    } catch (error) {
      this.#broke(error);
      this.#failed = true;
    } finally {
      this.#running = null;
      if (this.#failed) this.#drop();
      this.#wake();
    }
  }

  /** Writes the first frame, and with a small one as many as fit with it. */
  async #writeSome(): Promise<void> {
    let count = 1;
    let length = this.#parts[0]!.bytes.length;
    while (length < BIG && count < this.#parts.length) {
      const more = this.#parts[count]!.bytes.length;
      if (more >= BIG || length + more > GATHER) break;
      length += more;
      count++;
    }
    const together = this.#parts.splice(0, count);
    this.#begun = true;
    try {
      await this.#write(together, length);
    } finally {
      this.#queued -= length;
      for (const part of together) part.written?.();
      this.#wake();
    }
  }

  async #write(parts: Part[], length: number): Promise<void> {
    if (this.#failed) throw new Error('stopped');
    let bytes = parts[0]!.bytes;
    if (parts.length > 1) {
      const gather = (this.#gather ??= Buffer.allocUnsafe(GATHER));
      let at = 0;
      for (const part of parts) {
        gather.set(part.bytes, at);
        at += part.bytes.length;
      }
      bytes = gather.subarray(0, length);
    }
    this.#tell(parts, bytes);
    await this.#wire.write(bytes, this.#stop.signal);
  }

  /** Tells the capture of runs of control and of data. */
  #tell(parts: Part[], bytes: Uint8Array): void {
    let from = 0;
    let at = 0;
    for (const part of parts) {
      const data = at + part.dataFrom;
      at += part.bytes.length;
      if (part.dataFrom === part.bytes.length) continue;
      this.#record.passed('out', bytes.subarray(from, data), 'control');
      this.#record.passed('out', bytes.subarray(data, at), 'data');
      from = at;
    }
    if (from < at) this.#record.passed('out', bytes.subarray(from, at), 'control');
  }

  #drop(): void {
    for (const part of this.#parts.splice(0)) {
      this.#queued -= part.bytes.length;
      part.written?.();
    }
  }

  #wake(): void {
    for (const go of this.#waiting.splice(0)) go();
  }
}
