import type { Socket } from 'node:net';

/**
 * Closes with RST. The system resets nothing while our end is on its way, which takes no longer than what is before it.
 */
export function resetNow(socket: Socket): void {
  if (socket.destroyed) return;
  if (socket.writableEnded && !socket.writableFinished && socket.writableLength === 0)
    socket.once('finish', () => socket.resetAndDestroy());
  else socket.resetAndDestroy();
}
