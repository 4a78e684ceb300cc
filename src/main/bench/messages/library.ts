import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Library, type Saved, savedSchema } from '../../../contract/messages.ts';
import { refuseIfChanged } from '../changed-since.ts';
import { BenchError } from '../failure.ts';
import { JsonFile } from '../json-file.ts';
import { subtree, untangled } from './tree.ts';

const MAX_ITEMS = 5000;
/** Bytes of JSON; all of it goes to a window in one frame. */
const MAX_BYTES = 3 * 1024 * 1024;
/** Removals that can be undone. */
const MAX_UNDO = 50;

interface Content {
  items: Saved[];
  /** What another version wrote and this one can't read: kept for that one. */
  others: readonly unknown[];
}

interface Removal {
  items: { item: Saved; index: number }[];
}

/**
 * The saved messages, sequences and folders of the user, in one JSON file. Every window is told of each change. A
 * change holds at once and answers when it is on the disk.
 */
export class MessageLibrary {
  readonly #file: JsonFile<Content>;
  #items: Saved[];
  #others: readonly unknown[];
  readonly #removals = new Map<string, Removal>();
  readonly #listeners = new Set<(library: Library) => void>();

  private constructor(file: JsonFile<Content>, { items, others }: Content) {
    this.#file = file;
    this.#items = items;
    this.#others = others;
  }

  static async open(folder: string): Promise<MessageLibrary> {
    const file = new JsonFile<Content>({
      path: join(folder, 'messages.json'),
      what: 'The saved messages',
      read: readContent,
      plain: ({ items, others }) => ({ items: [...items, ...others] }),
      current: () => ({ items: made.#items, others: made.#others }),
      adopt: (content) => made.#adopt(content),
    });
    const made: MessageLibrary = new MessageLibrary(file, await file.load());
    return made;
  }

  get(): Library {
    return { items: this.#items, problem: this.#file.problem };
  }

  onChange(listener: (library: Library) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  find(id: string): Saved | null {
    return this.#items.find((item) => item.id === id) ?? null;
  }

  newId(): string {
    return `m-${randomBytes(8).toString('hex')}`;
  }

  /** Adds an item, or puts it in the place of the one with its id. Answers its id. */
  async put(given: Saved, was?: string): Promise<string> {
    const item = given.id === 'new' ? { ...given, id: this.newId() } : given;
    refuseIfChanged(`“${item.name}”`, this.find(item.id), was);
    this.#checkFolder(item.folder);
    if (item.folder !== null && subtree(this.#items, [item.id]).has(item.folder))
      throw new BenchError({
        code: 'BAD_INPUT',
        field: 'folder',
        message: 'A folder can’t be put into itself.',
      });
    if (item.kind !== 'folder' && item.key !== null) {
      const taken = this.#items.find((other) => other.kind !== 'folder' && other.key === item.key);
      if (taken && taken.id !== item.id)
        throw new BenchError({
          code: 'KEY_TAKEN',
          field: 'key',
          message: `${item.key} fires “${taken.name}” already.`,
          hint: 'Choose another key, or take it off the other one first.',
        });
    }
    const at = this.#items.findIndex(({ id }) => id === item.id);
    await this.#replace(at < 0 ? [...this.#items, item] : this.#items.with(at, item));
    return item.id;
  }

  /** Puts items into a folder, in their order, before another one there or at its end. */
  async move(ids: readonly string[], folder: string | null, before: string | null): Promise<void> {
    this.#checkFolder(folder);
    const wanted = new Set(ids);
    if (folder !== null && subtree(this.#items, ids).has(folder))
      throw new BenchError({
        code: 'BAD_INPUT',
        field: 'folder',
        message: 'A folder can’t be put into itself.',
      });
    const moved = this.#items.filter(({ id }) => wanted.has(id)).map((item) => ({ ...item, folder }));
    const rest = this.#items.filter(({ id }) => !wanted.has(id));
    const at = rest.findIndex((item) => item.id === before && item.folder === folder);
    await this.#replace(at < 0 ? [...rest, ...moved] : rest.toSpliced(at, 0, ...moved));
  }

  /** Takes items away, with all that is in them. */
  async remove(ids: readonly string[]): Promise<{ removed: number; undo: string }> {
    const gone = subtree(this.#items, ids);
    const undo = this.newId();
    const items = this.#items.map((item, index) => ({ item, index })).filter(({ item }) => gone.has(item.id));
    this.#removals.set(undo, { items });
    const [oldest] = this.#removals.keys();
    if (this.#removals.size > MAX_UNDO && oldest !== undefined) this.#removals.delete(oldest);
    await this.#replace(this.#items.filter(({ id }) => !gone.has(id)));
    return { removed: items.length, undo };
  }

  /** Brings back what a removal took, where it was, as far as that is still there. */
  async undo(id: string): Promise<void> {
    const removal = this.#removals.get(id);
    if (!removal) throw new BenchError({ code: 'NOT_FOUND', message: 'This can’t be undone any more.' });
    let items = [...this.#items];
    const keys = new Set(items.map((item) => (item.kind === 'folder' ? null : item.key)));
    for (const { item, index } of removal.items) {
      if (items.some((other) => other.id === item.id)) continue;
      // A key that fires something else by now stays there.
      const free = item.kind === 'folder' || !keys.has(item.key) ? item : { ...item, key: null };
      items = items.toSpliced(Math.min(index, items.length), 0, free);
    }
    const back = untangled(items);
    this.#checkSize(back);
    this.#removals.delete(id);
    await this.#replace(back);
  }

  /** Adds items that a file brought: with new ids, and with keys that are free. */
  async add(items: readonly Saved[]): Promise<void> {
    const ids = new Map(items.map(({ id }) => [id, this.newId()]));
    const renamed = (id: string | null): string | null => (id === null ? null : (ids.get(id) ?? null));
    const added = items.map((item) =>
      withIds({ ...item, id: ids.get(item.id)!, folder: renamed(item.folder) }, ids),
    );
    await this.#replace(untangled([...this.#items, ...added]));
  }

  /** Waits for what is being written. */
  async close(): Promise<void> {
    this.#listeners.clear();
    await this.#file.close();
  }

  #checkFolder(id: string | null): void {
    if (id === null || this.find(id)?.kind === 'folder') return;
    throw new BenchError({ code: 'NOT_FOUND', field: 'folder', message: 'The folder is no longer there.' });
  }

  #checkSize(items: Saved[]): void {
    const grows = items.length > this.#items.length || sizeOf(items) > sizeOf(this.#items);
    if (grows && (items.length > MAX_ITEMS || sizeOf(items) > MAX_BYTES))
      throw new BenchError({
        code: 'TOO_MUCH',
        message: `At most ${MAX_ITEMS} messages, of together ${MAX_BYTES / 1024 / 1024} MiB, can be saved.`,
        hint: 'Nothing was changed. Remove or export some first.',
      });
  }

  async #replace(items: Saved[]): Promise<void> {
    this.#checkSize(items);
    this.#items = items;
    this.#tell();
    await this.#file.save();
  }

  /** What another process has saved beside ours. */
  #adopt({ items, others }: Content): void {
    this.#items = items;
    this.#others = others;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener(this.get());
  }
}

const sizes = new WeakMap<Saved, number>();

function sizeOf(items: readonly Saved[]): number {
  let sum = 0;
  for (const item of items) {
    const size = sizes.get(item) ?? Buffer.byteLength(JSON.stringify(item));
    sizes.set(item, size);
    sum += size;
  }
  return sum;
}

/** A sequence sends the messages that came with it. */
function withIds(item: Saved, ids: ReadonlyMap<string, string>): Saved {
  if (item.kind !== 'sequence') return item;
  const text = JSON.stringify(item.steps, (key, value: unknown) =>
    key === 'saved' && typeof value === 'string' ? (ids.get(value) ?? value) : value,
  );
  return { ...item, steps: JSON.parse(text) as typeof item.steps };
}

function readContent(stored: unknown): Content {
  if (stored === undefined) return { items: [], others: [] };
  if (typeof stored !== 'object' || stored === null || !('items' in stored) || !Array.isArray(stored.items))
    throw new TypeError('no items');
  const items: Saved[] = [];
  const others: unknown[] = [];
  for (const value of stored.items) {
    const item = savedSchema.safeParse(value);
    if (item.success) items.push(item.data);
    else others.push(value);
  }
  return { items: untangled(items), others };
}
