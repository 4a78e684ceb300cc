import type { Progress } from '../mode.ts';
import { untrue } from './failures.ts';
import { MAX_PAYLOAD } from './frames.ts';
import { createHasher, type Hasher } from './hasher.ts';
import type { Link } from './link.ts';
import type { Message } from './messages.ts';
import { closeQuietly, readFully } from './read-ahead.ts';
import type { Sending } from './sending.ts';

/** So many files are compared, or compared and waiting for their turn, at once. */
const MOST = 4;

/** Hashes the first `length` bytes that `read` gives; null when there are fewer. */
export async function hashPrefix(
  read: (into: Uint8Array, offset: number) => Promise<number>,
  length: number,
  hasher: Hasher,
  signal: AbortSignal,
): Promise<string | null> {
  const into = Buffer.allocUnsafe(Math.min(MAX_PAYLOAD, length));
  for (let offset = 0; offset < length;) {
    signal.throwIfAborted();
    const count = await read(into.subarray(0, Math.min(into.length, length - offset)), offset);
    if (count === 0) return null;
    await hasher.update(into.subarray(0, count));
    offset += count;
  }
  return hasher.soFar();
}

/** What is there of files from an earlier try: hashed here while the other side does the same, then compared. */
export class Comparing {
  readonly #link: Link;
  readonly #progress: Progress;
  readonly #ready: (one: Sending) => void;
  readonly #running = new Set<Promise<void>>();
  #queue: Promise<unknown> = Promise.resolve();
  #held = 0;

  /** `ready` is called when it is known from where a file is to be sent. */
  constructor(link: Link, progress: Progress, ready: (one: Sending) => void) {
    this.#link = link;
    this.#progress = progress;
    this.#ready = ready;
  }

  /** Files are begun in the order in which they are added, as on the other side. */
  add(one: Sending): void {
    const begun = this.#queue.then(async () => {
      await this.#link.bell.until(() => this.#held < MOST);
      this.#held++;
    });
    this.#queue = begun.catch(() => {});
    const work = begun.then(async () => this.#compare(one));
    const done = work
      .catch((error: unknown) => this.#link.fail(error))
      .finally(() => this.#running.delete(done));
    this.#running.add(done);
  }

  /** The other side's hash of what it has. */
  theirs(one: Sending, { have, sha256 }: Message<'prefix'>): void {
    if (one.have !== have || one.theirPrefix !== null)
      throw untrue(`it has another prefix of entry ${one.id}`);
    one.theirPrefix = sha256;
    this.#link.bell.ring();
  }

  /** The file that was held for this entry is no longer needed. */
  async release(one: Sending): Promise<void> {
    if (one.prepared === null) return;
    const { file, hasher } = one.prepared;
    one.prepared = null;
    this.#let();
    hasher.drop();
    await closeQuietly(file);
  }

  /** Resolves when nothing is being read any more. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#running);
  }

  #let(): void {
    this.#held--;
    this.#link.bell.ring();
  }

  async #compare(one: Sending): Promise<void> {
    const { signal } = this.#link;
    this.#progress.state(one.index, 'checking');
    const ours = await this.#hash(one);
    await this.#link.bell.until(() => one.theirPrefix !== null || one.givenUp !== null);
    signal.throwIfAborted();
    if (ours === null || ours !== one.theirPrefix) {
      // Not the same, or not to be read here: it is sent from its beginning, and says then what is wrong with it.
      await this.release(one);
      one.have = 0;
    }
    one.state = 'wanted';
    this.#ready(one);
  }

  /** The hash of what the other side has, as it is here; null when it can’t be made. The file stays open. */
  async #hash(one: Sending): Promise<string | null> {
    let file;
    try {
      file = await one.entry.open();
    } catch {
      this.#let();
      return null;
    }
    const hasher = createHasher();
    one.prepared = { file, hasher };
    const reading = async (into: Uint8Array, offset: number) => {
      await this.#link.gate();
      return readFully(file, into, offset, this.#link.signal);
    };
    try {
      return await hashPrefix(reading, one.have, hasher, this.#link.signal);
    } catch {
      await this.release(one);
      this.#link.signal.throwIfAborted();
      return null;
    }
  }
}
