import { BenchError } from '../../../bench/failure.ts';
import type { Wire } from '../mode.ts';
import { otherLanguage, sentence, StoppedThere, unreadable, untrue } from '../verified/failures.ts';
import { FrameDecoder, type Piece } from '../verified/frames.ts';
import {
  type AnyMessage,
  frameOf,
  type Message,
  type MessageName,
  readMessage,
  short,
} from '../verified/messages.ts';
import { isPreface, PREFACE, whatSpeaks } from '../verified/preface.ts';

/** How long the other side may take to say what it is. */
const HELLO_MS = 10_000;

export type Said = AnyMessage | { name: 'data'; bytes: Uint8Array };

/** Two ends that measure: the preface and frames of docs/transfer-format.md, in the role `speed`. */
export class SpeedLink {
  readonly wire: Wire;
  readonly #decoder = new FrameDecoder();
  #pieces: Piece[] = [];

  constructor(wire: Wire) {
    this.wire = wire;
  }

  /** Says who we are and hears who the other side is. Rejects with a BenchError when it does not measure. */
  async greet(signal: AbortSignal): Promise<void> {
    const hello = frameOf('hello', { version: 1, role: 'speed', app: 'Wirebench' });
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(noAnswer(this.wire.peer)), HELLO_MS);
    const either = AbortSignal.any([signal, late.signal]);
    try {
      await this.wire.write(Buffer.concat([PREFACE, hello]), either);
      await this.#preface(either);
      const said = await this.next(either);
      if (said?.name !== 'hello')
        throw said ? untrue(`it begins with “${said.name}”`) : ended(this.wire.peer);
      if (said.message.role !== 'speed') throw notMeasuring(this.wire.peer);
    } finally {
      clearTimeout(timer);
    }
  }

  /** What the other side says next; null at its end. Bytes are valid until the next call. */
  async next(signal: AbortSignal): Promise<Said | null> {
    while (this.#pieces.length === 0) {
      if (this.#decoder.fault) throw unreadable(this.#decoder.fault);
      const chunk = await this.wire.read(signal);
      if (chunk === null) return null;
      this.#pieces = this.#decoder.push(chunk);
    }
    const piece = this.#pieces.shift()!;
    if (piece.name === 'data') return piece;
    const read = readMessage(piece.name, piece.message);
    if (!read.ok) throw untrue(`the frame “${piece.name}” has a field that does not fit (${read.problem})`);
    if (read.value.name === 'stop') throw stopped(read.value.message);
    return read.value;
  }

  say<N extends MessageName>(name: N, message: Message<N>, signal?: AbortSignal): Promise<void> {
    return this.wire.write(frameOf(name, message), signal);
  }

  /** Why we give up, as a last word. */
  async stop(error: unknown): Promise<void> {
    try {
      await this.say('stop', { why: short(sentence(error)) });
    } catch {
      // Who has gone need not be told.
      return;
    }
  }

  async #preface(signal: AbortSignal): Promise<void> {
    let came = Buffer.alloc(0);
    while (true) {
      const chunk = await this.wire.read(signal);
      if (chunk === null && came.length === 0) throw ended(this.wire.peer);
      came = chunk ? Buffer.concat([came, chunk]) : came;
      const is = isPreface(came);
      if (is === 'no' || chunk === null) {
        const { message, code } = otherLanguage(this.wire.peer, whatSpeaks(came)).failure;
        throw new BenchError({ code, message, hint: BOTH });
      }
      if (is === 'more') continue;
      this.#pieces = this.#decoder.push(came.subarray(PREFACE.length));
      return;
    }
  }
}

const BOTH = 'A speed test needs Wirebench at the other end, answering speed tests on this port.';

const noAnswer = (peer: string) =>
  new BenchError({
    code: 'NO_HELLO',
    message: `The other side (${peer}) said nothing within ${HELLO_MS / 1000} s.`,
    hint: BOTH,
  });

export const ended = (peer: string) =>
  new BenchError({
    code: 'ENDED_EARLY',
    message: `The other side (${peer}) closed the connection before the measurement was over.`,
    hint: BOTH,
  });

const notMeasuring = (peer: string) =>
  new BenchError({
    code: 'NOT_MEASURING',
    message: `The other side (${peer}) moves files and does not answer speed tests.`,
    hint: BOTH,
  });

const stopped = ({ why, cancelled }: { why: string; cancelled?: boolean | undefined }) => {
  const { code, message } = new StoppedThere(why, cancelled === true).failure;
  return new BenchError({ code, message });
};
