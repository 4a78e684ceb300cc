import { type FSWatcher, watch } from 'node:fs';

/** Editors write a file in several steps. */
const SETTLE_MS = 50;
/** Where the system can’t watch (no more watches, a network drive), it is looked at so often. */
const POLL_MS = 2000;

/** Tells when something changes in some folders. */
export class FolderWatch {
  readonly #changed: () => void;
  readonly #watchers = new Map<string, FSWatcher>();
  #settling: NodeJS.Timeout | undefined;
  #polling: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Watches these folders, and no others any more. */
  set(folders: ReadonlySet<string>): void {
    if (this.#closed) return;
    for (const [folder, watcher] of this.#watchers)
      if (!folders.has(folder)) {
        watcher.close();
        this.#watchers.delete(folder);
      }
    for (const folder of folders) if (!this.#watchers.has(folder)) this.#add(folder);
  }

  close(): void {
    this.#closed = true;
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
    clearTimeout(this.#settling);
    clearInterval(this.#polling);
  }

  #add(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, () => this.#soon());
      watcher.on('error', () => {
        watcher.close();
        this.#watchers.delete(folder);
        this.#poll();
      });
      this.#watchers.set(folder, watcher);
    } catch {
      this.#poll();
    }
  }

  #soon(): void {
    if (this.#closed) return;
    clearTimeout(this.#settling);
    this.#settling = setTimeout(this.#changed, SETTLE_MS).unref();
  }

  #poll(): void {
    if (!this.#closed) this.#polling ??= setInterval(this.#changed, POLL_MS).unref();
  }
}
