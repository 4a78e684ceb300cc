import { BenchError } from '../../bench/failure.ts';
import type { Job, SendJob } from './mode.ts';

/** How long the other side may take to close, or to say something, after all was sent, in milliseconds. */
const LAST_WORDS_MS = 2000;
/** What the other side says beside the files is kept whole in the capture as far as this. */
const KEPT_WORDS = 64 * 1024;

/** Says what we say when the connection is open. */
export async function greet({ wire, record, control }: Job, greeting: Uint8Array): Promise<void> {
  if (greeting.length === 0) return;
  record.passed('out', greeting, 'control');
  await wire.write(greeting, control.signal);
}

/** Waits until the other side has said something, where that is wanted. An end is its last word, too. */
export async function awaitFirst({ wire, record, control, awaitFirst: wanted }: SendJob): Promise<void> {
  if (!wanted) return;
  const bytes = await wire.read(control.signal);
  if (bytes) record.passed('in', bytes, 'control');
  else record.note('The other side has ended without a first message. The files are sent all the same.');
}

/**
 * Hears what the other side says while files are sent to it: an answer that nobody reads would hold it up, and turn our
 * close into a reset. What breaks the connection is told by the writes.
 */
export class Hearing {
  readonly #stop = new AbortController();
  readonly #job: Job;
  readonly #heard: Promise<void>;
  #left = KEPT_WORDS;
  #failed: unknown = null;
  #over = false;

  constructor(job: Job) {
    this.#job = job;
    this.#heard = this.#hear().catch((error: unknown) => {
      this.#failed = error;
    });
  }

  async #hear(): Promise<void> {
    const { wire, record, control } = this.#job;
    const signal = AbortSignal.any([control.signal, this.#stop.signal]);
    for (let bytes: Uint8Array | null; (bytes = await wire.read(signal)) !== null;) {
      record.passed('in', bytes, this.#left > 0 ? 'control' : 'data');
      this.#left -= bytes.length;
    }
    this.#over = true;
  }

  /**
   * Sends our end and gives the other side a while to end too. Rejects where it breaks the connection instead: then it
   * has not taken everything.
   */
  async end(): Promise<void> {
    const { wire, record, control } = this.#job;
    await wire.end();
    let late: NodeJS.Timeout | undefined;
    const waited = new Promise<void>((done) => (late = setTimeout(done, LAST_WORDS_MS)));
    await Promise.race([this.#heard, waited]);
    clearTimeout(late);
    control.signal.throwIfAborted();
    if (this.#failed instanceof BenchError)
      throw new BenchError({
        ...this.#failed.failure,
        message: 'The other side broke the connection after all was sent: it may not have taken all of it.',
        hint: `${this.#failed.failure.message} Look at what arrived there.`,
      });
    if (this.#failed) throw this.#failed;
    if (!this.#over)
      record.note('All was sent, with our end. The other side has not closed; we close without waiting on.');
  }

  /** Hears no more. */
  async stop(): Promise<void> {
    this.#stop.abort(new Error('hears no more'));
    await this.#heard;
  }
}
