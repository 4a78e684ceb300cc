import { getClient } from '../../bridge/connection.ts';
import { type Chosen, heldByPage, type NotTaken, onDisk, type PageFile, type Taken } from './chosen.ts';
import { pathOf } from './path-of.ts';
import { countRead } from './reading.ts';

/** Paths that one call looks at. */
const LOOK = 5000;

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
    if (entry) await walk(entry, '', files, notTaken, signal);
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

/** Adds an entry and all that is in it, folders before what they hold. */
async function walk(
  entry: FileSystemEntry,
  above: string,
  into: PageFile[],
  notTaken: NotTaken[],
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const path = `${above}${entry.name}`;
  try {
    if (isFile(entry)) {
      into.push({ path, file: await fileOf(entry) });
      countRead();
    } else if (isFolder(entry)) {
      into.push({ path, file: null });
      const reader = entry.createReader();
      while (true) {
        const some = await nextOf(reader);
        if (some.length === 0) return;
        await addAll(some, `${path}/`, into, notTaken, signal);
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    notTaken.push({ path, why: error instanceof Error ? error.message : String(error) });
  }
}

/** The files of a batch at once: each is a question to another process. */
async function addAll(
  entries: readonly FileSystemEntry[],
  above: string,
  into: PageFile[],
  notTaken: NotTaken[],
  signal: AbortSignal,
): Promise<void> {
  const apart = await Promise.all(
    entries.filter(isFile).map(async (entry) => {
      const files: PageFile[] = [];
      await walk(entry, above, files, notTaken, signal);
      return files;
    }),
  );
  into.push(...apart.flat());
  for (const entry of entries) if (!isFile(entry)) await walk(entry, above, into, notTaken, signal);
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
const fileOf = (entry: FileSystemFileEntry) => new Promise<File>((done, fail) => entry.file(done, fail));
const nextOf = (reader: FileSystemDirectoryReader) =>
  new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail));
