import type { Packed } from '../framing.ts';
import { isAlone, KEPT, type Message, packedWords } from './describe.ts';
import type { FrameHead } from './head-of-frame.ts';

/** A compressed message is kept to be inflated up to so many bytes. */
export const MAX_PACKED = 16 * 1024 * 1024;

/** A message while its frames come. */
export class Coming implements Message {
  readonly opcode: number;
  readonly compressed: boolean;
  readonly #kept: Uint8Array;
  #keeps = 0;
  #packed: Uint8Array[] | null;
  problem: string | null = null;
  frames = 0;
  bytes = 0;
  part = 0;
  ended = false;

  /** `kept` has room for the beginning of its payload; it is given back when the message was told. */
  constructor({ opcode, reserved }: FrameHead, deflate: boolean, kept: Uint8Array) {
    this.#kept = kept;
    this.opcode = opcode;
    this.compressed = (reserved & 4) !== 0 && !isAlone(opcode);
    this.#packed = this.compressed && deflate ? [] : null;
  }

  get kept(): Uint8Array {
    return this.#kept.subarray(0, this.#keeps);
  }

  /** The next bytes of its payload; `at` is where they stand in that of their frame. */
  push(bytes: Uint8Array, mask: Uint8Array, at: number): void {
    const from = this.#keeps;
    if (from < KEPT) {
      const kept = this.#kept;
      const room = Math.min(bytes.length, KEPT - from);
      for (let i = 0; i < room; i++) kept[from + i] = bytes[i]! ^ mask[(at + i) & 3]!;
      this.#keeps = from + room;
    }
    this.bytes += bytes.length;
    if (!this.#packed) return;
    if (this.bytes > MAX_PACKED) this.#packed = null;
    else this.#packed.push(bytes.map((byte, i) => byte ^ mask[(at + i) & 3]!));
  }

  /** What came of it was told; the rest is a part of its own. */
  told(): void {
    this.frames = 0;
    this.bytes = 0;
    this.#keeps = 0;
    this.#packed = null;
  }

  packed(): Packed | undefined {
    if (!this.compressed) return undefined;
    const bytes = this.#packed && joined(this.#packed, this.bytes);
    return { ...packedWords(this), bytes };
  }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
