import type { Failure } from '../../../contract/failure.ts';
import type { Capture } from '../../bench/capture/capture.ts';
import type { CaptureStore, RoomWaiter } from '../../bench/capture/store.ts';

/** Holds a transfer up while its capture can’t grow. */
export class CaptureRoom implements RoomWaiter {
  readonly #capture: Capture;
  readonly #captures: CaptureStore;
  readonly #changed: () => void;
  readonly #waiting = new Set<() => void>();
  /** Why the capture can’t grow. */
  stalledBy: Failure | null = null;

  constructor(capture: Capture, captures: CaptureStore, changed: () => void) {
    this.#capture = capture;
    this.#captures = captures;
    this.#changed = changed;
  }

  /** Resolves when there is room; rejects with the signal’s reason. */
  async wait(signal?: AbortSignal): Promise<void> {
    while (!this.#capture.hasRoom && !this.#capture.removed) {
      await new Promise<void>((resolve) => {
        const go = () => {
          this.#waiting.delete(go);
          signal?.removeEventListener('abort', go);
          resolve();
        };
        this.#waiting.add(go);
        signal?.addEventListener('abort', go);
        this.#captures.wait(this);
      });
      signal?.throwIfAborted();
    }
  }

  roomAgain(): void {
    if (this.stalledBy) {
      this.stalledBy = null;
      this.#capture.event('note', 'The capture goes on.');
      this.#changed();
    }
    for (const go of [...this.#waiting]) go();
  }

  stalled(failure: Failure): void {
    if (this.stalledBy?.code === failure.code) return;
    this.stalledBy = failure;
    this.#capture.event('error', failure.message);
    this.#changed();
  }

  /** Nobody waits any more. */
  end(): void {
    this.#captures.forget(this);
    for (const go of [...this.#waiting]) go();
  }
}
