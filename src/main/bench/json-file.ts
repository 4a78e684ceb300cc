import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { BenchError, causeOf, codeOf } from './failure.ts';

export interface JsonFileOptions<T> {
  path: string;
  /** What the file holds, in the words of a failure: `The settings`. */
  what: string;
  /** Makes the content of what the file holds; throws where it makes no sense. `undefined`: there is no file yet. */
  read(stored: unknown): T;
  /** Told where a file that cannot be read as such was put. */
  broken?(aside: string): void;
  /** What is to be written, asked for when a write begins. */
  write(): unknown;
}

/**
 * A small JSON file in the data folder, private to the user. It is replaced whole, so that a crash leaves the old or
 * the new one. A file that cannot be read as such is put aside as `<name>.broken.json` (`<name>.broken-2.json` where one
 * lies there already), and the empty content holds.
 */
export class JsonFile<T> {
  readonly #options: JsonFileOptions<T>;
  #writing: Promise<void> = Promise.resolve();
  #queued = false;

  constructor(options: JsonFileOptions<T>) {
    this.#options = options;
  }

  async load(): Promise<T> {
    const { path, read } = this.#options;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    try {
      return read(JSON.parse(await readFile(path, 'utf8')));
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') {
        const aside = await freeName(dirname(path), `${basename(path, '.json')}.broken`);
        await rename(path, aside).then(() => this.#options.broken?.(aside), logged);
      }
      return read(undefined);
    }
  }

  /** One write at a time; changes that come meanwhile go with the next. Rejects when it cannot be written. */
  save(): Promise<void> {
    if (this.#queued) return this.#writing;
    this.#queued = true;
    this.#writing = this.#writing.catch(() => undefined).then(() => this.#write());
    return this.#writing;
  }

  /** Waits for what is being written. */
  async close(): Promise<void> {
    await this.#writing.catch(logged);
  }

  async #write(): Promise<void> {
    this.#queued = false;
    const { path, what, write } = this.#options;
    try {
      await writeFile(`${path}.part`, JSON.stringify(write(), null, 2), { mode: 0o600 });
      await rename(`${path}.part`, path);
    } catch (error) {
      throw new BenchError({
        code: codeOf(error),
        message: `${what} can't be written to ${path}.`,
        hint: 'They hold until the app is closed. Make the folder writable, or free some space.',
        cause: causeOf(error),
      });
    }
  }
}

/** One that was put aside earlier may be all there is of what it holds. */
async function freeName(folder: string, name: string): Promise<string> {
  for (let n = 1; n < 100; n++) {
    const path = join(folder, `${name}${n === 1 ? '' : `-${n}`}.json`);
    if (!(await stat(path).catch(() => null))) return path;
  }
  return join(folder, `${name}-${randomUUID()}.json`);
}

function logged(error: unknown): void {
  console.error('data folder:', error instanceof Error ? error.message : error);
}
