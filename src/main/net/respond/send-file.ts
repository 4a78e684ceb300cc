import { open, stat } from 'node:fs/promises';
import { BenchError } from '../../bench/failure.ts';
import { unreadable } from '../../bench/files/explain-read.ts';
import { wholePath } from '../../bench/files/whole-path.ts';
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
  const file = await open(wholePath(path), 'r').catch((error: unknown) => {
    throw unreadable(error, path);
  });
  try {
    let sent = 0;
    while (port.writable && !signal.aborted) {
      // A socket keeps what it was handed until it is sent, so each piece has memory of its own.
      const buffer = Buffer.allocUnsafe(Math.min(PIECE, Math.max(size - sent, MORE)));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, null).catch((error: unknown) => {
        throw unreadable(error, path);
      });
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
  const found = await stat(wholePath(path)).catch((error: unknown) => {
    throw unreadable(error, path);
  });
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
