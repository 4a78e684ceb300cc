import { constants, type Stats } from 'node:fs';
import { lstat, open, opendir, readlink, stat } from 'node:fs/promises';
import { basename, parse, resolve } from 'node:path';
import { MAX_PATH } from '../../../contract/files.ts';
import { openDiskFile } from './disk-file.ts';
import { whyUnreadable } from './explain-read.ts';
import type { LeftOut, SourceEntry, SourceOptions } from './source.ts';
import { wholePath } from './whole-path.ts';

/** Files that are looked at at once. */
const AT_ONCE = 64;
/** A folder is told by the order of its names, unless sorting them would hold everything else up. */
const SORTED = 10_000;
/** Names that are read from a folder at once. */
const NAMES_AT_ONCE = 1024;
const PERMISSIONS = 0o777;

type Links = SourceOptions['links'];

/** A folder of the disk that is walked through, with the folders above it. */
interface Folder {
  path: string;
  at: Buffer;
  /** Device and inode: a followed link may lead to a folder that we are in. */
  id: string;
  above: Folder | null;
}
interface Found {
  path: string;
  at: Buffer;
  stats: Stats;
  followed: boolean;
  target: string;
}

/**
 * What stands at a path of this machine, and all that is in it. What the user chose is followed where it is a link,
 * unless links are kept. Entries come while the disk is still read, in bounded memory for each folder.
 */
export async function* diskEntries(
  path: string,
  links: Links,
  rename: (name: string) => string,
  signal?: AbortSignal,
): AsyncGenerator<SourceEntry | LeftOut, void> {
  const at = resolve(wholePath(path));
  const name = rename(basename(at) || parse(at).root.replaceAll(/[/\\:]/g, '') || 'root');
  const found = await look(name, Buffer.from(at), links === 'leave' ? 'follow' : links);
  yield* tell(found, links, null, signal);
}

async function* tell(
  found: Found | LeftOut,
  links: Links,
  above: Folder | null,
  signal?: AbortSignal,
): AsyncGenerator<SourceEntry | LeftOut, void> {
  if (!('stats' in found) || !found.stats.isDirectory())
    return yield 'stats' in found ? entryOf(found) : found;
  const { path, at, stats } = found;
  const folder = { path, at, id: `${stats.dev}:${stats.ino}`, above };
  for (let up = above; up; up = up.above)
    if (up.id === folder.id) return yield { path, why: `It is a link that leads back to ${up.path}.` };
  const names = await namesIn(folder, signal);
  if (!Array.isArray(names)) return yield names;
  yield entryOf(found);
  for (let from = 0; from < names.length; from += AT_ONCE) {
    signal?.throwIfAborted();
    const batch = names.slice(from, from + AT_ONCE).map((name) => lookIn(folder, name, links));
    for (const one of await Promise.all(batch)) yield* tell(one, links, folder, signal);
  }
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

async function lookIn(folder: Folder, name: Buffer, links: Links): Promise<Found | LeftOut> {
  let text: string;
  try {
    text = utf8.decode(name);
  } catch {
    return { path: `${folder.path}/${name.toString()}`, why: 'Its name is no text (no UTF-8).' };
  }
  const path = `${folder.path}/${text}`;
  if (path.length > MAX_PATH)
    return { path, why: `Its path is longer than ${MAX_PATH.toLocaleString('en-US')} characters.` };
  return look(path, Buffer.concat([folder.at, SLASH, name]), links);
}

async function look(path: string, at: Buffer, links: Links): Promise<Found | LeftOut> {
  try {
    let stats = await lstat(at);
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
function mayRead({ mode, uid }: Stats): boolean {
  const me = process.geteuid?.();
  return me === undefined || me === 0 || (mode & 0o444) === 0o444 || (uid === me && (mode & 0o400) !== 0);
}

function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return 'a named pipe';
  if (stats.isSocket()) return 'a socket';
  if (stats.isBlockDevice() || stats.isCharacterDevice()) return 'a device';
  return 'something special';
}

function entryOf({ path, at, stats, followed, target }: Found): SourceEntry {
  const kind = stats.isDirectory() ? 'folder' : stats.isFile() ? 'file' : 'link';
  const size = kind === 'file' ? stats.size : 0;
  const modified = stats.mtimeMs;
  return {
    path,
    kind,
    size,
    modified,
    mode: stats.mode & PERMISSIONS,
    target,
    open: () => openDiskFile({ at, name: path, size, modified, follow: followed }),
  };
}
