import { chmod, lstat, lutimes, mkdir, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { BenchError, codeOf } from '../failure.ts';
import { foldsNames } from './folds.ts';
import { makeFolder } from './make-folder.ts';
import { notReceived, refused } from './not-received.ts';

export interface Meta {
  /** Milliseconds since the epoch. */
  modified: number;
  /** The nine permission bits. */
  mode: number;
}

/** What we need of a folder to write there. */
const OWN = 0o700;
const AT_ONCE = 64;

/**
 * The folder that receives, and the folders in it. A name is used only after it was seen to be a folder and no link, so
 * that whatever the names of the other side are, what they lead to lies inside.
 */
export class SafeFolder {
  readonly root: string;
  /** The disk takes names for the same that differ by case or normal form. */
  readonly folds: boolean;
  readonly #known = new Map<string, string | Promise<string>>();
  /** The names that were used in folders that were made here. */
  readonly #made = new Map<string, Set<string>>();
  readonly #metas = new Map<string, Meta>();

  private constructor(root: string, folds: boolean) {
    this.root = root;
    this.folds = folds;
    this.#known.set('', root);
  }

  /** Makes the folder where it is not there, and sees whether it can be written to. */
  static async open(folder: string): Promise<SafeFolder> {
    try {
      await makeFolder(folder);
      const root = await realpath(resolve(folder));
      return new SafeFolder(root, await foldsNames(root));
    } catch (error) {
      throw notOpened(folder, error);
    }
  }

  /** The folder with these names, made with `mode` where it is not there. Rejects for a name that stands for something else. */
  enter(parts: string[], path: string, mode = 0o777): string | Promise<string> {
    const key = parts.join('/');
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const entering = this.#enter(parts, path, mode).then(
      (folder) => {
        this.#known.set(key, folder);
        return folder;
      },
      (error) => {
        this.#known.delete(key);
        throw error;
      },
    );
    this.#known.set(key, entering);
    return entering;
  }

  /** The folder with these names, when it was entered before. */
  entered(parts: string[]): string | null {
    const known = this.#known.get(parts.join('/'));
    return typeof known === 'string' ? known : null;
  }

  async #enter(parts: string[], path: string, mode: number): Promise<string> {
    const above = await this.enter(parts.slice(0, -1), path);
    const name = parts.at(-1) ?? '';
    const folder = join(above, name);
    try {
      await mkdir(folder, mode);
      this.#made.set(folder, new Set());
      return folder;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw notReceived(path, error);
    }
    const there = await lstat(folder).catch((error: unknown) => {
      throw notReceived(path, error);
    });
    if (there.isSymbolicLink()) {
      throw refused('LINK_IN_THE_WAY', path, `“${name}” is a link, and nothing is written through links.`);
    }
    if (!there.isDirectory())
      throw refused('IN_THE_WAY', path, `A file stands where the folder “${name}” would.`);
    return folder;
  }

  /** A name that nobody used in a folder that was not there before: it need not be looked up. Asked once for each. */
  isNew(folder: string, name: string): boolean {
    const names = this.#made.get(folder);
    if (names === undefined || names.has(name)) return false;
    names.add(name);
    return true;
  }

  /**
   * The folder of an entry. It gets its time at the end, when all is in it, and if it was not there before the
   * permissions of the entry; one that was keeps its own.
   */
  async make(parts: string[], path: string, meta: Meta): Promise<void> {
    const folder = await this.enter(parts, path, modeOf(meta.mode) | OWN);
    this.#metas.set(folder, meta);
  }

  /** Gives folders their times, and where `whole` what their permissions lack: a later try has to be able to write. */
  async close(whole: boolean): Promise<void> {
    const all = [...this.#metas];
    this.#metas.clear();
    const set = async (folder: string, modified: number) => {
      const at = timeOf(modified);
      if (at !== null) await lutimes(folder, at, at).catch(ignored);
    };
    for (let n = 0; n < all.length; n += AT_ONCE) {
      await Promise.all(all.slice(n, n + AT_ONCE).map(([folder, { modified }]) => set(folder, modified)));
    }
    if (!whole) return;
    const umask = process.umask();
    // What lies deeper comes first: a folder may lose the right to be entered.
    for (const [folder, meta] of all.toSorted(([a], [b]) => b.length - a.length)) {
      const mode = modeOf(meta.mode);
      const asMade = (mode | OWN) & ~umask;
      if (this.#made.has(folder) && mode !== asMade) await chmod(folder, mode).catch(ignored);
    }
  }
}

const isFile = (folder: string) => `${folder} is a file, so nothing can be received into it.`;
const MESSAGES: Record<string, (folder: string) => string> = {
  EEXIST: isFile,
  ENOTDIR: isFile,
  ENOENT: (folder) => `The system makes no folder ${folder}.`,
};

function notOpened(folder: string, error: unknown): unknown {
  const said = notReceived(folder, error);
  if (!(said instanceof BenchError)) return said;
  const { code, message } = said.failure;
  return new BenchError({
    ...said.failure,
    message: MESSAGES[code]?.(folder) ?? message,
    hint: 'Choose another folder.',
    field: 'folder',
  });
}

/** Seconds as the system takes them, or null for a time that makes no sense. */
export const timeOf = (modified: number): number | null =>
  Number.isFinite(modified) && Math.abs(modified) <= 8.64e15 ? modified / 1000 : null;

/** What is left of the other side’s permissions: never a bit by which a program runs as somebody else. */
export const modeOf = (mode: number): number => (Number.isInteger(mode) && mode >= 0 ? mode & 0o777 : 0o600);

/** Not every disk knows times and permissions; a file is whole without them. */
export const ignored = (): void => {};
