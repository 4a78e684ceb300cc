import { type FSWatcher, statSync, watch } from 'node:fs';

/** Editors write a file in several steps. */
const SETTLE_MS = 50;
/** Where something changes all the time, it is looked at so often. */
const SOONEST_MS = 500;
/** Where the system can’t watch (no more watches, a network drive), it is looked at so often. */
const POLL_MS = 2000;

/** Tells when something changes in some folders. */
export class FolderWatch {
  readonly #changed: () => void;
  readonly #watchers = new Map<string, { watcher: FSWatcher; of: string }>();
  #settling: NodeJS.Timeout | undefined;
  /** When it began to settle. */
  #since = 0;
  #polling: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Watches these folders, and no others any more. */
  set(folders: ReadonlySet<string>): void {
    if (this.#closed) return;
    clearInterval(this.#polling);
    this.#polling = undefined;
    // One that was removed and made anew would be watched for nothing.
    for (const [folder, { watcher, of }] of this.#watchers)
      if (!folders.has(folder) || identityOf(folder) !== of) {
        watcher.close();
        this.#watchers.delete(folder);
      }
    for (const folder of folders) if (!this.#watchers.has(folder)) this.#add(folder);
  }

  close(): void {
    this.#closed = true;
    for (const { watcher } of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
    clearTimeout(this.#settling);
    clearInterval(this.#polling);
  }

  #add(folder: string): void {
    try {
      const of = identityOf(folder);
      if (of === '') return this.#poll();
      const watcher = watch(folder, { persistent: false }, () => this.#soon());
      watcher.on('error', () => {
        watcher.close();
        this.#watchers.delete(folder);
        this.#poll();
      });
      this.#watchers.set(folder, { watcher, of });
      // What came into it since it was read and before it was watched.
      this.#soon();
    } catch {
      this.#poll();
    }
  }

  #soon(): void {
    if (this.#closed) return;
    const now = performance.now();
    if (this.#settling) clearTimeout(this.#settling);
    else this.#since = now;
    const wait = Math.max(0, Math.min(SETTLE_MS, this.#since + SOONEST_MS - now));
    this.#settling = setTimeout(() => {
      this.#settling = undefined;
      this.#changed();
    }, wait).unref();
  }

  #poll(): void {
    if (!this.#closed) this.#polling ??= setInterval(this.#changed, POLL_MS).unref();
  }
}

/** Which folder stands under this name; empty where there is none. A number is given again, but not with its time. */
function identityOf(folder: string): string {
  try {
    const { ino, birthtimeMs } = statSync(folder);
    return `${ino} ${birthtimeMs}`;
  } catch {
    return '';
  }
}
