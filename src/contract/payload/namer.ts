import type { Frame } from './framing.ts';

/** A frame of a protocol, and what it is in words. */
export interface NamedFrame extends Frame {
  text: string;
}

/** What is told of a frame; `wrong` when it breaks the rules. */
export interface Told {
  text: string;
  wrong: boolean;
}

export type Take = (frame: NamedFrame) => void;

/**
 * Names the frames of one direction of a connection, however they arrive: what is told of them has no gap.
 * {@link FrameDecoder} is the pattern.
 */
export abstract class Namer {
  /** Where the next byte stands, and where what is under way begins. */
  protected place: number;
  protected start: number;
  /** Bytes of a head that have come. */
  protected have = 0;
  #stopped: number | null = null;

  /** `at` is where in the stream of its direction the first byte stands. */
  constructor(at: number) {
    this.place = at;
    this.start = at;
  }

  get at(): number {
    return this.place;
  }

  /** Where what came ceased to be this protocol; null while it is. */
  get stopped(): number | null {
    return this.#stopped;
  }

  /** The next bytes; `take` gets each frame that is complete with them. */
  push(bytes: Uint8Array, take: Take): void {
    let i = 0;
    while (i < bytes.length && this.#stopped === null) {
      const before = this.place;
      this.step(bytes, i, take);
      i += this.place - before;
    }
    this.place += bytes.length - i;
  }

  /** What has begun and is not complete, or null. */
  abstract pending(): Frame | null;

  /** Takes some bytes from a place of these on, and moves `place` past them. */
  protected abstract step(bytes: Uint8Array, from: number, take: Take): void;

  /** All that came since what was told before, of which the first `head` bytes are no payload. */
  protected tell({ text, wrong }: Told, head: number, take: Take, more?: Partial<NamedFrame>): void {
    const { start } = this;
    const size = this.place - start;
    this.start = this.place;
    this.have = 0;
    const status = wrong ? 'bad' : 'ok';
    take({ start, size, offset: start + head, length: size - head, status, text, ...more });
  }

  /** Nothing is named from here on. */
  protected stop(): void {
    this.#stopped = this.place;
  }
}
