import type { Progress } from '../mode.ts';
import type { Answers } from './answers.ts';
import type { Deciding } from './deciding.ts';
import { isCode, sentence } from './failures.ts';
import type { Link } from './link.ts';
import { MAX_TRIES } from './bounds.ts';
import type { Listed, Receiving } from './receiving.ts';

/** What becomes of files that have come, told to the sender and to the user. */
export class Settling {
  readonly #progress: Progress;
  readonly #link: Link;
  readonly #answers: Answers;
  readonly #listed: Listed;
  readonly #deciding: Deciding;

  constructor(progress: Progress, link: Link, answers: Answers, listed: Listed, deciding: Deciding) {
    this.#progress = progress;
    this.#link = link;
    this.#answers = answers;
    this.#listed = listed;
    this.#deciding = deciding;
  }

  /** It is whole and has its name, or, where there is none, its hash was another. */
  landed(one: Receiving, { path }: { path?: string }, sha256: string): void | Promise<void> {
    const { id, index, tries } = one;
    if (path !== undefined) {
      const note = tries > 0 ? { note: `Sent ${tries + 1} times: its bytes were changed on the way.` } : {};
      this.#progress.state(index, 'done', { sha256, writtenTo: path, ...note });
      this.#answers.got(id);
      return this.settle(one);
    }
    if (++one.tries < MAX_TRIES) {
      this.#progress.again(index);
      one.landing = null;
      one.have = 0;
      one.state = 'wanted';
      return this.#answers.again(id);
    }
    const why = `Its bytes were changed on the way, ${MAX_TRIES} times.`;
    const discarding = one.file?.discard().catch(() => {}) ?? Promise.resolve();
    return discarding.then(() => {
      this.#progress.state(index, 'failed', { note: why });
      this.#answers.failed(id, why);
      this.settle(one);
    });
  }

  /** It could not be written. Rejects when nothing can be any more. */
  async notLanded(one: Receiving, error: unknown): Promise<void> {
    if (isCode(error, 'DISK_FULL')) throw error;
    await one.file?.keep().catch(() => {});
    this.failed(one, error);
    this.settle(one);
  }

  /** Says that it is given up. */
  failed(one: Receiving, error: unknown): void {
    const why = sentence(error);
    this.#progress.state(one.index, 'failed', { note: why });
    this.#answers.failed(one.id, why);
  }

  /** The hash of what was there of a file is handed on, or not needed. */
  release(one: Receiving, drop = true): void {
    if (one.prefix === null) return;
    if (drop) one.prefix.drop();
    one.prefix = null;
    this.#deciding.prefixesHeld--;
    this.#link.bell.ring();
  }

  /** Nothing more is said of it. */
  settle(one: Receiving): void {
    this.release(one);
    this.#listed.settle(one);
    this.#deciding.taken--;
    this.#link.bell.ring();
  }
}
