import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Settings, settingsSchema } from '../../contract/settings.ts';
import { BenchError, causeOf, codeOf } from './failure.ts';

/** Things the window may have remembered, on the disk and in memory each. */
const MAX_REMEMBERED = 200;

const fileSchema = z.object({
  settings: z.record(z.string(), z.unknown()).catch({}).default({}).transform(known),
  remembered: z.record(z.string(), z.unknown()).catch({}).default({}),
});

/**
 * The settings and the window's small memory, in one JSON file. A file that cannot be read as such is put aside under
 * the name `settings.broken.json`, and the defaults hold; a single setting that makes no sense takes its default.
 */
export class SettingsStore {
  readonly #file: string;
  #settings: Settings;
  readonly #onDisk: Map<string, unknown>;
  readonly #inMemory = new Map<string, unknown>();
  readonly #listeners = new Set<(settings: Settings) => void>();
  #writing: Promise<void> = Promise.resolve();
  #writeQueued = false;

  private constructor(file: string, content: z.infer<typeof fileSchema>) {
    this.#file = file;
    this.#settings = content.settings;
    this.#onDisk = new Map(Object.entries(content.remembered));
  }

  static async open(folder: string): Promise<SettingsStore> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, 'settings.json');
    let content = fileSchema.parse({});
    try {
      content = fileSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') await rename(file, join(folder, 'settings.broken.json')).catch(logged);
    }
    return new SettingsStore(file, content);
  }

  get(): Settings {
    return this.#settings;
  }

  /** Holds from now on; answers when it is on the disk. Throws when it cannot be written. */
  async update(patch: Partial<Settings>): Promise<Settings> {
    this.#settings = settingsSchema.parse({ ...this.#settings, ...patch });
    for (const listener of this.#listeners) listener(this.#settings);
    await this.#save();
    return this.#settings;
  }

  onChange(listener: (settings: Settings) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  recall(): Record<string, unknown> {
    return { ...Object.fromEntries(this.#onDisk), ...Object.fromEntries(this.#inMemory) };
  }

  async remember(key: string, value: unknown, keep: 'disk' | 'memory'): Promise<void> {
    const memory = keep === 'disk' ? this.#onDisk : this.#inMemory;
    if (memory.size >= MAX_REMEMBERED && !memory.has(key)) {
      throw new BenchError({
        code: 'TOO_MUCH',
        message: `The bench remembers at most ${MAX_REMEMBERED} things for the window.`,
      });
    }
    memory.set(key, value);
    if (keep === 'disk') await this.#save();
  }

  /** Waits for what is being written. */
  async close(): Promise<void> {
    this.#listeners.clear();
    await this.#writing.catch(logged);
  }

  /** One write at a time; changes that come meanwhile go with the next. */
  #save(): Promise<void> {
    if (this.#writeQueued) return this.#writing;
    this.#writeQueued = true;
    this.#writing = this.#writing.catch(() => undefined).then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    this.#writeQueued = false;
    const text = JSON.stringify(
      { settings: this.#settings, remembered: Object.fromEntries(this.#onDisk) },
      null,
      2,
    );
    try {
      await writeFile(`${this.#file}.part`, text, { mode: 0o600 });
      await rename(`${this.#file}.part`, this.#file);
    } catch (error) {
      throw new BenchError({
        code: codeOf(error),
        message: `The settings can't be written to ${this.#file}.`,
        hint: 'They hold until the app is closed. Make the folder writable, or free some space.',
        cause: causeOf(error),
      });
    }
  }
}

/** The settings of a file, each by itself: one that another version wrote doesn't cost the others. */
function known(stored: Record<string, unknown>): Settings {
  const good = Object.entries(settingsSchema.shape)
    .filter(([name, field]) => field.safeParse(stored[name]).success)
    .map(([name]) => [name, stored[name]]);
  return settingsSchema.parse(Object.fromEntries(good));
}

function logged(error: unknown): void {
  console.error('settings:', error instanceof Error ? error.message : error);
}
