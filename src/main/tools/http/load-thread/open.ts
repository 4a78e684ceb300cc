import { connect, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext } from 'node:tls';
import { clientContext } from '../../../net/tls/context.ts';
import type { Target } from '../load/job.ts';
import { openThrough } from '../proxy/open-through.ts';
import { codeOf, OTHER_CERTIFICATE, PROXY_REFUSED } from './connection.ts';

/** Bytes come into one buffer that all connections share: they are looked at before the next are read. */
const shared = Buffer.allocUnsafe(64 * 1024);

export interface Opening {
  /** Called once, at once or when a proxy has let us through. */
  onSocket(socket: Socket): void;
  onBytes(bytes: Buffer): void;
  onReady(): void;
  onFailed(code: string): void;
}

/** TLS of each origin, made once. */
const contexts = new WeakMap<Target, SecureContext>();

/** Makes what connections of these targets need, before the first is opened. */
export async function makeReady(targets: readonly Target[]): Promise<void> {
  const made = new Map<string, SecureContext>();
  for (const target of targets) {
    if (!target.tls) continue;
    const secure = made.get(target.origin) ?? (await clientContext(target.tls.spec)).secure;
    made.set(target.origin, secure);
    contexts.set(target, secure);
  }
}

/** Opens a connection that reads into the shared buffer; inside TLS and through a proxy into buffers of its own. */
export function openFor(target: Target, opening: Opening, signal: AbortSignal): void {
  const { onSocket, onBytes, onReady } = opening;
  if (!target.tls && !target.through) {
    const socket = connect({
      ...addressOf(target),
      onread: {
        buffer: shared,
        callback: (length, bytes) => {
          onBytes((bytes as Buffer).subarray(0, length));
          return true;
        },
      },
    });
    socket.once('connect', onReady);
    return onSocket(socket);
  }
  openRaw(target, signal).then(
    (raw) => {
      const socket = target.tls ? openTls(target, raw, onReady) : raw;
      onSocket(socket);
      socket.on('data', onBytes);
      if (!target.tls) onReady();
    },
    (error: unknown) => opening.onFailed(target.through ? PROXY_REFUSED : codeOf(error)),
  );
}

/** A connection below TLS; one without a proxy may still be opening. */
export async function openRaw(target: Target, signal: AbortSignal): Promise<Socket> {
  if (!target.through) return connect(addressOf(target));
  const { proxy, to } = target.through;
  const notes = { resolved: () => undefined, tried: () => undefined, connected: () => undefined };
  return openThrough(proxy, to, { timeoutMs: target.timeoutMs }, notes, signal);
}

const addressOf = ({ host, port, path }: Target) =>
  path === null ? { host, port, noDelay: true } : { path };

/** TLS over an open, or opening, connection. The certificate has to be the one that was verified before the load. */
export function openTls(target: Target, over: Socket, onReady: () => void): Socket {
  const { tls } = target;
  const secure = contexts.get(target);
  if (!tls || !secure) throw new Error('the target has no TLS');
  const { spec, serverName, fingerprint } = tls;
  const alpn = target.version === '2' ? ['h2'] : spec.alpn;
  const socket = connectTls({
    socket: over,
    secureContext: secure,
    // Looked at below.
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
    ...(serverName === null ? {} : { servername: serverName }),
    ...(alpn.length > 0 ? { ALPNProtocols: alpn } : {}),
  });
  over.on('error', (error) => socket.destroy(error));
  socket.once('secureConnect', () => {
    const is = fingerprint === null ? null : socket.getPeerX509Certificate()?.fingerprint256;
    if (is === fingerprint) onReady();
    else socket.destroy(Object.assign(new Error('another certificate'), { code: OTHER_CERTIFICATE }));
  });
  return socket;
}
