import { constants } from 'node:fs';
import { lstat, open, opendir, readlink, stat } from 'node:fs/promises';
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
/** Names that are read from a folder at once. */
const NAMES_AT_ONCE = 1024;

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
  at: Buffer;
  /** Device and inode: a followed link may lead to a folder that we are in. */
  id: string;
  above: Folder | null;
}

/**
 * What stands at a path of this machine, and all that is in it. What the user chose is followed where it is a link,
 * unless links are kept. Entries come while the disk is still read, in bounded memory for each folder.
 */
export async function* diskEntries(
  path: string,
  walk: Walk,
  signal?: AbortSignal,
): AsyncGenerator<SourceEntry | LeftOut, void> {
  const { links } = walk;
  const at = resolve(wholePath(path));
  const name = walk.rename(basename(at) || parse(at).root.replaceAll(/[/\\:]/g, '') || 'root');
  const found = await look(name, Buffer.from(at), links === 'leave' ? 'follow' : links);
  yield* tell(found, walk, null, signal);
}

async function* tell(
  found: Found | LeftOut,
  walk: Walk,
  above: Folder | null,
  signal?: AbortSignal,
): AsyncGenerator<SourceEntry | LeftOut, void> {
  if (!('stats' in found) || !found.stats.isDirectory())
    return yield 'stats' in found ? new DiskEntry(found, walk.reading) : found;
  const { path, at, stats } = found;
  const folder = { path, at, id: `${stats.dev}:${stats.ino}`, above };
  for (let up = above; up; up = up.above)
    if (up.id === folder.id) return yield { path, why: `It is a link that leads back to ${up.path}.` };
  const names = await namesIn(folder, signal);
  if (!Array.isArray(names)) return yield names;
  yield new DiskEntry(found, walk.reading);
  let next = lookAt(folder, names, 0, walk);
  for (let from = 0; from < names.length; from += AT_ONCE) {
    signal?.throwIfAborted();
    const batch = await next;
    next = lookAt(folder, names, from + AT_ONCE, walk);
    // It may be that nobody wants them any more.
    next.catch(() => undefined);
    for (const one of batch) yield* tell(one, walk, folder, signal);
  }
}

/** What is known of some of the names in a folder, in their order. */
async function lookAt(folder: Folder, all: Buffer[], from: number, walk: Walk): Promise<(Found | LeftOut)[]> {
  const names = all.slice(from, from + AT_ONCE);
  const many = walk.reading.isMany(names.length) && names.length >= MANY;
  // A name that is no text is looked at for nothing.
  const looks = many ? await walk.reading.look(folder.at.toString(), names.map(String)) : [];
  return Promise.all(names.map((name, i) => lookIn(folder, name, walk.links, looks[i])));
}

async function namesIn(folder: Folder, signal?: AbortSignal): Promise<Buffer[] | LeftOut> {
  try {
    const names: Buffer[] = [];
    // Names are bytes: one that is no UTF-8 would be lost as a text.
    const encoding = 'buffer' as BufferEncoding;
    for await (const { name } of await opendir(folder.at, { encoding, bufferSize: NAMES_AT_ONCE })) {
      signal?.throwIfAborted();
      names.push(name as unknown as Buffer);
    }
    return names.length > SORTED ? names : names.sort((a, b) => a.compare(b));
  } catch (error) {
    signal?.throwIfAborted();
    return { path: folder.path, why: `What is in it can’t be listed: ${whyUnreadable(error)}.` };
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const SLASH = Buffer.from('/');

async function lookIn(
  folder: Folder,
  name: Buffer,
  links: Links,
  looked?: Facts | Refusal,
): Promise<Found | LeftOut> {
  let text: string;
  try {
    text = utf8.decode(name);
  } catch {
    return { path: `${folder.path}/${name.toString()}`, why: 'Its name is no text (no UTF-8).' };
  }
  const path = `${folder.path}/${text}`;
  if (path.length > MAX_PATH)
    return { path, why: `Its path is longer than ${MAX_PATH.toLocaleString('en-US')} characters.` };
  return look(path, Buffer.concat([folder.at, SLASH, name]), links, looked);
}

async function look(
  path: string,
  at: Buffer,
  links: Links,
  looked?: Facts | Refusal,
): Promise<Found | LeftOut> {
  try {
    let stats: Facts | Refusal = looked ?? (await lstat(at));
    if ('code' in stats) throw Object.assign(new Error(stats.message), stats);
    if (!stats.isSymbolicLink()) return sendable({ path, at, stats, followed: false, target: '' });
    const target = await readlink(at, { encoding: 'buffer' });
    if (links === 'leave') return { path, why: `It is a link (to ${target.toString()}).` };
    if (links === 'keep') return { path, at, stats, followed: false, target: utf8.decode(target) };
    try {
      stats = await stat(at);
    } catch (error) {
      const where = `to ${target.toString()}`;
      return { path, why: `It is a link ${where} that can’t be followed: ${whyUnreadable(error)}.` };
    }
    return sendable({ path, at, stats, followed: true, target: '' });
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
