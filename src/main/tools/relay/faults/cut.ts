import type { Faults } from '../../../../contract/payload/faults.ts';
import { size, span, type Tell } from './told.ts';

/**
 * What is left of one read or datagram after the faults that take bytes away. Tells what was taken.
 * `hole` is set while the black hole is open, so that it is told of once.
 */
export class Cut {
  #inHole = false;

  /** `offset` is that of the first byte in its direction. */
  apply(bytes: Uint8Array, offset: number, faults: Faults, tell: Tell): Uint8Array | null {
    const { blackHoleFrom, truncateTo } = faults;
    let out = bytes;
    if (blackHoleFrom === null) this.#inHole = false;
    else if (offset + bytes.length > blackHoleFrom || offset >= blackHoleFrom) {
      if (!this.#inHole) {
        this.#inHole = true;
        const from = Math.max(offset, blackHoleFrom).toLocaleString('en-US');
        tell({ effect: 'hole', times: 1, text: `forwards nothing from byte ${from} on.` });
      }
      if (offset >= blackHoleFrom) return null;
      out = out.subarray(0, blackHoleFrom - offset);
    }
    if (truncateTo > 0 && out.length > truncateTo) {
      const text = `cut ${span(offset, bytes.length)} to the first ${size(truncateTo)}.`;
      tell({ effect: 'cut', times: 1, text });
      out = out.subarray(0, truncateTo);
    }
    return out;
  }
}
