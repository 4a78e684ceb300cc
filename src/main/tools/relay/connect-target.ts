import { localOf, remoteOf, show } from '../../net/endpoints.ts';
import { openSocket } from '../../net/connect.ts';
import { connectTls } from '../../net/tls/wrap.ts';
import type { Endpoint } from '../../../contract/session.ts';
import type { RelayOwner } from './base.ts';
import { SideSocket } from './side.ts';

export interface Connecting {
  /** A step, with its sentence. */
  said(kind: 'resolve' | 'note' | 'connect', text: string): void;
  /** The name of the target was found. */
  resolved(): void;
  /** TCP is there; TLS, where it is asked for, comes next. */
  connected(ends: { local: Endpoint | null; remote: Endpoint | null }): void;
}

/** Connects the target of a relay, with TLS where it is asked for. Rejects as `openSocket` and `connectTls` do. */
export async function connectTarget(
  { target: { host, port }, connectTimeoutMs: timeoutMs, targetTls }: RelayOwner,
  signal: AbortSignal,
  tell: Connecting,
): Promise<SideSocket> {
  const raw = await openSocket(
    { host, port, timeoutMs, family: 'any', noDelay: true },
    {
      resolved: (text) => {
        tell.said('resolve', text);
        tell.resolved();
      },
      tried: (text) => tell.said('note', text),
    },
    signal,
  );
  raw.setNoDelay(true);
  const ends = { local: localOf(raw), remote: remoteOf(raw) };
  tell.connected(ends);
  const from = ends.local ? ` from ${show(ends.local)}` : '';
  const to = ends.remote ? show(ends.remote) : host;
  tell.said('connect', `Target ${to} connected${from}.`);
  if (!targetTls) return new SideSocket(raw);
  return new SideSocket(raw, await connectTls(raw, targetTls, host, { signal }));
}
