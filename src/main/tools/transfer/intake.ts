import type { Socket } from 'node:net';
import { isBare, readInto } from '../../net/direct-read.ts';
import { DirectBuffers } from './direct-buffers.ts';

/** What a socket has read and nobody has taken yet. Reading stops while there is much of it. */
export interface Intake {
  /** The socket to go on with. */
  readonly socket: Socket;
  /** The next bytes, valid until the next call; null while there are none. */
  take(): Uint8Array | null;
}

/** How much of a TLS stream waits to be taken, in bytes. */
const MOST_WAITING = 512 * 1024;

/** Reads by the events of the stream, as everything but a bare socket has to be. */
class StreamIntake implements Intake {
  readonly socket: Socket;
  #pieces: Buffer[] = [];
  #waiting = 0;

  constructor(socket: Socket, came: () => void) {
    this.socket = socket;
    socket.on('data', (bytes: Buffer) => {
      this.#pieces.push(bytes);
      this.#waiting += bytes.length;
      if (this.#waiting >= MOST_WAITING) socket.pause();
      came();
    });
  }

  /** All that has come in one piece: TLS gives 16 KiB at a time, and a file is better written in large ones. */
  take(): Uint8Array | null {
    const pieces = this.#pieces;
    if (pieces.length === 0) return null;
    const [only] = pieces;
    this.#pieces = [];
    this.#waiting = 0;
    if (!this.socket.destroyed && this.socket.isPaused()) this.socket.resume();
    return pieces.length === 1 && only ? only : Buffer.concat(pieces);
  }
}

/** The same connection, read into large buffers of ours, which is several times faster than by events. */
class DirectIntake implements Intake {
  readonly socket: Socket;
  readonly #buffers = new DirectBuffers();
  /** What had been read before. */
  readonly #early: Buffer[] = [];

  constructor(before: Socket, came: () => void) {
    for (let bytes: Buffer | null; (bytes = before.read() as Buffer | null) !== null;)
      this.#early.push(bytes);
    this.socket = readInto(before, {
      buffer: () => this.#buffers.next(),
      callback: (length) => {
        const goesOn = this.#buffers.filled(length);
        came();
        return goesOn;
      },
    });
  }

  take(): Uint8Array | null {
    const early = this.#early.shift();
    if (early) return early;
    const bytes = this.#buffers.take();
    if (this.#buffers.resumes && !this.socket.destroyed) this.socket.resume();
    return bytes;
  }
}

/** Begins to read a socket that nobody has read of; `came` is called when there is something to take. */
export function intakeOf(socket: Socket, came: () => void): Intake {
  return isBare(socket) ? new DirectIntake(socket, came) : new StreamIntake(socket, came);
}
