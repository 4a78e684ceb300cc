import { randomBytes } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { z } from 'zod';
import type { LibraryState } from '../../../../contract/http/library.ts';
import { BenchError, causeOf, codeOf } from '../../../bench/failure.ts';
import { makeFolder } from '../../../bench/files/make-folder.ts';
import { wholePath } from '../../../bench/files/whole-path.ts';
import { JsonFile } from '../../../bench/json-file.ts';
import { logged } from '../../../bench/logged.ts';
import { Collection } from './collection.ts';

const MAX_COLLECTIONS = 50;
const stored = z.object({ collections: z.array(z.object({ id: z.string(), folder: z.string() })) });
type Stored = z.infer<typeof stored>;

/** The collections that are open. Which ones is remembered in the data folder; what is in them, in their own folders. */
export class Collections {
  readonly #file: JsonFile<Stored>;
  #list: Stored = { collections: [] };
  #open = new Map<string, Collection>();
  readonly #listeners = new Set<() => void>();
  #loading: Promise<void> | null = null;

  constructor(dataDir: string) {
    this.#file = new JsonFile<Stored>({
      path: join(dataDir, 'http-collections.json'),
      what: 'The list of collections',
      read: (value) => (value === undefined ? { collections: [] } : stored.parse(value)),
      plain: (list) => list,
      current: () => this.#list,
      adopt: (list) => this.#take(list),
    });
  }

  /** Reads the list once, before the first use. */
  ready(): Promise<void> {
    this.#loading ??= this.#file.load().then(
      (list) => this.#take(list),
      (error: unknown) => logged('data folder')(error),
    );
    return this.#loading;
  }

  get all(): Collection[] {
    return [...this.#open.values()];
  }

  get problem(): LibraryState['problem'] {
    return this.#file.problem;
  }

  /** Throws NOT_FOUND. */
  of(folder: string): Collection {
    const one = this.#open.get(folder);
    if (one) return one;
    throw new BenchError({
      code: 'NOT_FOUND',
      field: 'collection',
      message: `The collection ${folder} is not open any more.`,
      hint: 'Open its folder again.',
    });
  }

  /** Opens a folder, and makes it where there is none. */
  async open(path: string): Promise<{ collection: string; made: boolean }> {
    await this.ready();
    const folder = normalize(wholePath(path.trim(), 'folder')).replace(/(?<=.)[/\\]+$/, '');
    const there = await lstat(folder).catch(() => null);
    if (there && !there.isDirectory() && !there.isSymbolicLink())
      throw new BenchError({
        code: 'BAD_INPUT',
        field: 'folder',
        message: `${folder} is no folder.`,
        hint: 'A collection is a folder with a file for each request. To take over what a file holds, import it.',
      });
    try {
      if (!there) await makeFolder(folder);
    } catch (error) {
      throw new BenchError({
        code: codeOf(error),
        field: 'folder',
        message: `The folder ${folder} can’t be made.`,
        hint: 'Choose one that you may write to.',
        cause: causeOf(error),
      });
    }
    if (!this.#open.has(folder)) {
      if (this.#open.size >= MAX_COLLECTIONS)
        throw new BenchError({
          code: 'TOO_MUCH',
          message: `At most ${MAX_COLLECTIONS} collections can be open.`,
          hint: 'Close one of them first. Its files stay.',
        });
      this.#take({
        collections: [...this.#list.collections, { id: `c-${randomBytes(6).toString('hex')}`, folder }],
      });
      await this.#file.save();
    }
    await this.of(folder).look();
    return { collection: folder, made: there === null };
  }

  async close(folder: string): Promise<void> {
    this.of(folder);
    this.#take({ collections: this.#list.collections.filter((one) => one.folder !== folder) });
    await this.#file.save();
  }

  /** Tells of each change while somebody listens; only then are the folders watched. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    for (const one of this.all) one.watched(true);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) for (const one of this.all) one.watched(false);
    };
  }

  async shut(): Promise<void> {
    for (const one of this.all) one.watched(false);
    this.#listeners.clear();
    await this.#file.close();
  }

  #take(list: Stored): void {
    this.#list = list;
    const open = new Map<string, Collection>();
    for (const { folder } of list.collections)
      open.set(folder, this.#open.get(folder) ?? new Collection(folder, () => this.#tell()));
    for (const [folder, one] of this.#open) if (!open.has(folder)) one.watched(false);
    this.#open = open;
    for (const one of open.values()) if (this.#listeners.size > 0) one.watched(true);
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
