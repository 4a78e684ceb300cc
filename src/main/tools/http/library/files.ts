import { randomBytes } from 'node:crypto';
import { lstat, mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { HttpRequest } from '../../../../contract/http/request.ts';
import { BenchError, causeOf, codeOf } from '../../../bench/failure.ts';
import type { Collection } from './collection.ts';
import {
  baseOf,
  ENDING,
  fileName,
  freeName,
  gone,
  insideOf,
  parentOf,
  writeNew,
  writeText,
} from './places.ts';
import { readRequest, writeRequest } from './request-file.ts';
import { MAX_FILE, readText, revisionOfText } from './scan.ts';
import { isReadable } from './yaml/read.ts';

/** What is done with the files of a collection. Each act looks at the disk as it is now, and at what came of it. */

const MAX_UNDO = 20;
/** Bytes of removed files that are kept, of one removal. */
const MAX_KEPT = 32 * 1024 * 1024;

export async function readItem(
  collection: Collection,
  path: string,
): Promise<{ request: HttpRequest; revision: string; text: string }> {
  const file = await insideOf(collection.folder, requestPath(path));
  const { text, revision } = await readText(file, path).catch((error: unknown) => {
    throw error instanceof BenchError ? error : gone(path, error);
  });
  return { request: readRequest(path, baseOf(path), text), revision, text };
}

/** Writes a request over its file, or into a new one in `folder`. Fails with CHANGED where the file is not `was`. */
export async function saveItem(
  collection: Collection,
  {
    path,
    folder,
    request,
    was,
  }: { path: string | null; folder: string; request: HttpRequest; was?: string | undefined },
  /** Of many, only the last needs to be looked at. */
  look = true,
): Promise<{ path: string; revision: string }> {
  if (path === null) return addItem(collection, folder, request, look);
  const file = await insideOf(collection.folder, requestPath(path));
  const there = await readText(file, path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null;
    throw error instanceof BenchError ? error : gone(path, error);
  });
  if (was !== undefined && there?.revision !== was) throw changed(path, there === null);
  const text = readable(path, writeRequest(path, baseOf(path), request, there?.text ?? null));
  if (text !== there?.text) await writeText(file, text);
  await collection.look();
  return { path, revision: revisionOfText(text) };
}

async function addItem(
  collection: Collection,
  folder: string,
  request: HttpRequest,
  look = true,
): Promise<{ path: string; revision: string }> {
  const where = await insideOf(collection.folder, folder);
  let text = '';
  const name = await writeNew(where, fileName(request.name), ENDING, (own) => {
    text = readable(own, writeRequest(own, baseOf(own), request, null));
    return text;
  });
  const path = join2(folder, name);
  if (look) await collection.look();
  return { path, revision: revisionOfText(text) };
}

/** What is written can be read again, or is not written. */
function readable(path: string, text: string): string {
  if (text.length <= MAX_FILE && isReadable(text)) return text;
  throw new BenchError({
    code: 'TOO_MUCH',
    message: `${path} would hold more than can be read again.`,
    hint: 'Put the body into a file of its own, and send that.',
  });
}

export async function makeFolder(collection: Collection, parent: string, name: string): Promise<string> {
  const where = await insideOf(collection.folder, parent);
  const own = await freeName(where, fileName(name), '');
  await acted(() => mkdir(join(where, own)), join2(parent, own));
  await collection.look();
  return join2(parent, own);
}

/** `revisions`: of a request that can be read, what its file was known by, and is now. */
export async function renameItem(
  collection: Collection,
  path: string,
  name: string,
): Promise<{ path: string; revisions: { was: string; now: string } | null }> {
  const file = await insideOf(collection.folder, path);
  const parent = parentOf(path);
  const where = await insideOf(collection.folder, parent);
  const ending = path.endsWith(ENDING) ? ENDING : '';
  const wanted = `${fileName(name)}${ending}`;
  const same = join2(parent, wanted) === path;
  const own = same ? wanted : await freeName(where, fileName(name), ending);
  const now = join2(parent, own);
  let revisions: { was: string; now: string } | null = null;
  if (ending !== '') {
    // What the file says of its own name goes with it; one that can’t be read is only moved.
    const item = await readItem(collection, path).catch(() => null);
    const text = item && writeRequest(path, baseOf(now), { ...item.request, name }, item.text);
    if (item && text !== null && text !== item.text) await writeText(file, text);
    if (item && text !== null) revisions = { was: item.revision, now: revisionOfText(text) };
  }
  if (!same) await acted(() => rename(file, join(where, own)), path);
  await collection.look();
  return { path: now, revisions };
}

export async function duplicateItem(collection: Collection, path: string): Promise<string> {
  const { request } = await readItem(collection, path);
  const copy = { ...request, name: `${request.name.slice(0, 190)} copy` };
  return (await addItem(collection, parentOf(path), copy)).path;
}

interface Removal {
  collection: Collection;
  folders: string[];
  files: { path: string; text: string }[];
}

/** Removals that can be taken back. */
export class Removals {
  readonly #kept = new Map<string, Removal>();

  /** Removes requests, and folders with the requests in them. What else lies there stays, and its folder with it. */
  async remove(collection: Collection, paths: readonly string[]): Promise<{ removed: number; undo: string }> {
    const removal: Removal = { collection, folders: [], files: [] };
    for (const path of paths) await collect(removal, path);
    for (const { path } of removal.files)
      await acted(async () => rm(await insideOf(collection.folder, path)), path);
    for (const path of removal.folders.toReversed())
      await rmdir(await insideOf(collection.folder, path)).catch(() => undefined);
    const undo = this.#keep(removal);
    await collection.look();
    return { removed: removal.files.length, undo };
  }

  /** Removes a file that is no request. */
  async removeFile(collection: Collection, path: string): Promise<string> {
    const file = await insideOf(collection.folder, path);
    const { text } = await readText(file, path).catch((error: unknown) => {
      throw error instanceof BenchError ? error : gone(path, error);
    });
    await acted(() => rm(file), path);
    await collection.look();
    return this.#keep({ collection, folders: [], files: [{ path, text }] });
  }

  /** Brings back what is not there again by now; beside it, where something else has its name. */
  async undo(id: string): Promise<void> {
    const removal = this.#kept.get(id);
    if (!removal) throw new BenchError({ code: 'NOT_FOUND', message: 'This can’t be undone any more.' });
    await removal.collection.alone(() => this.#bringBack(removal));
    this.#kept.delete(id);
  }

  async #bringBack({ collection, folders, files }: Removal): Promise<void> {
    for (const path of folders) await mkdir(join(collection.folder, path), { recursive: true });
    for (const { path, text } of files) {
      await mkdir(join(collection.folder, parentOf(path)), { recursive: true });
      const file = await insideOf(collection.folder, path);
      const there = await readText(file, path).catch((error: unknown) =>
        codeOf(error) === 'ENOENT' ? null : {},
      );
      if (there === null) await writeText(file, text);
      else if (!('text' in there) || there.text !== text) {
        const ending = path.endsWith(ENDING) ? ENDING : '.yaml';
        await writeNew(join(collection.folder, parentOf(path)), baseOf(path), ending, () => text);
      }
    }
    await collection.look();
  }

  #keep(removal: Removal): string {
    const undo = `removal-${randomBytes(6).toString('hex')}`;
    this.#kept.set(undo, removal);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MAX_UNDO && oldest !== undefined) this.#kept.delete(oldest);
    return undo;
  }
}

async function collect(removal: Removal, path: string): Promise<void> {
  const file = await insideOf(removal.collection.folder, path);
  const stats = await lstat(file).catch((error: unknown) => {
    throw gone(path, error);
  });
  if (stats.isDirectory()) {
    removal.folders.push(path);
    for (const entry of await readdir(file, { withFileTypes: true }))
      if (!entry.name.startsWith('.') && (entry.isDirectory() || entry.name.endsWith(ENDING)))
        await collect(removal, join2(path, entry.name));
  } else if (stats.isFile()) {
    const { text } = await readText(file, path);
    removal.files.push({ path, text });
    if (removal.files.reduce((sum, one) => sum + one.text.length, 0) > MAX_KEPT)
      throw new BenchError({
        code: 'TOO_MUCH',
        message: 'This is more than can be kept to be brought back, so nothing was removed.',
        hint: 'Remove it in parts, or in a file manager.',
      });
  }
}

const join2 = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);

function requestPath(path: string): string {
  if (path.endsWith(ENDING)) return path;
  throw new BenchError({ code: 'BAD_INPUT', field: 'path', message: `${path} is no file of a request.` });
}

export const changed = (path: string, removed: boolean): BenchError =>
  new BenchError({
    code: 'CHANGED',
    message: `${path} was ${removed ? 'removed' : 'changed'} on the disk meanwhile.`,
    hint: 'Nothing was saved, and what is written here is still here.',
  });

async function acted(work: () => Promise<unknown>, path: string): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof BenchError) throw error;
    if (codeOf(error) === 'ENOENT') throw gone(path, error);
    throw new BenchError({
      code: codeOf(error),
      message: `${path} can’t be changed.`,
      hint: 'See whether the folder may be written to.',
      cause: causeOf(error),
    });
  }
}
