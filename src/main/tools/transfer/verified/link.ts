import { setMaxListeners } from 'node:events';
import { BenchError } from '../../../bench/failure.ts';
import type { Ended, Job } from '../mode.ts';
import { Bell } from './bell.ts';
import {
  cancelledHere,
  endedEarly,
  noHello,
  otherLanguage,
  sameRole,
  sentence,
  silent,
  StoppedThere,
  unreadable,
  untrue,
  wrongRole,
} from './failures.ts';
import { FrameDecoder, type Piece } from './frames.ts';
import { type AnyMessage, frameOf, readMessage, short } from './messages.ts';
import { Out } from './out.ts';
import { isPreface, PREFACE, whatSpeaks } from './preface.ts';

/** How long a side may be quiet; tests make it shorter. */
export interface Limits {
  /** Until the other side has said what it is. */
  helloMs: number;
  /** After this long without a word it is asked whether it is still there. */
  pingMs: number;
  /** After this long without a word it is given up. */
  silenceMs: number;
}
export const LIMITS: Limits = { helloMs: 30_000, pingMs: 20_000, silenceMs: 60_000 };
/** How long a last word may take, and then the end of the other side. */
const LAST_WORD_MS = 2000;

export interface Talk {
  role: 'send' | 'receive';
  /** A message that is not of the connection itself. What it answers with is waited for before anything else is read. */
  message(message: AnyMessage): void | Promise<void>;
  /** Bytes of the file that is open. */
  data(bytes: Uint8Array): void | Promise<void>;
  /** All there is to do, once the other side has said who it is; ends when both sides are done. */
  work(): Promise<void>;
}

/** What is the same on both sides of a transfer: the preface, hello, pause, stop, and the watch over silence. */
export class Link {
  readonly out: Out;
  readonly bell: Bell;
  /** Aborts with the reason why the transfer can’t go on. */
  readonly signal: AbortSignal;
  readonly #abort = new AbortController();
  readonly #enough = new AbortController();
  readonly #job: Job;
  readonly #limits: Limits;
  readonly #decoder: FrameDecoder;
  #pausedHere = false;
  #pausedThere = false;
  #greeted = false;
  #finished = false;
  #wireBroken = false;
  #pongWaits = false;
  #late: NodeJS.Timeout | undefined;
  /** Since when we wait for the other side to say something; null while we do not listen. */
  #listeningSince: number | null = null;

  constructor(job: Job, limits: Limits) {
    this.#job = job;
    this.#limits = limits;
    this.signal = this.#abort.signal;
    // Each file that is read ahead or decided listens; how many there are is bounded where they are begun.
    setMaxListeners(0, this.signal);
    this.bell = new Bell(this.signal);
    this.out = new Out(job.wire, job.record, (error) => this.#broken(error));
    this.#decoder = new FrameDecoder((bytes, what) => job.record.passed('in', bytes, what));
  }

  get paused(): boolean {
    return this.#pausedHere || this.#pausedThere;
  }

  /** Resolves when neither side has paused. */
  gate(): void | Promise<void> {
    if (this.paused) return this.bell.until(() => !this.paused);
  }

  /** Like {@link Link.gate}, for the receiver: the other side need not know of pauses to be held. */
  gateHere(): void | Promise<void> {
    if (this.#pausedHere) return this.bell.until(() => !this.#pausedHere);
  }

  /** Ends the transfer for this reason. */
  fail(error: unknown): void {
    if (this.#finished || this.signal.aborted) return;
    this.#abort.abort(error);
    this.#enough.abort(error);
    this.out.hurry();
  }

  /** All is said and heard: what becomes of the connection now is no failure of the transfer. */
  finish(): void {
    this.#finished = true;
  }

  /** Runs the transfer to its end. Rejects with what broke it. */
  async run(talk: Talk): Promise<Ended> {
    const { control } = this.#job;
    const cancel = () =>
      this.fail(control.signal.reason instanceof BenchError ? control.signal.reason : cancelledHere());
    control.signal.addEventListener('abort', cancel);
    if (control.signal.aborted) cancel();
    const unwatch = control.watchPause((on) => this.#pauseHere(on));
    const watch = setInterval(
      () => this.#lookAtSilence(),
      Math.min(this.#limits.pingMs, this.#limits.helloMs) / 4,
    );
    const hello = frameOf('hello', { version: 1, role: talk.role, app: 'Wirebench' });
    this.out.control(Buffer.concat([PREFACE, hello]));
    try {
      const tasks = [this.#read(talk), this.#work(talk)];
      await Promise.all(tasks.map(async (task) => task.catch((error: unknown) => this.fail(error))));
      if (this.signal.aborted) return await this.#giveUp(this.signal.reason);
      return { failure: null };
    } finally {
      clearInterval(watch);
      clearTimeout(this.#late);
      unwatch();
      control.signal.removeEventListener('abort', cancel);
      this.out.abort();
    }
  }

  /** Does what is to be done; then says so to the system, and waits a moment for the end of the other side. */
  async #work(talk: Talk): Promise<void> {
    await this.bell.until(() => this.#greeted);
    await talk.work();
    this.finish();
    await this.out.flush(LAST_WORD_MS);
    await limited(this.#job.wire.end(), LAST_WORD_MS);
    this.#late = setTimeout(() => this.#enough.abort(), LAST_WORD_MS);
  }

  /** Reads until the other side ends; what it says goes to `talk` in order. */
  async #read(talk: Talk): Promise<void> {
    const first = await this.#preface();
    for (let chunk: Uint8Array | null = first; chunk !== null; chunk = await this.#next()) {
      for (const piece of this.#decoder.push(chunk)) {
        const busy = this.#take(piece, talk);
        if (busy === undefined) continue;
        this.#listeningSince = null;
        await busy;
        this.signal.throwIfAborted();
      }
      if (this.#decoder.fault !== null) throw unreadable(this.#decoder.fault);
    }
    if (!this.#finished) throw endedEarly(this.#job.wire.peer);
  }

  /** Reads the preface; answers with what came behind it. */
  async #preface(): Promise<Uint8Array> {
    let came = Buffer.alloc(0);
    while (true) {
      const chunk = await this.#next();
      if (chunk === null) {
        if (came.length === 0) throw endedEarly(this.#job.wire.peer);
        this.#job.record.passed('in', came, 'control');
        throw otherLanguage(this.#job.wire.peer, whatSpeaks(came));
      }
      came = Buffer.concat([came, chunk]);
      const is = isPreface(came);
      if (is === 'more') continue;
      this.#job.record.passed('in', is === 'yes' ? came.subarray(0, PREFACE.length) : came, 'control');
      if (is === 'no') throw otherLanguage(this.#job.wire.peer, whatSpeaks(came));
      return came.subarray(PREFACE.length);
    }
  }

  /** The next bytes of the other side. Rejects when the transfer can’t go on. */
  async #next(): Promise<Uint8Array | null> {
    this.#listeningSince ??= performance.now();
    try {
      const chunk = await this.#job.wire.read(this.#enough.signal);
      this.#listeningSince = performance.now();
      return chunk;
    } catch (error) {
      this.signal.throwIfAborted();
      if (this.#finished) return null;
      this.#broken(error);
      throw error;
    }
  }

  #take(piece: Piece, talk: Talk): void | Promise<void> {
    if (piece.name === 'data') return this.#greeted ? talk.data(piece.bytes) : this.#early('data');
    const read = readMessage(piece.name, piece.message);
    if (!read.ok) throw untrue(`the frame “${piece.name}” has a field that does not fit (${read.problem})`);
    const said = read.value;
    switch (said.name) {
      case 'hello': {
        if (this.#greeted) throw untrue('it says hello twice');
        const { role } = said.message;
        if (role === 'speed') throw wrongRole('speed test');
        if (role === talk.role) throw sameRole(role);
        this.#greeted = true;
        return this.bell.ring();
      }
      case 'stop':
        throw new StoppedThere(said.message.why, said.message.cancelled === true);
      case 'ping':
        return this.#pong();
      case 'pong':
        return undefined;
      case 'pause':
        if (this.#pausedThere === said.message.on) return undefined;
        this.#pausedThere = said.message.on;
        this.#job.progress.pausedThere(said.message.on);
        return this.bell.ring();
      default:
        return this.#greeted ? talk.message(said) : this.#early(said.name);
    }
  }

  #early(name: string): never {
    throw untrue(`it sends “${name}” before it says hello`);
  }

  /** One is enough, however often it is asked for while the last one waits. */
  #pong(): void {
    if (this.#pongWaits) return;
    this.#pongWaits = true;
    this.out.control(frameOf('pong', {}));
    void this.out.room().then(() => (this.#pongWaits = false));
  }

  #pauseHere(on: boolean): void {
    if (this.#pausedHere === on) return;
    this.#pausedHere = on;
    this.out.control(frameOf('pause', { on }));
    this.bell.ring();
  }

  #lookAtSilence(): void {
    if (this.signal.aborted || this.#finished) return;
    const { helloMs, pingMs, silenceMs } = this.#limits;
    if (this.#listeningSince === null) return this.#pong();
    const quiet = performance.now() - this.#listeningSince;
    if (!this.#greeted && quiet >= helloMs) this.fail(noHello(this.#job.wire.peer, helloMs));
    else if (quiet >= silenceMs) this.fail(silent(this.#job.wire.peer, silenceMs));
    else if (quiet >= pingMs && this.#greeted) this.out.control(frameOf('ping', {}));
  }

  #broken(error: unknown): void {
    if (this.#finished) return;
    this.#wireBroken = true;
    this.fail(error);
  }

  /** Tells the other side, where there still is one, and ends. */
  async #giveUp(reason: unknown): Promise<Ended> {
    const there = reason instanceof StoppedThere;
    if (!this.#wireBroken) {
      const code = reason instanceof BenchError ? reason.failure.code : '';
      const cancelled = code === 'CANCELLED';
      if (!there && code !== 'NOT_WIREBENCH')
        this.out.control(frameOf('stop', { why: short(sentence(reason)), cancelled }));
      await this.out.flush(LAST_WORD_MS);
      await limited(this.#job.wire.end(), LAST_WORD_MS);
      // What still comes is read, so that it does not make a reset that overtakes our last word.
      if (!there) await this.#drain();
    }
    if (there) return { failure: reason.failure };
    throw reason;
  }

  async #drain(): Promise<void> {
    const late = AbortSignal.timeout(LAST_WORD_MS);
    try {
      while ((await this.#job.wire.read(late)) !== null);
    } catch {
      return;
    }
  }
}

/** Resolves with the work, whatever becomes of it, or after `ms`. */
async function limited(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((over) => {
    timer = setTimeout(over, ms);
  });
  await Promise.race([work.catch(() => {}), late]);
  clearTimeout(timer);
}
