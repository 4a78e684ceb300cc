import type { Faults } from '../../../../contract/payload/faults.ts';
import { type Random, seeded } from './random.ts';
import { span, type Tell } from './told.ts';

/** As many flips of one read are told each by itself. */
const EACH = 4;

/** Flips one bit in every n-th byte, or in one of n on average. */
export class Flip {
  #every = 0;
  #atRandom = false;
  #seed = -1;
  #random: Random = seeded(0);
  /** Bytes that pass before the next flip. */
  #left = 0;

  set({ flipEvery, flipAtRandom, seed }: Faults): void {
    if (flipEvery === this.#every && flipAtRandom === this.#atRandom && seed === this.#seed) return;
    if (seed !== this.#seed) this.#random = seeded(seed);
    this.#every = flipEvery;
    this.#atRandom = flipAtRandom;
    this.#seed = seed;
    this.#left = this.#gap();
  }

  /** The bytes as they go on; a copy where one is changed. `offset` is that of the first byte in its direction. */
  apply(bytes: Uint8Array, offset: number, tell: Tell): Uint8Array {
    if (this.#every === 0 || this.#left >= bytes.length) {
      if (this.#every > 0) this.#left -= bytes.length;
      return bytes;
    }
    const out = Uint8Array.from(bytes);
    const first: string[] = [];
    let flips = 0;
    let at = this.#left;
    for (; at < out.length; at += 1 + this.#gap()) {
      const bit = Math.floor(this.#random() * 8);
      const before = out[at] as number;
      const after = before ^ (1 << bit);
      out[at] = after;
      if (flips++ < EACH)
        first.push(
          `bit ${bit} of byte ${(offset + at).toLocaleString('en-US')} (${hex(before)} → ${hex(after)})`,
        );
    }
    this.#left = at - out.length;
    if (flips <= EACH) for (const one of first) tell({ effect: 'flip', times: 1, text: `flipped ${one}.` });
    else {
      const text = `flipped ${flips.toLocaleString('en-US')} bits in ${span(offset, bytes.length)}, the first ${first[0]}.`;
      tell({ effect: 'flip', times: flips, text });
    }
    return out;
  }

  #gap(): number {
    const n = this.#every;
    if (!this.#atRandom || n <= 1) return n - 1;
    // How many bytes pass unharmed when each is hit with a chance of 1/n.
    return Math.floor(Math.log(1 - this.#random()) / Math.log(1 - 1 / n));
  }
}

const hex = (byte: number) => byte.toString(16).padStart(2, '0');
