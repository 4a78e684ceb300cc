import type { Failure } from '../../../contract/failure.ts';
import type { Capture } from '../../bench/capture/capture.ts';
import type { CaptureStore, RoomWaiter } from '../../bench/capture/store.ts';

/** An episode of dropping is over when nothing was dropped for so long, in milliseconds. */
const CALM_MS = 1000;
const number = (n: number) => n.toLocaleString('en-US');

/**
 * What a datagram socket does when its capture has no room. Nobody can be told to wait, so what comes meanwhile is
 * dropped and counted; the timeline says so once at the beginning and once at the end. Senders wait here.
 */
export class Room implements RoomWaiter {
  readonly #capture: Capture;
  readonly #captures: CaptureStore;
  readonly #changed: () => void;
  /** Why the capture can't grow. */
  stalledBy: Failure | null = null;
  /** Datagrams dropped here, in all. */
  dropped = 0;
  #before = 0;
  #episode: NodeJS.Timeout | null = null;
  #last = 0;
  #waits = false;
  #ended = false;
  readonly #senders = new Set<() => void>();

  constructor(capture: Capture, captures: CaptureStore, changed: () => void) {
    this.#capture = capture;
    this.#captures = captures;
    this.#changed = changed;
  }

  /** Call for each datagram that comes while the capture has no room. */
  drop(): void {
    this.#before = this.#episode ? this.#before : this.dropped;
    this.dropped++;
    this.#last = performance.now();
    if (!this.#episode) {
      this.#capture.event('error', 'The capture has no room: datagrams that come now are dropped here.');
      this.#calmIn(CALM_MS);
    }
    this.#wait();
    this.#changed();
  }

  roomAgain(): void {
    this.#waits = false;
    if (this.stalledBy) {
      this.stalledBy = null;
      this.#changed();
    }
    for (const sender of this.#senders) sender();
  }

  stalled(failure: Failure): void {
    if (this.stalledBy?.code === failure.code) return;
    const message = `${failure.message} Datagrams can’t wait: those that come meanwhile are dropped.`;
    this.stalledBy = { ...failure, message };
    this.#capture.event('error', message);
    this.#changed();
  }

  /** Waits until the capture has room for `size` bytes more, or the socket is closed. */
  async for(size: number, signal?: AbortSignal): Promise<void> {
    while (!this.#ended && !this.#capture.hasRoomFor(size)) {
      this.#wait();
      await new Promise<void>((resolve) => {
        const done = () => {
          this.#senders.delete(done);
          signal?.removeEventListener('abort', done);
          resolve();
        };
        this.#senders.add(done);
        signal?.addEventListener('abort', done);
      });
      signal?.throwIfAborted();
    }
  }

  /** The socket is closed. */
  end(): void {
    if (this.#episode) this.#tell();
    this.#ended = true;
    this.#captures.forget(this);
    for (const sender of this.#senders) sender();
  }

  #wait(): void {
    if (this.#waits) return;
    this.#waits = true;
    this.#captures.wait(this);
  }

  #calmIn(ms: number): void {
    this.#episode = setTimeout(() => {
      const still = performance.now() - this.#last;
      if (still >= CALM_MS && this.#capture.hasRoom) this.#tell();
      else this.#calmIn(Math.max(CALM_MS - still, CALM_MS / 4));
    }, ms);
  }

  #tell(): void {
    if (this.#episode) clearTimeout(this.#episode);
    this.#episode = null;
    const count = this.dropped - this.#before;
    const what = count === 1 ? '1 datagram was' : `${number(count)} datagrams were`;
    this.#capture.event('note', `${what} dropped here for want of room.`);
    this.#changed();
  }
}
