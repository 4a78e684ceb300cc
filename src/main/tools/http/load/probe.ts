import { isIP, type Socket } from 'node:net';
import type { RequestOptions } from '../../../../contract/http/request.ts';
import type { ClientTls } from '../../../../contract/tls.ts';
import { BenchError } from '../../../bench/failure.ts';
import { openSocket } from '../../../net/connect.ts';
import { explainConnect } from '../../../net/explain-connect.ts';
import { clientContext } from '../../../net/tls/context.ts';
import { connectTls } from '../../../net/tls/wrap.ts';
import { openThrough } from '../proxy/open-through.ts';
import type { Proxy } from '../proxy/proxy.ts';
import type { Target } from './job.ts';

/** Where requests of one origin go. */
export interface Place extends Pick<Target, 'host' | 'port' | 'path' | 'tls' | 'through'> {
  version: '1.1' | '2';
}

const NO_LIMIT = 30_000;
const FIELDS: Record<string, string> = { host: 'url', port: 'url', path: 'unix socket' };

/**
 * Opens one connection and closes it: tells before a load whether there is a way, which address a name has, and what
 * the certificate is. Rejects with a BenchError that says why not.
 */
export async function probe(
  url: URL,
  options: RequestOptions,
  proxy: Proxy | null,
  signal: AbortSignal,
): Promise<Place> {
  const secure = url.protocol === 'https:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port) || (secure ? 443 : 80);
  const path = options.unixSocket || null;
  const version = options.version === '2' ? '2' : '1.1';
  // Plain requests go to the proxy itself, unless it or HTTP/2 wants a way through.
  const direct = !secure && proxy?.kind === 'http' && version === '1.1';
  const through = proxy && { proxy, to: direct ? ('direct' as const) : { host, port } };
  const timeoutMs = options.timeoutMs || NO_LIMIT;
  const socket = through
    ? await openThrough(through.proxy, through.to, { timeoutMs }, NO_NOTES, signal)
    : await open({ host, port, path, timeoutMs }, signal);
  socket.on('error', () => undefined);
  try {
    const tls = secure ? await secured(socket, host, options.tls, version, signal) : null;
    const address = through ? host : (socket.remoteAddress ?? host);
    return { host: address, port, path, tls, through, version };
  } finally {
    socket.destroy();
  }
}

const NO_NOTES = { resolved: () => undefined, tried: () => undefined, connected: () => undefined };

async function open(
  { path, ...to }: { host: string; port: number; path: string | null; timeoutMs: number },
  signal: AbortSignal,
): Promise<Socket> {
  const target = path === null ? to : { ...to, path };
  try {
    return await openSocket({ ...target, family: 'any', noDelay: true }, NO_NOTES, signal);
  } catch (error) {
    signal.throwIfAborted();
    const failure = await explainConnect(error, target);
    throw new BenchError({ ...failure, field: FIELDS[failure.field ?? ''] ?? failure.field, mends: [] });
  }
}

async function secured(
  socket: Socket,
  host: string,
  spec: ClientTls,
  version: '1.1' | '2',
  signal: AbortSignal,
): Promise<Target['tls']> {
  const wanted = version === '2' ? { ...spec, alpn: ['h2'] } : spec;
  const secure = await connectTls(socket, await clientContext(wanted), host, { signal }).catch(
    (error: unknown) => {
      if (error instanceof BenchError) throw new BenchError({ ...error.failure, mends: [] });
      throw error;
    },
  );
  const info = secure.info();
  secure.socket.destroy();
  if (version === '2' && info.alpn !== 'h2')
    throw new BenchError({
      code: 'NO_HTTP2',
      message: `${host} does not speak HTTP/2.`,
      hint: 'TLS did not agree on it (ALPN). Choose HTTP/1.1 in the options of the request.',
      field: 'version',
    });
  const asked = spec.serverName ?? host;
  const trusted = info.verification === 'verified' || info.verification === 'pinned';
  return {
    spec: wanted,
    serverName: asked !== '' && isIP(asked) === 0 ? asked : null,
    fingerprint: trusted ? (info.chain[0]?.sha256 ?? null) : null,
  };
}
