import { isIP, type Socket } from 'node:net';
import type { RequestOptions } from '../../../../contract/http/request.ts';
import type { Failure } from '../../../../contract/failure.ts';
import type { TlsInfo } from '../../../../contract/tls.ts';
import { formatHostPort } from '../../../../contract/payload/endpoint.ts';
import { BenchError } from '../../../bench/failure.ts';
import { type ConnectNotes, openSocket } from '../../../net/connect.ts';
import { localOf, remoteOf, show, unixEndpoint } from '../../../net/endpoints.ts';
import type { ClientContext } from '../../../net/tls/context.ts';
import { readyText, startText } from '../../../net/tls/texts.ts';
import { connectTls, type Secured, TlsError } from '../../../net/tls/wrap.ts';
import { closedHere } from './closed-here.ts';
import { Connection } from './connection.ts';
import { explainDial, explainTls } from './explain-dial.ts';
import { HttpSession } from './session.ts';
import type { HttpParts } from '../parts.ts';
import { openThrough } from '../proxy/open-through.ts';
import { type Proxy, readProxy } from '../proxy/proxy.ts';
import { tap } from './socket-tap.ts';

/** Where a connection goes, and how. */
export interface Target {
  url: URL;
  options: Pick<RequestOptions, 'timeoutMs' | 'unixSocket' | 'proxy'>;
  /** Of https and wss. */
  tls: ClientContext | null;
  /** An HTTP proxy connects through (CONNECT) even without TLS. */
  tunnel?: boolean;
  /** In other words, for what is no request. */
  reworded?(failure: Failure): Failure;
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
  const { url, options } = target;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = portOf(url);
  const proxy = options.unixSocket ? null : readProxy(options.proxy);
  const own = new AbortController();
  const stop = AbortSignal.any([signal, own.signal]);
  let connection: Connection | null = null;
  const session = new HttpSession(parts, {
    role: 'client',
    title: titleOf(target),
    listener: null,
    destroy: () => {
      if (connection) connection.closeHere();
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
    const notes = {
      resolved(text: string) {
        marks.resolved = performance.now();
        capture.event('resolve', text);
        session.state('connecting');
      },
      tried: (text: string) => capture.event('note', text),
    };
    const socket = proxy
      ? await through(
          session,
          proxy,
          { host, port, direct: !target.tls && !target.tunnel },
          { timeoutMs, marks, notes },
          stop,
        )
      : await openSocket({ host, port, path, timeoutMs, family: 'any', noDelay: true }, notes, stop).catch(
          async (error: unknown) => {
            stop.throwIfAborted();
            throw new BenchError(await explainDial(error, { host, port, path, timeoutMs }, url));
          },
        );
    marks.connected ??= performance.now();
    session.remote = path === undefined ? remoteOf(socket) : unixEndpoint(path);
    session.local = localOf(socket) ?? (session.remote && { ...session.remote, address: '' });
    if (!proxy) capture.event('connect', `Connected to ${session.remote ? show(session.remote) : host}.`);
    socket.on('error', () => undefined);
    let secured: Secured | null = null;
    if (target.tls) {
      secured = await handshake(session, url, () =>
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
      const failure = target.reworded?.(error.failure) ?? error.failure;
      capture.event('error', failure.message);
      session.ended('failed', failure);
    } else session.ended(own.signal.aborted ? 'closed here' : 'cancelled');
    throw stop.aborted ? stop.reason : error;
  }
}

async function handshake(session: HttpSession, url: URL, start: () => Promise<Secured>): Promise<Secured> {
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
    throw new BenchError(explainTls(error.failure, url));
  }
}

/** Through a proxy, whose words are in the capture as well. */
async function through(
  session: HttpSession,
  proxy: Proxy,
  { direct, ...to }: { host: string; port: number; direct: boolean },
  { timeoutMs, marks, notes }: { timeoutMs: number; marks: Marks; notes: ConnectNotes },
  signal: AbortSignal,
): Promise<Socket> {
  const { capture } = session;
  session.proxy = proxy.title;
  let untap = () => undefined as void;
  try {
    const inTheClear = direct && proxy.kind === 'http';
    const socket = await openThrough(
      proxy,
      inTheClear ? 'direct' : to,
      { timeoutMs },
      {
        ...notes,
        connected(opened) {
          marks.connected = performance.now();
          capture.event('connect', `Connected to the proxy ${proxy.title}.`);
          untap = tap(opened, (direction, bytes) => capture.data(direction, bytes));
        },
      },
      signal,
    );
    if (!inTheClear) {
      marks.proxied = performance.now();
      capture.event('note', `The proxy has connected to ${formatHostPort(to.host, to.port)}.`);
    }
    return socket;
  } finally {
    untap();
  }
}

export const portOf = ({ port, protocol }: URL): number =>
  Number(port) || (/^(https|wss):$/.test(protocol) ? 443 : 80);

/** `https://localhost:8443` */
const titleOf = ({ url, options }: Target): string =>
  options.unixSocket ||
  `${url.protocol}//${formatHostPort(url.hostname.replace(/^\[|\]$/g, ''), portOf(url))}`;
