import { isIP } from 'node:net';
import type { RequestOptions } from '../../../../contract/http/request.ts';
import type { TlsInfo } from '../../../../contract/tls.ts';
import { formatHostPort } from '../../../../contract/payload/endpoint.ts';
import { BenchError } from '../../../bench/failure.ts';
import { openSocket } from '../../../net/connect.ts';
import { localOf, remoteOf, show, unixEndpoint } from '../../../net/endpoints.ts';
import type { ClientContext } from '../../../net/tls/context.ts';
import { readyText, startText } from '../../../net/tls/texts.ts';
import { connectTls, type Secured, TlsError } from '../../../net/tls/wrap.ts';
import { Connection } from './connection.ts';
import { explainDial, explainTls } from './explain-dial.ts';
import { HttpSession } from './session.ts';
import type { HttpParts } from '../parts.ts';

/** Where a connection goes, and how. */
export interface Target {
  secure: boolean;
  /** Without brackets. */
  host: string;
  port: number;
  options: Pick<RequestOptions, 'timeoutMs' | 'unixSocket' | 'proxy'>;
  /** For `secure` ones. */
  tls: ClientContext | null;
}

/** When each step of a connection was done, `performance.now()`; null: there was none. */
export interface Marks {
  begun: number;
  resolved: number | null;
  connected: number | null;
  proxied: number | null;
  secured: number | null;
}

export interface Dialed {
  connection: Connection;
  marks: Marks;
  /** What TLS agreed on (ALPN); null without it. */
  alpn: string | null;
}

/** Without a limit, so long all the same: a connect that takes a day has failed. */
const NO_LIMIT = 86_400_000;

/**
 * Opens a connection as a session of the bench, which is told at once (`began`). Rejects with a BenchError or with the
 * signal’s reason; then the session has ended with it.
 */
export async function dial(
  parts: HttpParts,
  target: Target,
  began: (session: HttpSession, marks: Marks) => void,
  signal: AbortSignal,
): Promise<Dialed> {
  const { secure, host, port, options } = target;
  const own = new AbortController();
  const stop = AbortSignal.any([signal, own.signal]);
  let connection: Connection | null = null;
  const session = new HttpSession(parts, {
    role: 'client',
    title: titleOf(target),
    listener: null,
    destroy: () => {
      if (connection) connection.close('closed here');
      else own.abort(closedHere());
    },
  });
  const marks: Marks = {
    begun: performance.now(),
    resolved: null,
    connected: null,
    proxied: null,
    secured: null,
  };
  parts.registry.addSession(session);
  const { capture } = session;
  const path = options.unixSocket || undefined;
  session.state(path === undefined && isIP(host) === 0 ? 'resolving' : 'connecting');
  began(session, marks);
  const timeoutMs = options.timeoutMs || NO_LIMIT;
  try {
    const socket = await openSocket(
      { host, port, path, timeoutMs, family: 'any', noDelay: true },
      {
        resolved(text) {
          marks.resolved = performance.now();
          capture.event('resolve', text);
          session.state('connecting');
        },
        tried: (text) => capture.event('note', text),
      },
      stop,
    ).catch(async (error: unknown) => {
      stop.throwIfAborted();
      throw new BenchError(await explainDial(error, { host, port, path, timeoutMs }, secure));
    });
    marks.connected = performance.now();
    session.remote = path === undefined ? remoteOf(socket) : unixEndpoint(path);
    session.local = localOf(socket) ?? (session.remote && { ...session.remote, address: '' });
    capture.event('connect', `Connected to ${session.remote ? show(session.remote) : host}.`);
    socket.on('error', () => undefined);
    let secured: Secured | null = null;
    if (target.tls) {
      secured = await handshake(session, () =>
        connectTls(socket, target.tls as ClientContext, host, { signal: stop }),
      );
      marks.secured = performance.now();
    }
    if (stop.aborted) {
      socket.destroy();
      stop.throwIfAborted();
    }
    connection = new Connection(parts.captures, session, secured?.socket ?? socket, secured);
    parts.twins.opened(session)?.changed();
    session.state('open');
    return { connection, marks, alpn: secured?.info().alpn ?? null };
  } catch (error) {
    if (error instanceof BenchError && !stop.aborted) {
      capture.event('error', error.failure.message);
      session.ended('failed', error.failure);
    } else session.ended(own.signal.aborted ? 'closed here' : 'cancelled');
    throw stop.aborted ? stop.reason : error;
  }
}

async function handshake(session: HttpSession, start: () => Promise<Secured>): Promise<Secured> {
  const { capture } = session;
  const tell = (state: 'handshake' | 'on' | 'failed', info: TlsInfo | null) => {
    session.tls = {
      state,
      version: info?.version ?? null,
      verification: info?.verification ?? null,
      keys: info?.keys ?? 0,
    };
    session.tlsInfo = info;
    session.changed();
  };
  capture.event('tls', startText('client', false));
  tell('handshake', null);
  try {
    const secured = await start();
    const info = secured.info();
    capture.event('tls', readyText(info));
    tell('on', info);
    return secured;
  } catch (error) {
    tell('failed', error instanceof TlsError ? error.info : null);
    if (!(error instanceof TlsError)) throw error;
    // What it said is no TLS, but it is what came over the wire.
    if (error.said) capture.data('in', error.said);
    throw new BenchError(explainTls(error.failure));
  }
}

/** `https://localhost:8443` */
function titleOf({ secure, host, port, options }: Target): string {
  if (options.unixSocket) return options.unixSocket;
  return `${secure ? 'https' : 'http'}://${formatHostPort(host, port)}`;
}

export const closedHere = (): BenchError =>
  new BenchError({ code: 'CLOSED_HERE', message: 'The connection was closed here.' });
