import { setImmediate as otherWork } from 'node:timers/promises';
import type { Frame, Packed } from '../../../contract/payload/framing.ts';
import { describeInflated, describePacked, KEPT } from '../../../contract/payload/websocket/describe.ts';
import { inflate, MOST_INFLATED, TooLong, WINDOW } from './inflate.ts';

/** From here on a direction can be inflated again. */
export interface Point {
  /** Where the message begins. */
  at: number;
  window: Buffer;
}

/** Bytes that are inflated from one point to the next, to begin with; so many points are kept. */
const STEP = 1024 * 1024;
const MOST_POINTS = 64;
/** What a message costs besides its bytes, in bytes. */
const EACH = 1024;
/** Bytes that are inflated between two turns for other work: few on the wire may be many. */
const TURN = 2 * 1024 * 1024;
const MiB = 1024 * 1024;

/**
 * Inflates the messages of one direction in their order (permessage-deflate, RFC 7692): each may refer to those before
 * it. Of what was inflated it keeps the last 32 KiB, and that of some places before, so that a message can be read again.
 */
export class Unpacking {
  #window: Buffer = NOTHING;
  /** Messages came before that are not known, so that those after may not be readable. */
  #gap = false;
  #points: Point[] = [];
  #step = STEP;
  #since = Infinity;
  #busy = 0;

  /** What came before is no longer known. */
  lost(): void {
    this.#gap = true;
    this.#window = NOTHING;
    this.#since = Infinity;
  }

  /** What a compressed message is, with what is in it. Never rejects. */
  async take(frame: Frame, packed: Packed): Promise<Frame> {
    if (packed.bytes === null) {
      this.lost();
      return told(frame, describePacked(packed, 'too long, or not whole, so it is not inflated', false));
    }
    if (this.#since >= this.#step) this.#point(frame.start);
    try {
      const inflated = await inflate(packed.bytes, this.#window, 0, KEPT);
      this.#window = inflated.window;
      this.#since += inflated.length + EACH;
      this.#busy += inflated.length + EACH;
      if (this.#busy > TURN) {
        this.#busy = 0;
        await otherWork();
      }
      if (this.#window.length === WINDOW) this.#gap = false;
      const words = describeInflated(packed, { length: inflated.length, kept: inflated.bytes });
      return { ...told(frame, words), content: inflated.length };
    } catch (error) {
      const gap = this.#gap;
      this.lost();
      if (error instanceof TooLong)
        return told(
          frame,
          describePacked(packed, `more than ${MOST_INFLATED / MiB} MiB when inflated`, false),
        );
      return told(
        frame,
        gap
          ? describePacked(packed, 'not readable without the messages before it', false)
          : describePacked(packed, `it can’t be inflated: ${(error as Error).message}`, true),
      );
    }
  }

  /** The last place from where a message that begins here can be inflated. */
  before(start: number): Point | null {
    return this.#points.findLast(({ at }) => at <= start) ?? null;
  }

  #point(at: number): void {
    this.#since = 0;
    this.#points.push({ at, window: this.#window });
    if (this.#points.length <= MOST_POINTS) return;
    this.#points = this.#points.filter((_, i) => i % 2 === 0);
    this.#step *= 2;
  }
}

const NOTHING = Buffer.alloc(0);

const told = (frame: Frame, { text, wrong }: { text: string; wrong: boolean }): Frame => ({
  ...frame,
  packed: undefined,
  status: wrong ? 'bad' : 'ok',
  text,
});
