import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Failure } from '../../contract/failure.ts';
import { BenchError, causeOf, codeOf } from './failure.ts';
import { locked } from './file-lock.ts';
import { merge } from './json-merge.ts';
import { logged } from './logged.ts';

export interface JsonFileOptions<T> {
  path: string;
  /** What the file holds, in the words of a failure: `The settings`. */
  what: string;
  /** Makes the content of what the file holds; throws where it makes no sense. `undefined`: there is no file yet. */
  read(stored: unknown): T;
  /** The content as the file holds it: plain data for JSON. */
  plain(content: T): unknown;
  /** What is to be written, asked for when a write begins. */
  current(): T;
  /** Takes what is in the file since a write: also what another process had put there. */
  adopt(content: T): void;
}

/**
 * A small JSON file in the data folder, private to the user. It is replaced whole, so that a crash leaves the old or
 * the new one. A file that cannot be read as such is put aside as `<name>.broken.json` (`<name>.broken-2.json` where one
 * lies there already), and the empty content holds.
 *
 * Two processes may have the same folder: what another one wrote since is merged into what is written, thing by thing.
 * Of a thing that both have changed ours is taken, and the other's file is kept as `<name>.other.json`.
 */
export class JsonFile<T> {
  readonly #options: JsonFileOptions<T>;
  /** What was put aside last, and why. */
  problem: Failure | null = null;
  /** The text that was last read or written, and what it says; null: none. */
  #known: string | null = null;
  #base: unknown;
  #writing: Promise<void> = Promise.resolve();
  #queued = false;

  constructor(options: JsonFileOptions<T>) {
    this.#options = options;
  }

  async load(): Promise<T> {
    const { path, read, plain } = this.#options;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    let content: T;
    try {
      const text = await readFile(path, 'utf8');
      content = read(JSON.parse(text));
      this.#known = text;
    } catch (error) {
      // Where that fails too, nothing is ever written over it.
      if (codeOf(error) !== 'ENOENT') await this.#putAside().catch(logged('data folder'));
      content = read(undefined);
    }
    this.#base = copy(plain(content));
    return content;
  }

  /** One write at a time; changes that come meanwhile go with the next. Rejects when it cannot be written. */
  save(): Promise<void> {
    if (this.#queued) return this.#writing;
    this.#queued = true;
    // Whoever asked for the write before was told that it failed; this one writes what that one had, too.
    this.#writing = this.#writing.catch(() => undefined).then(() => this.#write());
    return this.#writing;
  }

  /** Waits for what is being written. */
  async close(): Promise<void> {
    await this.#writing.catch(logged('data folder'));
  }

  async #write(): Promise<void> {
    const { path, what } = this.#options;
    try {
      await locked(`${path}.lock`, () => this.#replace());
    } catch (error) {
      this.#queued = false;
      throw new BenchError({
        code: codeOf(error),
        message: `${what} can't be written to ${path}.`,
        hint: 'They hold until the app is closed. Make the folder writable, or free some space.',
        cause: causeOf(error),
      });
    }
  }

  async #replace(): Promise<void> {
    const { path, read, plain, current, adopt } = this.#options;
    const theirs = await this.#another();
    this.#queued = false;
    const ours = copy(plain(current()));
    const { content, conflicts } = theirs === null ? noNews(ours) : merge(this.#base, ours, theirs.content);
    if (conflicts > 0) await this.#keepOther();
    const text = JSON.stringify(content, null, 2);
    await writeFile(`${path}.part`, text, { mode: 0o600 });
    await rename(`${path}.part`, path);
    this.#known = text;
    this.#base = content;
    if (theirs === null) return;
    // Something may have been changed here while it was written.
    const now = merge(ours, copy(plain(current())), content);
    if (now.conflicts > 0) await this.#keepOther();
    adopt(read(now.content));
  }

  /** What another process has written since we looked last; null: nothing. */
  async #another(): Promise<{ content: unknown } | null> {
    const { path, read, plain } = this.#options;
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return null;
      throw error;
    });
    if (text === null || text === this.#known) return null;
    try {
      return { content: copy(plain(read(JSON.parse(text)))) };
    } catch {
      await this.#putAside();
      return null;
    }
  }

  async #putAside(): Promise<void> {
    const { path, what } = this.#options;
    const aside = await claimed(path, 'broken');
    await rename(path, aside);
    this.problem = {
      code: 'BROKEN_FILE',
      message: `The file of ${lower(what)} can’t be read.`,
      hint: `It was put aside as ${aside}, and nothing in it was changed.`,
      mends: [],
    };
  }

  async #keepOther(): Promise<void> {
    const { path, what } = this.#options;
    const aside = await claimed(path, 'other');
    await copyFile(path, aside);
    this.problem = {
      code: 'CHANGED',
      message: `Another Wirebench has changed ${lower(what)} at the same time.`,
      hint: `Where both changed the same, what was changed here holds; how the other one had it is in ${aside}.`,
      mends: [],
    };
  }
}

const noNews = (content: unknown) => ({ content, conflicts: 0 });

/** Plain data that nobody changes behind our back. */
const copy = (content: unknown): unknown => JSON.parse(JSON.stringify(content)) as unknown;

const lower = (what: string): string => what.charAt(0).toLowerCase() + what.slice(1);

/** A name beside `path` for what is put aside, made as an empty file: what lies there may be all there is of it. */
async function claimed(path: string, why: string): Promise<string> {
  const name = `${basename(path, '.json')}.${why}`;
  for (let n = 1; n < 100; n++) {
    const aside = join(dirname(path), `${name}${n === 1 ? '' : `-${n}`}.json`);
    try {
      await writeFile(aside, '', { flag: 'wx', mode: 0o600 });
      return aside;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
  return join(dirname(path), `${name}-${randomUUID()}.json`);
}
