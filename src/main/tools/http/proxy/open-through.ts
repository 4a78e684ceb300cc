import { isIPv6, type Socket } from 'node:net';
import { type ConnectNotes, openSocket } from '../../../net/connect.ts';
import { broken, silent, unreachable } from './explain.ts';
import { connectByHttp } from './http-connect.ts';
import type { Proxy } from './proxy.ts';
import { connectBySocks5 } from './socks5.ts';
import { Talk } from './talk.ts';

export interface ThroughNotes extends ConnectNotes {
  /** There is a connection to the proxy, and nothing has gone over it yet: the moment for a tap. */
  connected(socket: Socket): void;
}

export interface ThroughOptions {
  /** For all of it, in milliseconds; 0: no limit. */
  timeoutMs: number;
  family?: 'any' | 'IPv4' | 'IPv6';
}

const DAY_MS = 86_400_000;

/**
 * Opens a connection through a proxy, and resolves with it when the target is at its other end. Rejects with a
 * BenchError whose field is `proxy`, or with the signal’s reason; then nothing stays open. A plain request to an HTTP
 * proxy needs no tunnel: `direct` leaves it at the connection to the proxy, for requests in absolute form.
 */
export async function openThrough(
  proxy: Proxy,
  target: { host: string; port: number } | 'direct',
  { timeoutMs, family = 'any' }: ThroughOptions,
  notes: ThroughNotes,
  signal: AbortSignal,
): Promise<Socket> {
  const limit = timeoutMs === 0 ? DAY_MS : timeoutMs;
  const began = performance.now();
  const socket = await openSocket(
    { host: proxy.host, port: proxy.port, timeoutMs: limit, family, noDelay: true },
    notes,
    signal,
  ).catch(async (error: unknown) => {
    signal.throwIfAborted();
    throw await unreachable(error, proxy, limit);
  });
  // Between two waits nobody listens, and an error that nobody listens to ends the process.
  const late = () => undefined;
  socket.on('error', late);
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(silent(proxy, limit)), limit - (performance.now() - began));
  const stop = () => over.abort(signal.reason);
  signal.addEventListener('abort', stop);
  try {
    notes.connected(socket);
    if (target === 'direct') return socket;
    const talk = new Talk(socket, over.signal);
    const host = target.host.replace(/^\[|\]$/g, '');
    if (proxy.kind === 'http')
      await connectByHttp(talk, proxy, `${isIPv6(host) ? `[${host}]` : host}:${target.port}`);
    else await connectBySocks5(talk, proxy, { host, port: target.port });
    talk.done();
    return socket;
  } catch (error) {
    socket.on('error', late);
    socket.destroy();
    throw over.signal.aborted ? over.signal.reason : broken(error, proxy);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    if (!socket.destroyed) socket.off('error', late);
  }
}
