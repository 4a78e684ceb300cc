import type { Stats } from 'node:fs';
import { lstat, open, rename, unlink } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { codeOf } from '../failure.ts';
import { numbered } from './names.ts';

/** As `join`, for a whole path and a name: to normalise both takes long for each of many files. */
export const inFolder = (folder: string, name: string): string =>
  folder.endsWith(sep) ? folder + name : folder + sep + name;

/** What stood under a name, so that it is known again. */
export interface Standing {
  size: number;
  modified: number;
  node: number;
}

/** What may be replaced: nothing, what the user has agreed to, or that where its bytes begin the new file. */
export type Replaces = null | { standing: Standing; when: 'always' | 'begins' };

export const standingOf = (stats: Stats): Standing => ({
  size: stats.size,
  modified: stats.mtimeMs,
  node: stats.ino,
});

/** What stands under a path itself, not where it leads; null: nothing. */
export async function look(path: string): Promise<Stats | null> {
  try {
    return await lstat(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** So many numbers are tried from the first; then it goes on where it ended the last time for this name. */
const FIRST_NUMBERS = 16;
/** Names of which that is remembered. */
const REMEMBERED = 1000;
const lastNumbers = new Map<string, number>();

/** The first name like this one under which nothing stands. */
export async function freeName(folder: string, name: string): Promise<string> {
  const key = join(folder, name);
  for (let n = 2; ; n++) {
    if (n > FIRST_NUMBERS) {
      n = Math.max(n, lastNumbers.get(key) ?? 0);
      if (lastNumbers.size >= REMEMBERED) lastNumbers.clear();
      lastNumbers.set(key, n);
    }
    const free = numbered(name, n);
    if ((await look(join(folder, free))) === null) return free;
  }
}

/** The first of the numbered names like this one under which such a file stands; null: none does. */
export async function findNumbered(
  folder: string,
  name: string,
  isIt: (stats: Stats) => boolean,
): Promise<(Standing & { name: string }) | null> {
  for (let n = 2; n <= FIRST_NUMBERS; n++) {
    const candidate = numbered(name, n);
    const there = await look(join(folder, candidate));
    if (there === null) return null;
    if (isIt(there)) return { ...standingOf(there), name: candidate };
  }
  return null;
}

const placing = new Map<string, Promise<unknown>>();

/** Many that are placed together. */
const together = new Set<{ keys: readonly string[]; done: Promise<unknown> }>();

function others(key: string): Promise<unknown> | undefined {
  const one = placing.get(key);
  if (one !== undefined) return one;
  for (const { keys, done } of together) if (keys.includes(key)) return done;
  return undefined;
}

/** One at a time for each key: between a look at a name and its use no other transfer takes it. */
export async function alone<T>(key: string, work: () => Promise<T>): Promise<T> {
  for (let other = others(key); other !== undefined; other = others(key)) await other;
  const working = work();
  const free = () => void placing.delete(key);
  placing.set(key, working.then(free, free));
  return working;
}

/** As {@link alone}, for many keys whose work is done one after the other, also that of others who come by this. */
export async function aloneAll<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
  const held = () => (placing.size === 0 ? undefined : keys.find((key) => placing.has(key)));
  for (let other = held(); other !== undefined; other = held()) await placing.get(other);
  const working = work();
  const batch = { keys, done: working.catch(() => undefined) };
  together.add(batch);
  try {
    return await working;
  } finally {
    together.delete(batch);
  }
}

/** The name that something is to have, the one it would have if nothing stood there, and what it may replace. */
export interface Naming {
  name: string;
  own: string;
  replaces: Replaces;
}

/**
 * Gives what was received its name, or the next free one when that was taken meanwhile by something else: nothing is
 * replaced but what the user agreed to. Answers the name.
 */
export async function place(folder: string, part: string, { name, own, replaces }: Naming): Promise<string> {
  for (let wanted = name; ; wanted = await freeName(folder, own)) {
    const target = join(folder, wanted);
    const placed = await alone(target, async () => {
      const there = await look(target);
      if (there !== null && (wanted !== name || !(await mayReplace(there, target, part, replaces)))) {
        if (!(await isSame(there, target, part))) return false;
        await remove(part);
        return true;
      }
      await rename(part, target);
      return true;
    });
    if (placed) return wanted;
  }
}

/** Whether another transfer has brought the very same file meanwhile. */
async function isSame(there: Stats, target: string, part: string): Promise<boolean> {
  const ours = await lstat(part);
  if (!there.isFile() || !ours.isFile() || there.size !== ours.size) return false;
  return Math.abs(there.mtimeMs - ours.mtimeMs) < 2 && (await begins(target, part));
}

async function mayReplace(there: Stats, target: string, part: string, replaces: Replaces): Promise<boolean> {
  if (replaces === null || there.isDirectory()) return false;
  const { standing, when } = replaces;
  if (there.ino !== standing.node || there.size !== standing.size || there.mtimeMs !== standing.modified)
    return false;
  return when === 'always' || (there.isFile() && (await begins(target, part)));
}

/** Whether the bytes of one file are the first of another. */
async function begins(shorter: string, longer: string): Promise<boolean> {
  const files = await Promise.all([open(shorter), open(longer)]);
  try {
    const [one, two] = [Buffer.allocUnsafe(256 * 1024), Buffer.allocUnsafe(256 * 1024)];
    for (let at = 0; ;) {
      const [a, b] = await Promise.all([
        files[0].read(one, 0, one.length, at),
        files[1].read(two, 0, two.length, at),
      ]);
      if (a.bytesRead === 0) return true;
      const length = Math.min(a.bytesRead, b.bytesRead);
      if (length === 0 || one.compare(two, 0, length, 0, length) !== 0) return false;
      at += length;
    }
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
}

/** Removes a file that may not be there. */
export async function remove(path: string): Promise<void> {
  await unlink(path).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error;
  });
}
