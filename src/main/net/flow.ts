import type { Socket } from 'node:net';
import type { Failure } from '../../contract/failure.ts';
import type { Capture } from '../bench/capture/capture.ts';
import type { CaptureStore, RoomWaiter } from '../bench/capture/store.ts';

/**
 * When the socket of a session is read and when it pauses: while the capture has no room, and while the peer does not
 * take what it is answered. Senders wait here as well.
 */
export class Flow implements RoomWaiter {
  #socket: Socket;
  readonly #capture: Capture;
  readonly #captures: CaptureStore;
  readonly #changed: () => void;
  /** Why the capture can't grow. */
  stalledBy: Failure | null = null;
  #waitsForRoom = false;
  #waitsForPeer = false;
  #senders: Set<() => void> | null = null;

  constructor(socket: Socket, capture: Capture, captures: CaptureStore, changed: () => void) {
    this.#socket = socket;
    this.#capture = capture;
    this.#captures = captures;
    this.#changed = changed;
  }

  /** The same connection goes on through another socket: what goes inside TLS. */
  moveTo(socket: Socket): void {
    this.#socket = socket;
    if (this.#waitsForRoom || this.#waitsForPeer) socket.pause();
    for (const sender of this.#senders ?? []) sender();
  }

  /** Call after each read; `congested` when the answer to it has to wait for the peer. */
  read(congested: boolean): void {
    if (congested) {
      this.#waitsForPeer = true;
      this.#socket.pause();
    }
    if (this.#capture.hasRoom) return;
    this.#waitsForRoom = true;
    this.#socket.pause();
    this.#captures.wait(this);
  }

  /** Call when all that was written has been taken, or when nothing more will be. */
  drained(): void {
    this.#waitsForPeer = false;
    this.#resume();
  }

  roomAgain(): void {
    this.#waitsForRoom = false;
    if (this.stalledBy) {
      this.stalledBy = null;
      this.#capture.event('note', 'The capture goes on.');
      this.#changed();
    }
    this.#resume();
    for (const sender of this.#senders ?? []) sender();
  }

  stalled(failure: Failure): void {
    if (this.stalledBy?.code === failure.code) return;
    this.stalledBy = failure;
    this.#capture.event('error', failure.message);
    this.#changed();
  }

  /** Waits until the capture has room for `size` bytes more, or the connection ends. */
  async room(size: number, signal?: AbortSignal): Promise<void> {
    while (!this.#socket.destroyed && !this.#capture.hasRoomFor(size)) {
      this.#captures.wait(this);
      await this.#progress(signal);
    }
  }

  /** Waits until the socket has taken what was written and the capture has room, or the connection ends. */
  async taken(signal?: AbortSignal): Promise<void> {
    while (!this.#socket.destroyed && (this.#socket.writableNeedDrain || !this.#capture.hasRoom)) {
      if (!this.#capture.hasRoom) this.#captures.wait(this);
      await this.#progress(signal);
    }
  }

  /** The socket is closed: nobody need tell of room any more. */
  end(): void {
    this.#captures.forget(this);
  }

  #resume(): void {
    if (!this.#socket.destroyed && !this.#waitsForRoom && !this.#waitsForPeer) this.#socket.resume();
  }

  /** Resolves when something that a sender waits for may have changed; rejects with the signal's reason. */
  async #progress(signal?: AbortSignal): Promise<void> {
    // A socket that was ended meanwhile tells its 'finish' and no 'drain'.
    const events = ['drain', 'finish', 'close'];
    const socket = this.#socket;
    await new Promise<void>((resolve) => {
      const done = () => {
        for (const event of events) socket.removeListener(event, done);
        this.#senders?.delete(done);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      for (const event of events) socket.on(event, done);
      (this.#senders ??= new Set()).add(done);
      signal?.addEventListener('abort', done);
    });
    signal?.throwIfAborted();
  }
}
