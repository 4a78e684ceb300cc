import { open, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { BenchError, causeOf, codeOf } from '../../bench/failure.ts';
import type { ResponderPort } from './port.ts';

/** Bytes read at once: enough for a fast disk, little enough for many connections. */
const PIECE = 256 * 1024;
/** Read past the size that a file tells: it may have grown, and those of `/proc` tell none. */
const MORE = 4096;

/**
 * Sends a file as it is now, at the pace of the peer; answers how many bytes went. Throws a BenchError that names the
 * file where it can't be read, or for a datagram that is too small for it.
 */
export async function sendFile(path: string, port: ResponderPort, signal: AbortSignal): Promise<number> {
  const size = await fileSize(path);
  if (port.datagram !== undefined && size > port.datagram) {
    throw new BenchError({
      code: 'TOO_LONG',
      message: `${path} was not sent: it has ${size.toLocaleString('en-US')} bytes, and a datagram carries at most ${port.datagram.toLocaleString('en-US')}.`,
    });
  }
  const file = await open(full(path), 'r').catch((error: unknown) => unreadable(error, path));
  try {
    let sent = 0;
    while (port.writable && !signal.aborted) {
      // A socket keeps what it was handed until it is sent, so each piece has memory of its own.
      const buffer = Buffer.allocUnsafe(Math.min(PIECE, Math.max(size - sent, MORE)));
      const { bytesRead } = await file
        .read(buffer, 0, buffer.length, null)
        .catch((error: unknown) => unreadable(error, path));
      if (bytesRead === 0 && (sent > 0 || port.datagram === undefined)) break;
      if (!port.writable || signal.aborted) break;
      port.write(buffer.subarray(0, bytesRead));
      sent += bytesRead;
      if (port.datagram !== undefined) break;
      await port.taken(signal);
    }
    return sent;
  } finally {
    await file.close();
  }
}

/** The size of a regular file; throws a BenchError for everything that can't be sent, a pipe or a folder too. */
export async function fileSize(path: string): Promise<number> {
  if (!isAbsolute(full(path))) {
    throw new BenchError({
      code: 'BAD_INPUT',
      field: 'file',
      message: `${path} is no whole path.`,
      hint: 'Write it from the root of the disk, such as /home/me/page.html, or from the home folder with ~/.',
    });
  }
  const found = await stat(full(path)).catch((error: unknown) => unreadable(error, path));
  // Opening a named pipe or a device could wait without an end.
  if (!found.isFile()) {
    throw new BenchError({
      code: 'NOT_A_FILE',
      field: 'file',
      message: `${path} can’t be sent: it is ${found.isDirectory() ? 'a folder' : 'no regular file'}.`,
    });
  }
  return found.size;
}

const full = (path: string): string => (/^~[/\\]/.test(path) ? join(homedir(), path.slice(2)) : path);

const WHY: Record<string, string> = {
  ENOENT: 'there is no such file on the machine where Wirebench runs.',
  ENOTDIR: 'a part of its path is no folder.',
  EACCES: 'Wirebench may not read it.',
  EPERM: 'Wirebench may not read it.',
};

function unreadable(error: unknown, path: string): never {
  if (error instanceof BenchError) throw error;
  const code = codeOf(error);
  throw new BenchError({
    code,
    field: 'file',
    message: `${path} can’t be sent: ${WHY[code] ?? `the system says ${code}.`}`,
    cause: causeOf(error),
  });
}
