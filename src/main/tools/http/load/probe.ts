import { isIP, type Socket } from 'node:net';
import type { RequestOptions } from '../../../../contract/http/request.ts';
import type { ClientTls } from '../../../../contract/tls.ts';
import { BenchError } from '../../../bench/failure.ts';
import { openSocket } from '../../../net/connect.ts';
import { explainConnect } from '../../../net/explain-connect.ts';
import { clientContext } from '../../../net/tls/context.ts';
import { connectTls } from '../../../net/tls/wrap.ts';
import type { Target } from './job.ts';

/** Where requests of one origin go. */
export interface Place extends Pick<Target, 'host' | 'port' | 'path' | 'tls' | 'proxy'> {
  version: '1.1' | '2';
}

const NO_LIMIT = 30_000;
const FIELDS: Record<string, string> = { host: 'url', port: 'url', path: 'unix socket' };

/**
 * Opens one connection and closes it: tells before a load whether there is a way, which address a name has, and what
 * the certificate is. Rejects with a BenchError that says why not.
 */
export async function probe(url: URL, options: RequestOptions, signal: AbortSignal): Promise<Place> {
  const secure = url.protocol === 'https:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port) || (secure ? 443 : 80);
  const path = options.unixSocket || null;
  const timeoutMs = options.timeoutMs || NO_LIMIT;
  const version = options.version === '2' ? '2' : '1.1';
  const notes = { resolved: () => undefined, tried: () => undefined };
  const socket = await openSocket(
    { host, port, timeoutMs, family: 'any', noDelay: true, ...(path === null ? {} : { path }) },
    notes,
    signal,
  ).catch(async (error: unknown) => {
    signal.throwIfAborted();
    const failure = await explainConnect(error, {
      host,
      port,
      timeoutMs,
      ...(path === null ? {} : { path }),
    });
    throw new BenchError({ ...failure, field: FIELDS[failure.field ?? ''] ?? failure.field, mends: [] });
  });
  socket.on('error', () => undefined);
  try {
    const tls = secure ? await secured(socket, host, options.tls, version, signal) : null;
    return { host: socket.remoteAddress ?? host, port, path, tls, proxy: null, version };
  } finally {
    socket.destroy();
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
