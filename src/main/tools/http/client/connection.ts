import type { Socket } from 'node:net';
import type { Failure } from '../../../../contract/failure.ts';
import type { Direction } from '../../../../contract/rows.ts';
import type { CaptureStore } from '../../../bench/capture/store.ts';
import { explainBroken } from '../../../net/explain-open.ts';
import { closedHere } from './closed-here.ts';
import { readDirect } from '../../../net/direct-read.ts';
import { Flow } from '../../../net/flow.ts';
import { tellResets } from '../../../net/hang-up.ts';
import { explainTlsBroken } from '../../../net/tls/explain.ts';
import type { Secured } from '../../../net/tls/wrap.ts';
import type { FrameSieve } from '../h2/sieve.ts';
import { Lane, type LaneEnd } from './lane.ts';
import type { HttpSession } from './session.ts';

/** A connection that is open, with its session: every byte of it goes through the capture. */
export class Connection implements LaneEnd {
  readonly session: HttpSession;
  readonly secured: Secured | null;
  readonly #socket: Socket;
  /** What comes is not used again. */
  readonly #owned: boolean;
  readonly #flow: Flow;
  #lane: Lane | null = null;
  #broken: Failure | null = null;
  #reason: string | null = null;
  #closedHere = false;
  /** How many bytes more of each direction are kept; the rest is counted. */
  keep: Record<Direction, number> = { in: Infinity, out: Infinity };
  /** Over HTTP/2: what is kept ends with a frame. */
  sieves: Record<Direction, FrameSieve> | null = null;
  /** The peer’s end came, or ours was sent: nobody else can use it. */
  #ending = false;
  /** Called once, when it is closed. */
  onClose: () => void = () => undefined;

  /** `before`: the socket, of which nobody has read; it is not to be used any more. */
  constructor(captures: CaptureStore, session: HttpSession, before: Socket, secured: Secured | null) {
    this.session = session;
    this.secured = secured;
    const { socket, owned } = readDirect(before, (bytes) => this.#received(bytes));
    this.#socket = socket;
    this.#owned = owned;
    this.#flow = new Flow(socket, session.capture, captures, () => session.changed());
    session.stalled = () => this.#flow.stalledBy;
    session.queued = () => socket.writableLength;
    if (!secured) tellResets(socket);
    // Each lane that waits for room listens to it.
    socket.setMaxListeners(0);
    socket.on('end', () => this.#ended());
    socket.on('error', (error) => (this.#broken ??= explainTlsBroken(error) ?? explainBroken(error)));
    socket.on('close', () => this.#closed());
  }

  /** Why it broke; null: it did not. */
  get broken(): Failure | null {
    return this.#broken;
  }

  /** The user gave it up. */
  get closedHere(): boolean {
    return this.#closedHere;
  }

  get usable(): boolean {
    return !this.#ending && !this.#socket.destroyed && this.#lane === null;
  }

  /** Receiving waits for room in the capture. */
  get stalled(): boolean {
    return this.#flow.stalledBy !== null || !this.session.capture.hasRoom;
  }

  /** A way for one who reads and writes all of it until it lets go. One at a time. */
  lane(): Lane {
    if (this.#lane) throw new Error('the connection is in use');
    return (this.#lane = new Lane(this, this.#owned));
  }

  /** The lane’s use is over, and the connection can carry another. */
  release(): void {
    const lane = this.#lane;
    this.#lane = null;
    lane?.letGo();
    this.#flow.drained();
  }

  wanted(): void {
    this.#flow.drained();
  }

  write(chunks: readonly Buffer[], done: (error?: Error | null) => void): void {
    const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    if (!this.session.capture.hasRoomFor(Math.min(length, this.keep.out))) {
      this.#flow.room(length).then(() => this.#write(chunks, done), done);
    } else this.#write(chunks, done);
  }

  #write(chunks: readonly Buffer[], done: (error?: Error | null) => void): void {
    const socket = this.#socket;
    if (!socket.writable) return done(new Error('the connection is closed'));
    socket.cork();
    for (const [i, chunk] of chunks.entries()) {
      this.#kept('out', chunk);
      if (i < chunks.length - 1) socket.write(chunk);
      else
        socket.write(chunk, (error) => {
          done(error);
        });
    }
    socket.uncork();
  }

  end(done: () => void): void {
    this.#ending = true;
    if (!this.#socket.destroyed) {
      this.session.capture.event('end-sent', 'Nothing more is sent.');
      this.#socket.end(done);
    } else done();
  }

  dropped(): void {
    this.#lane = null;
    this.close('closed here');
  }

  /** Closes it at once, whatever it carries. */
  close(reason: string): void {
    if (this.#socket.destroyed) return;
    this.#reason ??= reason;
    this.#ending = true;
    this.#socket.destroy();
  }

  /** The user closes it: what it carries ends with that reason. */
  closeHere(): void {
    this.#closedHere = true;
    this.close('closed here');
  }

  /** It is over for this reason, whatever else is noticed at its end. */
  fail(failure: Failure, reason: string): void {
    this.#broken ??= failure;
    this.#reason = reason;
  }

  #received(bytes: Buffer): void {
    this.#kept('in', bytes);
    const lane = this.#lane;
    if (!lane) {
      this.session.capture.event('note', 'The server sent this without having been asked.');
      return this.close('closed here: the server sent what was not asked for');
    }
    this.#flow.read(!lane.came(bytes));
  }

  /** Puts bytes into the capture as far as they are kept. */
  #kept(direction: Direction, bytes: Buffer): void {
    const { capture } = this.session;
    const keep = this.keep[direction];
    if (this.sieves) return this.#sifted(this.sieves[direction], direction, bytes);
    if (bytes.length <= keep) {
      capture.data(direction, bytes);
      this.keep[direction] -= bytes.length;
      return;
    }
    if (keep > 0) capture.data(direction, bytes.subarray(0, keep));
    this.keep[direction] = 0;
    this.session.notCaptured += bytes.length - keep;
    capture.passed(direction, bytes.length - keep);
  }

  #sifted(sieve: FrameSieve, direction: Direction, bytes: Buffer): void {
    const { capture } = this.session;
    const { kept, data, dropped } = sieve.pass(bytes, this.keep[direction]);
    this.keep[direction] -= data;
    for (const piece of kept) capture.data(direction, piece);
    if (dropped === 0) return;
    this.session.notCaptured += dropped;
    capture.passed(direction, dropped);
  }

  #ended(): void {
    this.#ending = true;
    this.session.capture.event('end-received', 'The server sends nothing more.');
    const lane = this.#lane;
    if (lane) lane.push(null);
    else this.close('closed by the server');
  }

  #closed(): void {
    this.#flow.end();
    this.#ending = true;
    const { session } = this;
    if (this.#broken) session.capture.event('error', this.#broken.message);
    session.capture.event('close', 'The connection is closed.');
    session.stalled = () => null;
    session.ended(this.#reason ?? (this.#broken ? 'broken' : 'closed by the server'), this.#broken);
    const lane = this.#lane;
    this.#lane = null;
    if (lane && !lane.destroyed) {
      if (this.#closedHere) lane.destroy(closedHere());
      else if (!this.#broken) lane.push(null);
      else lane.destroy(Object.assign(new Error(this.#broken.message), { code: this.#broken.code }));
    }
    this.onClose();
  }
}
