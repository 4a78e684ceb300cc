import type { Landed, Piece, Sink } from '../../../bench/files/sink.ts';
import { untrue } from './failures.ts';
import { MAX_PAYLOAD } from './frames.ts';
import { Landing, type LandingRoom } from './landing.ts';
import type { Receiving } from './receiving.ts';

interface Told {
  /** What became of one of them. */
  landed(one: Receiving, landed: Landed, sha256: string): void | Promise<void>;
  /** It was given up before. */
  dropped(one: Receiving): void;
}

/** Small files whose bytes come together, one after the other. */
export class Many {
  readonly files: Receiving[];
  readonly #sha256: string[];
  readonly #room: LandingRoom;
  readonly #size: number;
  readonly #buffer: Buffer<SharedArrayBuffer>;
  #filled = 0;

  /** Throws when they are more than go together. */
  constructor(files: Receiving[], sha256: string[], room: LandingRoom) {
    this.files = files;
    this.#sha256 = sha256;
    this.#room = room;
    this.#size = files.reduce((sum, { entry }) => sum + entry.size, 0);
    if (this.#size > MAX_PAYLOAD) throw untrue('it sends larger files together than go together');
    this.#buffer = room.takePiece();
    room.enter(files.length);
  }

  get isWhole(): boolean {
    return this.#filled === this.#size;
  }

  /** Takes bytes, which may be used again at once. Throws when they are more than there are. */
  add(bytes: Uint8Array): void {
    if (this.#filled + bytes.length > this.#size)
      throw untrue('it sends more of files that it sends together than it said');
    this.#buffer.set(bytes, this.#filled);
    this.#filled += bytes.length;
  }

  /** All has come: checks and writes each of them. */
  async land(sink: Sink, told: Told): Promise<void> {
    const pieces: Piece[] = [];
    const together: { one: Receiving; sha256: string }[] = [];
    const alone: Promise<void>[] = [];
    let from = 0;
    for (const [n, one] of this.files.entries()) {
      const { size } = one.entry;
      const sha256 = this.#sha256[n] ?? '';
      const bytes = this.#buffer.subarray(from, from + size);
      from += size;
      if (one.state === 'dropped') {
        told.dropped(one);
        continue;
      }
      one.state = 'landing';
      if (one.file?.small === true) {
        pieces.push({ file: one.file, from: from - size, length: size, sha256 });
        together.push({ one, sha256 });
      } else alone.push(this.#alone(one, bytes, sha256, told));
    }
    try {
      await Promise.all(alone);
      if (pieces.length === 0) return;
      const landed = await sink.land(pieces, this.#buffer);
      const waits: Promise<void>[] = [];
      for (const [n, { one, sha256 }] of together.entries()) {
        const telling = told.landed(one, landed[n] ?? { error: new Error('left out') }, sha256);
        if (telling !== undefined) waits.push(telling);
      }
      if (waits.length > 0) await Promise.all(waits);
    } finally {
      this.leave();
    }
  }

  /** Nothing is done with it any more. */
  leave(): void {
    this.#room.givePiece(this.#buffer);
    this.#room.leave(this.files.length);
  }

  /** One that has to be looked at more closely, such as one that is compared with what stands there. */
  async #alone(one: Receiving, bytes: Uint8Array, sha256: string, told: Told): Promise<void> {
    let landed: Landed;
    try {
      const landing = new Landing(
        one.file!,
        { from: 0, size: bytes.length, hasher: null },
        this.#room,
        () => {},
      );
      landing.add(bytes);
      const { path } = await landing.end(sha256);
      landed = path === undefined ? { damaged: true } : { path };
    } catch (error) {
      landed = { error: error ?? new Error('unknown') };
    }
    await told.landed(one, landed, sha256);
  }
}
