import { SegmentLog } from '../../../bench/capture/segment-log.ts';
import { SpillFile } from '../../../bench/capture/spill-file.ts';
import { type CaptureStore, SMALL } from '../../../bench/capture/store.ts';
import { BenchError } from '../../../bench/failure.ts';

/** Bytes of one body, in memory and beyond the limit of the captures on the disk; they count as those of a capture. */
export class BodyLog {
  readonly #store: CaptureStore;
  readonly #file: SpillFile;
  readonly #log: SegmentLog;
  #removed = false;

  constructor(store: CaptureStore, name: string) {
    this.#store = store;
    this.#file = new SpillFile(() => store.folder(), name);
    this.#log = new SegmentLog(store, this.#file);
    store.add(this.#log);
  }

  get length(): number {
    return this.#log.length;
  }

  append(bytes: Uint8Array): void {
    if (!this.#removed) this.#log.append(bytes);
  }

  get hasRoom(): boolean {
    return this.#store.hasRoom || this.#log.memory <= SMALL;
  }

  /** Waits until more may come. Rejects with the signal’s reason, and when there will be no room. */
  async room(signal: AbortSignal): Promise<void> {
    while (!this.hasRoom) {
      signal.throwIfAborted();
      await new Promise<void>((resolve, reject) => {
        const waiter = {
          roomAgain: () => settle(resolve),
          stalled: (failure: BenchError['failure']) => settle(() => reject(new BenchError(failure))),
        };
        const aborted = () => settle(() => reject(signal.reason as Error));
        const settle = (act: () => void) => {
          this.#store.forget(waiter);
          signal.removeEventListener('abort', aborted);
          act();
        };
        signal.addEventListener('abort', aborted);
        this.#store.wait(waiter);
      });
    }
  }

  read(from: number, length: number): Promise<Buffer<ArrayBuffer>> {
    return this.#log.read(from, length);
  }

  async remove(): Promise<void> {
    if (this.#removed) return;
    this.#removed = true;
    const spilled = this.#store.drop([this.#log]);
    try {
      await this.#file.remove();
    } finally {
      this.#store.freed(spilled);
    }
  }
}
