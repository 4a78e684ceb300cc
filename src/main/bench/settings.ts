import { join } from 'node:path';
import { z } from 'zod';
import { type Settings, settingsSchema } from '../../contract/settings.ts';
import { BenchError } from './failure.ts';
import { JsonFile } from './json-file.ts';

/** Things the window may have remembered, on the disk and in memory each. */
const MAX_REMEMBERED = 200;

const fileSchema = z.object({
  settings: z.record(z.string(), z.unknown()).catch({}).default({}).transform(known),
  remembered: z.record(z.string(), z.unknown()).catch({}).default({}),
});
type Content = z.infer<typeof fileSchema>;

/**
 * The settings and the window's small memory, in one JSON file. A file that cannot be read as such is put aside under
 * the name `settings.broken.json`, and the defaults hold; a single setting that makes no sense takes its default.
 */
export class SettingsStore {
  readonly #file: JsonFile<Content>;
  #settings: Settings;
  #onDisk: Map<string, unknown>;
  readonly #inMemory = new Map<string, unknown>();
  readonly #listeners = new Set<(settings: Settings) => void>();

  private constructor(file: JsonFile<Content>, content: Content) {
    this.#file = file;
    this.#settings = content.settings;
    this.#onDisk = new Map(Object.entries(content.remembered));
  }

  static async open(folder: string): Promise<SettingsStore> {
    const file = new JsonFile<Content>({
      path: join(folder, 'settings.json'),
      what: 'The settings',
      read: (stored) => fileSchema.parse(stored === undefined ? {} : stored),
      plain: (content) => content,
      current: () => made.#content(),
      adopt: (content) => made.#adopt(content),
    });
    const made: SettingsStore = new SettingsStore(file, await file.load());
    return made;
  }

  #content(): Content {
    return { settings: this.#settings, remembered: Object.fromEntries(this.#onDisk) };
  }

  #adopt({ settings, remembered }: Content): void {
    this.#onDisk = new Map(Object.entries(remembered));
    if (JSON.stringify(settings) === JSON.stringify(this.#settings)) return;
    this.#settings = settings;
    for (const listener of this.#listeners) listener(settings);
  }

  get(): Settings {
    return this.#settings;
  }

  /** Holds from now on; answers when it is on the disk. Throws when it cannot be written. */
  async update(patch: Partial<Settings>): Promise<Settings> {
    this.#settings = settingsSchema.parse({ ...this.#settings, ...patch });
    for (const listener of this.#listeners) listener(this.#settings);
    await this.#file.save();
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
    if (keep === 'disk') await this.#file.save();
  }

  /** Waits for what is being written. */
  async close(): Promise<void> {
    this.#listeners.clear();
    await this.#file.close();
  }
}

/** The settings of a file, each by itself: one that another version wrote doesn't cost the others. */
function known(stored: Record<string, unknown>): Settings {
  const good = Object.entries(settingsSchema.shape)
    .filter(([name, field]) => field.safeParse(stored[name]).success)
    .map(([name]) => [name, stored[name]]);
  return settingsSchema.parse(Object.fromEntries(good));
}
