import { FrameDecoder } from './frame-decoder.ts';
import type { Frame, Framing } from './framing.ts';
import type { Bytes } from './parsed.ts';

/** A message with its payload, which is cut where it is longer than the cap. */
export interface AssembledMessage {
  frame: Frame;
  payload: Bytes;
  cut: boolean;
}

/** More than the longest prefix has. */
const HEADER = 16;
const FIRST = 256;

/**
 * A decoder that keeps the bytes of the message under way, at most `cap` of them (and a prefix): memory grows with
 * what has come, and nothing is set aside for a length that is only claimed.
 */
export class FrameAssembler {
  readonly #decoder: FrameDecoder;
  readonly #cap: number;
  /** The beginning of the message under way, `#size` bytes of it. */
  #kept: Bytes = new Uint8Array(0);
  #size = 0;

  constructor(framing: Framing, cap: number, at = 0) {
    this.#decoder = new FrameDecoder(framing, at);
    this.#cap = cap;
  }

  /** As {@link FrameDecoder.stopped}. */
  get stopped(): number | null {
    return this.#decoder.stopped;
  }

  /** The message under way, or null. */
  pending(): Frame | null {
    return this.#decoder.pending();
  }

  /** What has come of the payload of the message under way, at most the cap; null where there is none of it. */
  rest(): Bytes | null {
    const frame = this.#decoder.pending();
    if (frame?.status !== 'unfinished') return null;
    const header = frame.offset - frame.start;
    return this.#size > header ? this.#kept.slice(header, Math.min(this.#size, header + this.#cap)) : null;
  }

  /** The next bytes; answers with the messages that are complete with them. */
  push(bytes: Uint8Array): AssembledMessage[] {
    const messages: AssembledMessage[] = [];
    const { at } = this.#decoder;
    this.#decoder.push(bytes, (frame) => {
      messages.push(this.#assemble(frame, bytes, at));
      this.#size = 0;
      this.#kept = new Uint8Array(0);
    });
    const pending = this.#decoder.pending();
    if (pending) this.#keep(bytes.subarray(Math.max(0, pending.start - at)));
    return messages;
  }

  #keep(bytes: Uint8Array): void {
    const most = this.#cap + HEADER;
    const part = bytes.subarray(0, Math.max(0, most - this.#size));
    const size = this.#size + part.length;
    if (size > this.#kept.length) {
      const grown = new Uint8Array(Math.min(most, Math.max(size, 2 * this.#kept.length, FIRST)));
      grown.set(this.#kept.subarray(0, this.#size));
      this.#kept = grown;
    }
    this.#kept.set(part, this.#size);
    this.#size = size;
  }

  #assemble(frame: Frame, bytes: Uint8Array, at: number): AssembledMessage {
    const length = Math.min(frame.length, this.#cap);
    const payload = new Uint8Array(length);
    // `from` is where the piece's first byte stands in the stream.
    const add = (piece: Uint8Array, from: number) => {
      const skip = Math.max(0, frame.offset - from);
      const to = Math.max(0, from - frame.offset);
      if (skip < piece.length && to < length) payload.set(piece.subarray(skip, skip + length - to), to);
    };
    add(this.#kept.subarray(0, this.#size), frame.start);
    add(bytes.subarray(Math.max(0, frame.start - at)), Math.max(frame.start, at));
    return { frame, payload, cut: length < frame.length };
  }
}
