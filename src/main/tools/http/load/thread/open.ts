import { connect, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext } from 'node:tls';
import { clientContext } from '../../../../net/tls/context.ts';
import type { Target } from '../job.ts';
import { OTHER_CERTIFICATE } from './connection.ts';

/** Bytes come into one buffer that all connections share: they are looked at before the next are read. */
const shared = Buffer.allocUnsafe(64 * 1024);

export interface Opening {
  onBytes(bytes: Buffer): void;
  onReady(): void;
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

/** Opens a connection that reads into the shared buffer; inside TLS into buffers of its own. */
export function openFor(target: Target, { onBytes, onReady }: Opening): Socket {
  const { host, port, path } = target;
  const to = path === null ? { host, port, noDelay: true } : { path };
  if (!target.tls) {
    const socket = connect({
      ...to,
      onread: {
        buffer: shared,
        callback: (length, bytes) => {
          onBytes((bytes as Buffer).subarray(0, length));
          return true;
        },
      },
    });
    socket.once('connect', onReady);
    return socket;
  }
  const socket = openTls(target, connect(to), onReady);
  socket.on('data', onBytes);
  return socket;
}

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
