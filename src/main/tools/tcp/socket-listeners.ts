import type { Socket } from 'node:net';
import type { SocketOptions } from './session-owner.ts';

export interface SocketListeners {
  data(bytes: Buffer): void;
  drain(): void;
  end(): void;
  finish(): void;
  error(error: Error): void;
  close(): void;
}

/** Listens to a socket; answers how to stop, for one whose connection goes on elsewhere. */
export function listenTo(socket: Socket, listeners: SocketListeners): () => void {
  const all = Object.entries(listeners) as [string, (...args: unknown[]) => void][];
  for (const [event, listener] of all) socket.on(event, listener);
  return () => {
    for (const [event, listener] of all) socket.removeListener(event, listener);
  };
}

export function setOptions(socket: Socket, options: SocketOptions): void {
  socket.setNoDelay(options.noDelay);
  if (options.keepAlive) socket.setKeepAlive(true, options.keepAliveDelayMs);
}
