import type { Verdict } from '../../../bench/files/sink.ts';
import type { ReceiveJob } from '../mode.ts';
import type { Answers } from './answers.ts';
import { hashPrefix } from './comparing.ts';
import { isCode, untrue } from './failures.ts';
import { Fifo } from './fifo.ts';
import { createHasher } from './hasher.ts';
import type { Link } from './link.ts';
import { frameOf } from './messages.ts';
import type { Listed, Receiving } from './receiving.ts';

/** Decided at once: a file for which the user is asked does not hold the others. */
const AT_ONCE = 32;
/** Decided before others have a turn. */
const AT_A_TIME = 64;
/** Files that are taken and have not come, at most: each has a place on the disk. */
const TAKEN_AHEAD = 4096;
/** So many that are over the limits are refused one by one; then it is no honest mistake. */
const MOST_OVER_LIMIT = 1000;
const PREFIXES_HELD = 4;

/** Decides what becomes of what is listed, while more is listed and other files come. */
export class Deciding {
  readonly #job: ReceiveJob;
  readonly #link: Link;
  readonly #answers: Answers;
  readonly #listed: Listed;
  readonly #failed: (one: Receiving, error: unknown) => void;
  readonly #queue = new Fifo<Receiving>();
  readonly #prefixes = new Fifo<Receiving>();
  readonly #running = new Set<Promise<void>>();
  #overLimit = 0;
  #hashing = false;
  /** Files that were taken and not settled. */
  taken = 0;
  /** Prefixes that were hashed, of files that have not begun to come. */
  prefixesHeld = 0;

  /** `failed` is told of a file whose prefix can’t be read. */
  constructor(
    job: ReceiveJob,
    link: Link,
    answers: Answers,
    listed: Listed,
    failed: (one: Receiving, error: unknown) => void,
  ) {
    this.#job = job;
    this.#link = link;
    this.#answers = answers;
    this.#listed = listed;
    this.#failed = failed;
  }

  add(entries: Receiving[]): void {
    for (const one of entries) this.#queue.push(one);
    this.#link.bell.ring();
  }

  /** Decides until the transfer ends. */
  async run(): Promise<void> {
    const { bell, out } = this.#link;
    while (true) {
      await bell.until(
        () => this.#queue.length > 0 && this.#running.size < AT_ONCE && this.taken < TAKEN_AHEAD,
      );
      await out.room();
      const one = this.#decideAtOnce();
      if (one === null) continue;
      const done = one.verdict
        .then((verdict) => this.#decided(one.one, verdict))
        .catch((error: unknown) => this.#link.fail(error))
        .finally(() => {
          this.#running.delete(done);
          bell.ring();
        });
      this.#running.add(done);
      // What lies in a folder comes after it is made, and what goes through a link after that is seen.
      if (one.one.entry.kind !== 'file') await done;
    }
  }

  /** Decides what needs no look at the disk; answers the first that does. */
  #decideAtOnce(): { one: Receiving; verdict: Promise<Verdict> } | null {
    const { signal } = this.#link;
    for (let n = 0; n < AT_A_TIME && this.taken < TAKEN_AHEAD; n++) {
      const one = this.#queue.shift();
      if (one === undefined) return null;
      const verdict = this.#job.sink.offer(one.entry, signal);
      if (verdict instanceof Promise) return { one, verdict };
      this.#decided(one, verdict);
    }
    return null;
  }

  /** Resolves when nothing is decided or read any more. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }

  #decided(one: Receiving, verdict: Verdict): void {
    const { id, index, entry } = one;
    const { progress } = this.#job;
    if (verdict.kind === 'take' && verdict.file !== null) return this.#take(one, verdict.file);
    this.#listed.settle(one);
    if (verdict.kind === 'take') {
      this.#answers.made(id);
      progress.state(index, 'done');
    } else if (verdict.kind === 'skip') {
      this.#answers.skip(id, verdict.why);
      progress.state(index, 'skipped', { note: verdict.why });
    } else {
      const { code, message } = verdict.failure;
      this.#answers.refuse(id, message);
      progress.state(index, 'refused', { note: message });
      if (code === 'LIMIT' && ++this.#overLimit > MOST_OVER_LIMIT)
        throw untrue(
          `it goes on to list files after ${MOST_OVER_LIMIT} were over the limits (last: ${entry.path})`,
        );
    }
  }

  #take(one: Receiving, file: NonNullable<Receiving['file']>): void {
    one.file = file;
    one.state = 'wanted';
    this.taken++;
    if (file.have > 0 && file.have <= one.entry.size) {
      one.have = file.have;
      this.#answers.have(one.id, one.have);
      this.#prefixes.push(one);
      if (!this.#hashing) this.#track(this.#hashPrefixes());
    } else this.#answers.take(one.id);
  }

  #track(work: Promise<void>): void {
    const done = work
      .catch((error: unknown) => this.#link.fail(error))
      .finally(() => this.#running.delete(done));
    this.#running.add(done);
  }

  /** Hashes what is there of files, one after another and in the order in which they were asked for. */
  async #hashPrefixes(): Promise<void> {
    this.#hashing = true;
    try {
      for (let one = this.#prefixes.shift(); one !== undefined; one = this.#prefixes.shift()) {
        await this.#link.bell.until(() => this.prefixesHeld < PREFIXES_HELD);
        if (one.state === 'wanted') await this.#hashPrefix(one, one.file!);
      }
    } finally {
      this.#hashing = false;
    }
  }

  async #hashPrefix(one: Receiving, file: NonNullable<Receiving['file']>): Promise<void> {
    const { id, index, have } = one;
    const hasher = createHasher();
    this.#job.progress.state(index, 'checking');
    try {
      const read = async (into: Uint8Array, offset: number) => {
        await this.#link.gateHere();
        return file.read(into, offset);
      };
      const sha256 = await hashPrefix(read, have, hasher, this.#link.signal);
      if (sha256 === null) throw untrueHere(one);
      if (one.state !== 'wanted') return hasher.drop();
      one.prefix = hasher;
      this.prefixesHeld++;
      this.#answers.flush();
      this.#link.out.control(frameOf('prefix', { id, have, sha256 }));
    } catch (error) {
      hasher.drop();
      this.#link.signal.throwIfAborted();
      if (isCode(error, 'DISK_FULL')) throw error;
      this.#failed(one, error);
    }
  }
}

const untrueHere = (one: Receiving) => new Error(`${one.entry.path}: what was there of it became shorter.`);
