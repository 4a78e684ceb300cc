import type { Direction } from '../../../contract/rows.ts';
import type { Capture } from '../../bench/capture/capture.ts';
import type { Record } from './mode.ts';

/** Of what is in the files: how much of each direction is kept in the capture unless all is asked for. */
export const KEPT_DATA = 256 * 1024;

/** Writes what goes over a wire into the capture: all that is told about files, and the first part of what is in them. */
export class CaptureRecord implements Record {
  readonly #capture: Capture;
  readonly #left: { [direction in Direction]: number };
  readonly #said = { in: false, out: false };
  /** Bytes that were not kept. */
  notKept = 0;

  constructor(capture: Capture, all: boolean) {
    this.#capture = capture;
    const keep = all ? Number.POSITIVE_INFINITY : KEPT_DATA;
    this.#left = { in: keep, out: keep };
  }

  passed(direction: Direction, bytes: Uint8Array, what: 'control' | 'data'): void {
    const keep = what === 'control' ? bytes.length : Math.min(bytes.length, this.#left[direction]);
    if (keep > 0) this.#capture.data(direction, keep === bytes.length ? bytes : bytes.subarray(0, keep));
    if (what === 'data') this.#left[direction] -= keep;
    const over = bytes.length - keep;
    if (over === 0) return;
    if (!this.#said[direction]) {
      this.#said[direction] = true;
      this.#capture.event(
        'note',
        `The first ${KEPT_DATA / 1024} KiB of the files’ bytes ${direction === 'in' ? 'received' : 'sent'} are kept above. What follows of them is counted only.`,
      );
    }
    this.notKept += over;
    this.#capture.passed(direction, over);
  }

  note(text: string): void {
    this.#capture.event('note', text);
  }
}
