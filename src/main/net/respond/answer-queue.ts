import { BenchError } from '../../bench/failure.ts';
import { now } from '../../bench/clock.ts';
import type { ResponderPort } from './port.ts';
import { sendFile } from './send-file.ts';

/** One thing to send: bytes, or a file by its path. */
export interface Answer {
  /** Since the answer before, or since the message came. */
  delayMs: number;
  what: Uint8Array | { path: string };
}

/** All that one message is answered with. */
export interface Reply {
  /** Each made when it is to be sent: a short message may have a long answer, and many may wait. */
  answers(): Iterable<Answer>;
  /** Bytes that it holds until then. */
  size: number;
  /** Its answers are bytes, to be sent at once. */
  plain: boolean;
  after: 'nothing' | 'close' | 'reset';
  /** Told what could not be sent. */
  problem?(text: string): void;
}

/** Replies and bytes that may wait for their time; past either, reading pauses (or, for datagrams, replies are dropped). */
const MAX_REPLIES = 1000;
const MAX_BYTES = 4 * 1024 * 1024;
/** Of all peers of a datagram socket together: anybody can be many. */
const MAX_SHARED = 20_000;
const MAX_SHARED_BYTES = 64 * 1024 * 1024;

/** What waits in the queues of one responder. */
export interface Shared {
  replies: number;
  bytes: number;
  /** That some are dropped was told, and holds. */
  told: boolean;
}

interface Waiting {
  reply: Reply;
  came: number;
}

/**
 * The answers of one connection, in the order of its messages: a short one never overtakes one that waits for its time
 * or streams a file. Delays count from the message, so that they don't add up. Ends with the connection.
 */
export class AnswerQueue {
  readonly #port: ResponderPort;
  readonly #shared: Shared;
  /** Those from `#next` on wait; the ones before are taken off some at a time, which costs less. */
  #waiting: Waiting[] = [];
  #next = 0;
  #bytes = 0;
  #running: AbortController | null = null;
  /** The socket wanted a pause after the last write. */
  #congested = false;
  #asked = false;
  #whenIdle: (() => void) | null = null;

  constructor(port: ResponderPort, shared: Shared) {
    this.#port = port;
    this.#shared = shared;
  }

  get idle(): boolean {
    return this.#running === null;
  }

  /** Nothing more should be read until some of what waits is sent. */
  get full(): boolean {
    return this.#count >= MAX_REPLIES || this.#bytes >= MAX_BYTES;
  }

  /** Sends now what can be sent now. True: reading should pause until the port is told to resume, or drains. */
  push(reply: Reply): boolean {
    if (this.#running === null && reply.plain && !this.#congested) return this.#now(reply);
    const shared = this.#shared;
    if (this.#port.datagram !== undefined) {
      if (this.full || shared.replies >= MAX_SHARED || shared.bytes >= MAX_SHARED_BYTES) {
        if (!shared.told) this.#port.note('error', 'Too many answers wait for their time: some are dropped.');
        shared.told = true;
        return false;
      }
    }
    this.#add(reply, 1);
    this.#waiting.push({ reply, came: now() });
    if (this.#running === null) void this.#run();
    if (this.full) this.#asked = true;
    return this.full;
  }

  /** Calls `then` when nothing waits any more: now, where nothing does. */
  whenIdle(then: () => void): void {
    if (this.#running === null) then();
    else this.#whenIdle = then;
  }

  /** The connection has ended: what waits is dropped. */
  end(): void {
    for (const { reply } of this.#waiting.splice(this.#next)) this.#add(reply, -1);
    this.#whenIdle = null;
    this.#running?.abort();
  }

  #now({ answers, after }: Reply): boolean {
    const port = this.#port;
    for (const { what } of answers()) {
      if (!port.writable) return false;
      if (what instanceof Uint8Array && !port.write(what)) this.#congested = true;
    }
    ending(port, after);
    // What follows of the same read waits until this is taken.
    if (this.#congested && port.writable) void this.#run();
    return this.#congested;
  }

  /** Never rejects. */
  async #run(): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    try {
      if (this.#congested) await this.#port.taken(running.signal);
      this.#congested = false;
      while (!running.signal.aborted) {
        const next = this.#waiting[this.#next];
        if (!next) break;
        this.#next++;
        try {
          await this.#send(next, running.signal);
        } finally {
          this.#add(next.reply, -1);
        }
        if (this.#next >= 1000 || this.#next === this.#waiting.length) {
          this.#waiting.splice(0, this.#next);
          this.#next = 0;
        }
        this.#roomAgain();
      }
    } catch (error) {
      if (!running.signal.aborted) console.error('an answer failed:', error);
    }
    if (this.#running === running) this.#running = null;
    const then = this.#whenIdle;
    this.#whenIdle = null;
    then?.();
  }

  async #send({ reply, came }: Waiting, signal: AbortSignal): Promise<void> {
    const port = this.#port;
    let due = came;
    for (const { delayMs, what } of reply.answers()) {
      due += delayMs;
      if (delayMs > 0) await until(due, signal);
      if (signal.aborted || !port.writable) return;
      if (what instanceof Uint8Array) {
        if (!port.write(what)) await port.taken(signal);
        continue;
      }
      try {
        await sendFile(what.path, port, signal);
      } catch (error) {
        if (!(error instanceof BenchError)) throw error;
        port.note('error', error.message);
        reply.problem?.(error.message);
      }
      // What comes after a file counts from its end.
      due = now();
    }
    if (!signal.aborted) ending(port, reply.after);
  }

  get #count(): number {
    return this.#waiting.length - this.#next;
  }

  #add({ size }: Reply, sign: 1 | -1): void {
    this.#bytes += sign * size;
    this.#shared.replies += sign;
    this.#shared.bytes += sign * size;
  }

  #roomAgain(): void {
    if (this.#count > MAX_REPLIES / 2 || this.#bytes > MAX_BYTES / 2) return;
    if (this.#shared.replies < MAX_SHARED / 2) this.#shared.told = false;
    if (!this.#asked) return;
    this.#asked = false;
    this.#port.resume();
  }
}

function ending(port: ResponderPort, after: Reply['after']): void {
  if (after === 'nothing' || !port.writable) return;
  if (after === 'close') port.end();
  else port.reset();
}

/** Waits until the clock says `due`, or the signal aborts. */
function until(due: number, signal: AbortSignal): Promise<void> {
  const left = due - now();
  if (left <= 0) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, left);
    signal.addEventListener('abort', done);
  });
}
