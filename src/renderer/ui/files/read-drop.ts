import { getClient } from '../../bridge/connection.ts';
import { type Chosen, heldByPage, type NotTaken, onDisk, type PageFile, type Taken } from './chosen.ts';
import { pathOf } from './path-of.ts';
import { countRead } from './reading.ts';

/** Paths that one call looks at. */
const LOOK = 5000;
/** Files that a browser is asked for at once. */
const AT_ONCE = 20;
/** A folder is told by the order of its names, unless sorting them would hold the window up. */
const SORTED = 10_000;

/**
 * What was dropped, with all that is in its folders. Call it in the event itself: what is dropped can’t be asked for
 * afterwards.
 */
export function readDrop(transfer: DataTransfer, signal: AbortSignal): Promise<Taken> {
  const paths: string[] = [];
  const held: { entry: FileSystemEntry | null; file: File | null }[] = [];
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue;
    const file = item.getAsFile();
    const path = file && pathOf(file);
    if (path) paths.push(path);
    else held.push({ entry: item.webkitGetAsEntry(), file });
  }
  return takeAll(paths, held, signal);
}

async function takeAll(
  paths: readonly string[],
  held: readonly { entry: FileSystemEntry | null; file: File | null }[],
  signal: AbortSignal,
): Promise<Taken> {
  const notTaken: NotTaken[] = [];
  const chosen = await lookAt(paths);
  for (const { entry, file } of held) {
    const files: PageFile[] = [];
    if (entry?.isDirectory) await walk(entry, '', files, notTaken, signal);
    else if (file) files.push({ path: file.name, file });
    const name = entry?.name ?? file?.name ?? '';
    if (files.length > 0) chosen.push(heldByPage(name, entry?.isDirectory ? 'folder' : 'file', files));
  }
  return { chosen, notTaken };
}

/** What stands at these paths of this machine. */
export async function lookAt(paths: readonly string[]): Promise<Chosen[]> {
  const chosen: Chosen[] = [];
  for (let from = 0; from < paths.length; from += LOOK) {
    const { items } = await getClient().files.look({ paths: paths.slice(from, from + LOOK) });
    chosen.push(...items.map(onDisk));
  }
  return chosen;
}

/** Adds an entry and all that is in it, folders before what they hold and files before folders. */
async function walk(
  entry: FileSystemEntry,
  above: string,
  into: PageFile[],
  notTaken: NotTaken[],
  signal: AbortSignal,
): Promise<void> {
  const path = `${above}${entry.name}`;
  if (!isFolder(entry)) return void notTaken.push({ path, why: 'It is no file and no folder.' });
  try {
    const entries = await allOf(entry, signal);
    into.push({ path, file: null });
    await addFiles(entries.filter(isFile), `${path}/`, into, notTaken, signal);
    for (const one of entries) if (!isFile(one)) await walk(one, `${path}/`, into, notTaken, signal);
  } catch (error) {
    signal.throwIfAborted();
    notTaken.push({ path, why: told(error) });
  }
}

/** All that is in a folder, first: asking for its files in between makes the browser hold the window up for long. */
async function allOf(folder: FileSystemDirectoryEntry, signal: AbortSignal): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  while (true) {
    signal.throwIfAborted();
    const some = await nextOf(reader);
    if (some.length === 0) return all.length > SORTED ? all : all.sort(byName);
    all.push(...some);
  }
}

/** A few at once: each is a question to another process, and the window has other things to do as well. */
async function addFiles(
  entries: readonly FileSystemFileEntry[],
  above: string,
  into: PageFile[],
  notTaken: NotTaken[],
  signal: AbortSignal,
): Promise<void> {
  for (let from = 0; from < entries.length; from += AT_ONCE) {
    signal.throwIfAborted();
    const batch = entries.slice(from, from + AT_ONCE).map(async (entry) => {
      const path = `${above}${entry.name}`;
      const file = await fileOf(entry).catch((error: unknown) => {
        notTaken.push({ path, why: told(error) });
        return null;
      });
      return { path, file };
    });
    for (const { path, file } of await Promise.all(batch)) {
      if (file) into.push({ path, file });
      countRead();
    }
  }
}

const told = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const byName = (a: FileSystemEntry, b: FileSystemEntry) => (a.name < b.name ? -1 : 1);
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
const fileOf = (entry: FileSystemFileEntry) => new Promise<File>((done, fail) => entry.file(done, fail));
const nextOf = (reader: FileSystemDirectoryReader) =>
  new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail));
