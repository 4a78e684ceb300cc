import { constants } from 'node:fs';
import { lstat, open, readdir, readlink, stat } from 'node:fs/promises';
import { basename, parse, resolve } from 'node:path';
import { MAX_PATH } from '../../../contract/files.ts';
import { DiskEntry, type Found } from './disk-entry.ts';
import type { Refusal } from './disk-thread.ts';
import { whyUnreadable } from './explain-read.ts';
import type { Facts } from './facts.ts';
import { MANY, type Reading } from './reading.ts';
import type { LeftOut, SourceEntry, SourceOptions } from './source.ts';
import { wholePath } from './whole-path.ts';

/** Files that are looked at at once. */
const AT_ONCE = 256;
/** A folder is told by the order of its names, unless sorting them would hold everything else up. */
const SORTED = 10_000;

type Links = SourceOptions['links'];

/** How things are walked through. */
interface Walk {
  links: Links;
  /** Makes the names of what the user chose unique. */
  rename(name: string): string;
  reading: Reading;
}

/** A folder of the disk that is walked through, with the folders above it. */
interface Folder {
  path: string;
  at: string;
  /** Device and inode: a followed link may lead to a folder that we are in. */
  id: string;
  above: Folder | null;
}
type Batch = (SourceEntry | LeftOut)[];

/**
 * What stands at a path of this machine, and all that is in it. What the user chose is followed where it is a link,
 * unless links are kept. Entries come while the disk is still read, in bounded memory for each folder.
 */
export async function* diskEntries(
  path: string,
  walk: Walk,
  signal?: AbortSignal,
): AsyncGenerator<Batch, void> {
  const { links } = walk;
  const at = resolve(wholePath(path));
  const name = walk.rename(basename(at) || parse(at).root.replaceAll(/[/\\:]/g, '') || 'root');
  const found = await look(name, at, links === 'leave' ? 'follow' : links);
  if (isFolder(found)) yield* tell(found, walk, null, signal);
  else yield [isFound(found) ? new DiskEntry(found, walk.reading) : found];
}

const isFolder = (found: Found | LeftOut): found is Found => isFound(found) && found.stats.isDirectory();
const isFound = (found: Found | LeftOut): found is Found => 'stats' in found;

/** A folder and what is in it. */
async function* tell(
  found: Found,
  walk: Walk,
  above: Folder | null,
  signal?: AbortSignal,
): AsyncGenerator<Batch, void> {
  const { path, at, stats } = found;
  const folder = { path, at, id: `${stats.dev}:${stats.ino}`, above };
  for (let up = above; up; up = up.above)
    if (up.id === folder.id) return yield [{ path, why: `It is a link that leads back to ${up.path}.` }];
  const names = await namesIn(folder, signal);
  if (!Array.isArray(names)) return yield [names];
  let batch: Batch = [new DiskEntry(found, walk.reading)];
  let next = lookAt(folder, names, 0, walk);
  for (let from = 0; from < names.length; from += AT_ONCE) {
    signal?.throwIfAborted();
    const looked = await next;
    next = lookAt(folder, names, from + AT_ONCE, walk);
    // It may be that nobody wants them any more.
    next.catch(() => undefined);
    for (const one of looked) {
      if (isFolder(one)) {
        if (batch.length > 0) yield batch;
        batch = [];
        yield* tell(one, walk, folder, signal);
      } else batch.push(isFound(one) ? new DiskEntry(one, walk.reading) : one);
    }
    if (batch.length > 0) yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** What is known of some of the names in a folder, in their order. */
async function lookAt(folder: Folder, all: string[], from: number, walk: Walk): Promise<(Found | LeftOut)[]> {
  const names = all.slice(from, from + AT_ONCE).map(textOf);
  const many = walk.reading.isMany(names.length) && names.length >= MANY;
  // A name that is no text is looked at for nothing.
  const looks = many
    ? await walk.reading.look(
        folder.at,
        names.map((name) => name ?? ''),
      )
    : [];
  const found: (Found | LeftOut)[] = [];
  const slow: Promise<void>[] = [];
  for (const [i, name] of names.entries()) {
    const one = name === null ? noText(folder, all[from + i]) : lookIn(folder, name, walk.links, looks[i]);
    if (one instanceof Promise) slow.push(one.then((late) => void (found[i] = late)));
    else found[i] = one;
  }
  await Promise.all(slow);
  return found;
}

/** Names are bytes, and stand here one in each character: one that is no UTF-8 would be lost as a text. */
async function namesIn(folder: Folder, signal?: AbortSignal): Promise<string[] | LeftOut> {
  try {
    const names = await readdir(folder.at, 'latin1');
    signal?.throwIfAborted();
    return names.length > SORTED ? names : names.sort();
  } catch (error) {
    signal?.throwIfAborted();
    return { path: folder.path, why: `What is in it can’t be listed: ${whyUnreadable(error)}.` };
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
// eslint-disable-next-line no-control-regex
const ASCII = /^[\u0000-\u007f]*$/;

/** What a name of {@link namesIn} says; null: nothing. */
function textOf(name: string): string | null {
  if (ASCII.test(name)) return name;
  try {
    return utf8.decode(Buffer.from(name, 'latin1'));
  } catch {
    return null;
  }
}

const noText = ({ path }: Folder, name = ''): LeftOut => ({
  path: `${path}/${Buffer.from(name, 'latin1').toString()}`,
  why: 'Its name is no text (no UTF-8).',
});

function lookIn(
  folder: Folder,
  name: string,
  links: Links,
  looked?: Facts | Refusal,
): Found | LeftOut | Promise<Found | LeftOut> {
  const path = `${folder.path}/${name}`;
  if (path.length > MAX_PATH)
    return { path, why: `Its path is longer than ${MAX_PATH.toLocaleString('en-US')} characters.` };
  const at = `${folder.at}/${name}`;
  // Most of many: nothing more has to be asked.
  if (looked !== undefined && 'size' in looked && looked.isFile() && mayRead(looked))
    return { path, at, stats: looked, followed: false, target: '' };
  return look(path, at, links, looked);
}

async function look(
  path: string,
  at: string,
  links: Links,
  looked?: Facts | Refusal,
): Promise<Found | LeftOut> {
  try {
    let stats: Facts | Refusal = looked ?? (await lstat(at));
    if ('code' in stats) throw Object.assign(new Error(stats.message), stats);
    if (!stats.isSymbolicLink()) return await sendable({ path, at, stats, followed: false, target: '' });
    const target = await readlink(at, { encoding: 'buffer' });
    if (links === 'leave') return { path, why: `It is a link (to ${target.toString()}).` };
    if (links === 'keep') return { path, at, stats, followed: false, target: utf8.decode(target) };
    try {
      stats = await stat(at);
    } catch (error) {
      const where = `to ${target.toString()}`;
      return { path, why: `It is a link ${where} that can’t be followed: ${whyUnreadable(error)}.` };
    }
    return await sendable({ path, at, stats, followed: true, target: '' });
  } catch (error) {
    if (error instanceof TypeError)
      return { path, why: 'It is a link to a name that is no text (no UTF-8).' };
    return { path, why: `It can’t be sent: ${whyUnreadable(error)}.` };
  }
}

async function sendable(found: Found): Promise<Found | LeftOut> {
  const { path, stats } = found;
  if (stats.isDirectory()) return found;
  if (!stats.isFile()) return { path, why: `It is ${kindOf(stats)}, not a file.` };
  if (mayRead(stats)) return found;
  try {
    await (await open(found.at, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))).close();
    return found;
  } catch (error) {
    return { path, why: `It can’t be sent: ${whyUnreadable(error)}.` };
  }
}

/** Whether the permissions alone say that we may read it: saves asking the system for each of many files. */
function mayRead({ mode, uid }: Facts): boolean {
  const me = process.geteuid?.();
  return me === undefined || me === 0 || (mode & 0o444) === 0o444 || (uid === me && (mode & 0o400) !== 0);
}

function kindOf(stats: Facts): string {
  if (stats.isFIFO()) return 'a named pipe';
  if (stats.isSocket()) return 'a socket';
  if (stats.isBlockDevice() || stats.isCharacterDevice()) return 'a device';
  return 'something special';
}
