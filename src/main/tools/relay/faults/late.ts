import type { Faults } from '../../../../contract/payload/faults.ts';
import { type Random, seeded } from './random.ts';

/** When something that came now is due. */
export class Late {
  #seed = -1;
  #random: Random = seeded(0);

  set({ seed }: Faults): void {
    if (seed === this.#seed) return;
    this.#seed = seed;
    // Not the numbers that the flips are made of: switching one fault on changes nothing of another.
    this.#random = seeded(seed ^ 0x9e3779b9);
  }

  /** In milliseconds of the caller's clock. */
  due(now: number, { delayMs, jitterMs }: Faults): number {
    return now + delayMs + (jitterMs > 0 ? this.#random() * jitterMs : 0);
  }
}
