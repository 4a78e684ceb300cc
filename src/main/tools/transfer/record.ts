import type { Direction } from '../../../contract/rows.ts';
import type { Capture } from '../../bench/capture/capture.ts';
import type { Record } from './mode.ts';

/** Of what is in the files: how much of each direction is kept in the capture unless all is asked for. */
export const KEPT_DATA = 256 * 1024;
/** Of what is told about them: one who tells without an end must not fill the disk. */
const KEPT_CONTROL = 64 * 1024 * 1024;

type What = 'control' | 'data';
type Left = { [direction in Direction]: { [what in What]: number } };

/** Writes what goes over a wire into the capture: what is told about files, and the first part of what is in them. */
export class CaptureRecord implements Record {
  readonly #capture: Capture;
  readonly #left: Left;
  readonly #said = new Set<string>();
  /** Bytes that were not kept. */
  notKept = 0;

  constructor(capture: Capture, all: boolean) {
    this.#capture = capture;
    const most = all
      ? { control: Number.POSITIVE_INFINITY, data: Number.POSITIVE_INFINITY }
      : { control: KEPT_CONTROL, data: KEPT_DATA };
    this.#left = { in: { ...most }, out: { ...most } };
  }

  passed(direction: Direction, bytes: Uint8Array, what: What): void {
    const left = this.#left[direction];
    const keep = Math.min(bytes.length, left[what]);
    if (keep > 0) this.#capture.data(direction, keep === bytes.length ? bytes : bytes.subarray(0, keep));
    left[what] -= keep;
    const over = bytes.length - keep;
    if (over === 0) return;
    this.#say(direction, what);
    this.notKept += over;
    this.#capture.passed(direction, over);
  }

  note(text: string): void {
    this.#capture.event('note', text);
  }

  #say(direction: Direction, what: What): void {
    if (this.#said.has(direction + what)) return;
    this.#said.add(direction + what);
    const way = direction === 'in' ? 'received' : 'sent';
    const kept =
      what === 'data'
        ? `The first ${KEPT_DATA / 1024} KiB of the files’ bytes ${way} are kept above.`
        : `The first ${KEPT_CONTROL / 1024 ** 2} MiB ${way} about the files are kept above.`;
    this.note(`${kept} What follows of them is counted only.`);
  }
}
