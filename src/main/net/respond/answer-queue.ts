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
  answers: readonly Answer[];
  after: 'nothing' | 'close' | 'reset';
  /** Told what could not be sent. */
  problem?(text: string): void;
}

/** Replies and bytes that may wait for their time; past either, reading pauses (or, for datagrams, replies are dropped). */
const MAX_REPLIES = 1000;
const MAX_BYTES = 4 * 1024 * 1024;

interface Waiting {
  reply: Reply;
  came: number;
  bytes: number;
}

/**
 * The answers of one connection, in the order of its messages: a short one never overtakes one that waits for its time
 * or streams a file. Delays count from the message, so that they don't add up. Ends with the connection.
 */
export class AnswerQueue {
  readonly #port: ResponderPort;
  readonly #waiting: Waiting[] = [];
  #bytes = 0;
  #running: AbortController | null = null;
  #asked = false;
  #dropped = false;
  #whenIdle: (() => void) | null = null;

  constructor(port: ResponderPort) {
    this.#port = port;
  }

  get idle(): boolean {
    return this.#running === null;
  }

  /** Sends now what can be sent now. True: reading should pause until the port is told to resume, or drains. */
  push(reply: Reply): boolean {
    if (this.#running === null && isPlain(reply)) return this.#now(reply);
    const full = this.#waiting.length >= MAX_REPLIES || this.#bytes >= MAX_BYTES;
    if (full && this.#port.datagram !== undefined) {
      if (!this.#dropped) this.#port.note('error', 'Too many answers wait for their time: some are dropped.');
      this.#dropped = true;
      return false;
    }
    const bytes = size(reply);
    this.#bytes += bytes;
    this.#waiting.push({ reply, came: now(), bytes });
    if (this.#running === null) void this.#run();
    if (full) this.#asked = true;
    return full;
  }

  /** Calls `then` when nothing waits any more: now, where nothing does. */
  whenIdle(then: () => void): void {
    if (this.#running === null) then();
    else this.#whenIdle = then;
  }

  /** The connection has ended: what waits is dropped. */
  end(): void {
    this.#waiting.length = 0;
    this.#bytes = 0;
    this.#whenIdle = null;
    this.#running?.abort();
  }

  #now({ answers, after }: Reply): boolean {
    const port = this.#port;
    let congested = false;
    for (const { what } of answers) {
      if (!port.writable) return false;
      if (what instanceof Uint8Array && !port.write(what)) congested = true;
    }
    ending(port, after);
    return congested;
  }

  /** Never rejects. */
  async #run(): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    try {
      while (!running.signal.aborted) {
        const next = this.#waiting.shift();
        if (!next) break;
        await this.#send(next, running.signal);
        this.#bytes -= next.bytes;
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
    for (const { delayMs, what } of reply.answers) {
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

  #roomAgain(): void {
    if (this.#waiting.length > MAX_REPLIES / 2 || this.#bytes > MAX_BYTES / 2) return;
    this.#dropped = false;
    if (!this.#asked) return;
    this.#asked = false;
    this.#port.resume();
  }
}

const isPlain = (reply: Reply): boolean =>
  reply.answers.every(({ delayMs, what }) => delayMs === 0 && what instanceof Uint8Array);

const size = (reply: Reply): number =>
  reply.answers.reduce((sum, { what }) => sum + (what instanceof Uint8Array ? what.length : 0), 0);

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
