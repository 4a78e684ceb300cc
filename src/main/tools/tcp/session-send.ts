import type { Socket } from 'node:net';
import type { TcpSession } from './session.ts';
import type { FileSend } from './file-send.ts';
import { closedEarly, fileGoes, handshakeGoesOn, notOpen, peerNotReading } from './session-texts.ts';

/** Bytes waiting for a peer that does not read, past which no more is taken. */
const MAX_QUEUED = 16 * 1024 * 1024;

/**
 * One write for the user; answers when the socket has taken it and the capture has room for more. While a file goes,
 * only its own pieces do (`of`). Fails with NOT_OPEN, with PEER_NOT_READING, with FILE_GOES, and with CLOSED when the
 * connection ends first.
 */
export async function sendThrough(
  session: TcpSession,
  socket: Socket | null,
  bytes: Uint8Array,
  of: FileSend | null,
  signal?: AbortSignal,
): Promise<void> {
  if (session.file && session.file !== of) throw fileGoes(session.file.name);
  if (session.tls.state === 'handshake') throw handshakeGoesOn();
  if (!socket?.writable) throw notOpen(session.state);
  if (socket.writableLength > MAX_QUEUED) throw peerNotReading(socket.writableLength);
  // One call after the other is within the memory of the captures; many at once wait here for each other.
  await session.flow?.room(0, signal);
  if (!session.writable) throw notOpen(session.state);
  session.write(bytes);
  await session.flow?.taken(signal);
  if (socket.destroyed) throw closedEarly();
}
