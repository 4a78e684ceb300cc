import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { HostServices } from '../../bench/host.ts';
import { BenchError, causeOf, codeOf } from '../../bench/failure.ts';
import { notSaved } from '../../bench/save-failure.ts';
import type { FileTable } from './file-table.ts';

const PIECE = 1024 * 1024;
/** Lines that are made before others get their turn. */
const LINES = 2000;

/** A line as `sha256sum` writes it, and reads it with `-c`. */
export function hashLine(sha256: string, path: string): string {
  const escaped = path.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  return `${escaped === path ? '' : '\\'}${sha256}  ${escaped}\n`;
}

async function* hashLines(files: FileTable): AsyncGenerator<Uint8Array, void> {
  let text = '';
  for (let i = 0; i < files.count; i++) {
    const hash = files.hash(i);
    if (hash !== null) text += hashLine(hash, files.writtenTo(i) ?? files.path(i));
    if (i % LINES !== LINES - 1) continue;
    if (text !== '') yield Buffer.from(text);
    text = '';
    await setImmediate();
  }
  if (text !== '') yield Buffer.from(text);
}

/** Saves the hashes of the files that are there. */
export function saveHashes(save: HostServices['save'], name: string, files: FileTable, signal?: AbortSignal) {
  return save({ name, size: null, read: () => hashLines(files) }, signal).catch(notSaved);
}

/** Saves a received file to where the page is. Rejects with a BenchError where it is not there any more. */
export async function saveReceived(
  save: HostServices['save'],
  folder: string,
  path: string,
  signal?: AbortSignal,
) {
  const file = await openWithin(folder, path);
  const { size } = await file.stat();
  await file.close();
  const read = async function* (stop?: AbortSignal) {
    const again = await openWithin(folder, path);
    try {
      for (let at = 0; at < size;) {
        stop?.throwIfAborted();
        const into = Buffer.allocUnsafe(Math.min(PIECE, size - at));
        const { bytesRead } = await again.read(into, 0, into.length, at);
        if (bytesRead === 0) throw gone(path, 'It became shorter while it was saved.');
        at += bytesRead;
        yield into.subarray(0, bytesRead);
      }
    } finally {
      await again.close();
    }
  };
  return save({ name: basename(path), size, read }, signal).catch(notSaved);
}

/** Opens what was received, if that still is a file within the folder. */
async function openWithin(folder: string, path: string): Promise<FileHandle> {
  let file: FileHandle | null = null;
  try {
    const root = await realpath(folder);
    const real = await realpath(join(root, path));
    if (!real.startsWith(root.endsWith(sep) ? root : root + sep))
      throw gone(path, 'A link leads out of the folder.');
    // Non-blocking: opening a pipe that has come into its place would wait for ever.
    file = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    if (!(await file.stat()).isFile()) throw gone(path, 'Something else stands there.');
    return file;
  } catch (error) {
    await file?.close();
    if (error instanceof BenchError) throw error;
    const code = codeOf(error);
    throw gone(
      path,
      code === 'ENOENT' ? 'It was moved or removed since.' : `The system says ${code}.`,
      error,
    );
  }
}

function gone(path: string, why: string, error?: unknown): BenchError {
  return new BenchError({
    code: 'FILE_GONE',
    message: `${path} can’t be saved.`,
    hint: why,
    ...(error === undefined ? {} : { cause: causeOf(error) }),
  });
}
