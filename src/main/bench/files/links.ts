import { lstat, lutimes, readlink, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../failure.ts';
import { linkWithin } from './names.ts';
import { place, remove, type Naming } from './place.ts';
import { ignored, timeOf } from './safe-folder.ts';

/** Links that are followed one into the other, as most systems do. */
const MOST_LINKS = 40;

/**
 * Whether a link that stands in the folder `parents` of `root` leads to something in `root`, by way of whatever links
 * stand there already; also where what it leads to is not there yet.
 */
export async function leadsWithin(root: string, parents: string[], target: string): Promise<boolean> {
  let names = linkWithin(parents, target, process.platform);
  let links = 0;
  for (let depth = 0; names !== null && depth < names.length;) {
    const path = join(root, ...names.slice(0, depth + 1));
    const there = await lstat(path).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null;
      throw error;
    });
    if (there === null) return true;
    if (!there.isSymbolicLink()) {
      depth++;
      continue;
    }
    if (++links > MOST_LINKS) return false;
    const through = linkWithin(names.slice(0, depth), await readlink(path), process.platform);
    names = through === null ? null : [...through, ...names.slice(depth + 1)];
    depth = 0;
  }
  return names !== null;
}

/** Makes a link under a part's name and moves it to its own, as is done with files. Answers its name. */
export async function placeLink(
  folder: string,
  part: string,
  link: { target: string; modified: number },
  to: Naming,
): Promise<string> {
  const path = join(folder, part);
  await remove(path);
  await symlink(link.target, path);
  const at = timeOf(link.modified);
  if (at !== null) await lutimes(path, at, at).catch(ignored);
  try {
    return await place(folder, path, to);
  } catch (error) {
    await remove(path);
    throw error;
  }
}
