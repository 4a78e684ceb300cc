import {
  createServer,
  type DropArgument,
  isIPv4,
  isIPv6,
  type ListenOptions,
  type Server,
  type Socket,
} from 'node:net';
import type { Failure } from '../../../contract/failure.ts';
import type { Endpoint } from '../../../contract/session.ts';
import type { TcpListener as Summary } from '../../../contract/tools/tcp.ts';
import type { ListenTls } from '../../../contract/tls.ts';
import { now } from '../../bench/clock.ts';
import { BenchError } from '../../bench/failure.ts';
import type { ListenerItem } from '../../bench/registry.ts';
import { endpoint, isLoopback, remoteOf, show, unixEndpoint } from '../../net/endpoints.ts';
import { explainListen } from '../../net/explain-listen.ts';
import { explainAccept } from '../../net/explain-open.ts';
import type { Repeater } from '../../net/repeater.ts';
import { Responder, type RespondSpec } from '../../net/respond/responder.ts';
import type { ServerContext } from '../../net/tls/context.ts';
import { describeCertificate } from '../../net/tls/describe.ts';
import { acceptTls } from '../../net/tls/wrap.ts';
import type { SessionOwner, SessionParts } from './session-owner.ts';
import type { Wrap } from './session-tls.ts';
import { TcpSession } from './session.ts';

export interface ListenSettings {
  address: string;
  port: number;
  path?: string | undefined;
  family: 'IPv4' | 'IPv6' | 'both';
  backlog: number;
  maxClients: number;
  respond: RespondSpec;
  whenPeerEnds: 'close' | 'keep';
  tls: ListenerTls | null;
}

/** How a listener speaks TLS. */
export interface ListenerTls {
  when: ListenTls['when'];
  context: ServerContext;
}

const ACCEPTED = { noDelay: true, keepAlive: false, keepAliveDelayMs: 60_000 };

/** A listening socket and the settings that its sessions look up while they live. */
export class TcpListener implements ListenerItem, SessionOwner {
  readonly id: string;
  readonly responder: Responder;
  whenPeerEnds: 'close' | 'keep';
  tls: ListenerTls | null;
  repeater: Repeater | null = null;
  readonly clients = new Set<TcpSession>();
  readonly #parts: SessionParts;
  readonly #settings: ListenSettings;
  readonly #server: Server;
  readonly #startedAt = now();
  #maxClients: number;
  #state: 'listening' | 'closed' = 'closed';
  #local: Endpoint = { family: 'IPv4', address: '', port: 0 };
  #accepted = 0;
  #refused = 0;
  #failure: Failure | null = null;

  private constructor(parts: SessionParts, settings: ListenSettings) {
    this.#parts = parts;
    this.#settings = settings;
    this.id = parts.registry.newId('listener');
    this.responder = new Responder(settings.respond, {
      rules: parts.rules,
      changed: () => this.changed(),
      where: () => show(this.#local),
    });
    this.whenPeerEnds = settings.whenPeerEnds;
    this.tls = settings.tls;
    this.#maxClients = settings.maxClients;
    // Reading starts by our own handlers, and either half is closed by us alone.
    this.#server = createServer({ allowHalfOpen: true, noDelay: ACCEPTED.noDelay }, (socket) =>
      this.#accept(socket),
    );
    this.#server.maxConnections = settings.maxClients;
    this.#server.on('drop', (peer) => this.#refuse(peer));
  }

  /** Binds and listens; throws the explained failure when that can't be done. */
  static async start(parts: SessionParts, settings: ListenSettings): Promise<TcpListener> {
    const listener = new TcpListener(parts, settings);
    checkFamily(settings);
    try {
      await listener.#listen();
    } catch (error) {
      throw new BenchError(await explainListen(error, settings));
    }
    parts.registry.addListener(listener);
    return listener;
  }

  /** Itself, in the words of a session's owner. */
  get listener(): string {
    return this.id;
  }

  /** How a client is answered that speaks TLS, whenever that is. */
  get wrap(): Wrap | null {
    const context = this.tls?.context;
    return context ? (raw, options) => acceptTls(raw, context, options) : null;
  }

  get tlsWhenAsked(): Wrap | null {
    return this.tls?.when === 'when-asked' ? this.wrap : null;
  }

  get port(): number {
    return this.#local.port;
  }

  summary(): Summary {
    const { backlog, family } = this.#settings;
    return {
      tool: 'tcp',
      id: this.id,
      state: this.#state,
      local: this.#local,
      exposed: !isLoopback(this.#local),
      startedAt: this.#startedAt,
      open: this.clients.size,
      accepted: this.#accepted,
      refused: this.#refused,
      failure: this.#failure,
      details: {
        backlog,
        family,
        maxClients: this.#maxClients,
        respond: this.responder.info(),
        whenPeerEnds: this.whenPeerEnds,
        repeat: this.repeater?.info() ?? null,
        tls: this.tls && tlsSummary(this.tls),
      },
    };
  }

  /** Whether nobody is there any more to send to, and nobody will come. */
  get over(): boolean {
    return this.#state === 'closed' && this.clients.size === 0;
  }

  changed(): void {
    this.#parts.registry.touch(this.id);
  }

  setMaxClients(count: number): void {
    this.#maxClients = count;
    this.#server.maxConnections = count;
  }

  closeClients(): number {
    const open = [...this.clients];
    for (const session of open) session.close();
    return open.length;
  }

  /** Takes no more clients; those it has stay. */
  stop(): void {
    this.repeater?.stop();
    this.repeater = null;
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#server.close();
    this.changed();
  }

  destroy(): void {
    this.stop();
  }

  ended(session: TcpSession): void {
    this.clients.delete(session);
    this.changed();
  }

  #listen(): Promise<void> {
    const { address, port, path, family, backlog } = this.#settings;
    const options: ListenOptions =
      path === undefined ? { host: address, port, backlog, ipv6Only: family === 'IPv6' } : { path, backlog };
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(options, () => {
        this.#server.removeListener('error', reject);
        // Later errors are of one accept (too many open files); the listener itself goes on.
        this.#server.on('error', (error) => {
          this.#failure = explainAccept(error);
          this.changed();
        });
        const bound = this.#server.address();
        this.#local =
          typeof bound === 'object' && bound ? endpoint(bound.address, bound.port) : unixEndpoint(path ?? '');
        this.#state = 'listening';
        resolve();
      });
    });
  }

  #accept(socket: Socket): void {
    const remote = remoteOf(socket);
    const title = remote ? show(remote) : show(this.#local);
    const session = new TcpSession(this.#parts, { owner: this, title, options: ACCEPTED });
    this.#accepted++;
    this.clients.add(session);
    this.#parts.registry.addSession(session);
    session.capture.event('accept', remote ? `Accepted from ${title}.` : `Accepted on ${title}.`);
    const wrap = this.tls?.when === 'from-start' ? this.wrap : null;
    session.open(socket, { local: this.#local, remote: null }, wrap ?? undefined);
    this.changed();
  }

  #refuse(peer: DropArgument | undefined): void {
    this.#refused++;
    const from = peer?.remoteAddress ? show(endpoint(peer.remoteAddress, peer.remotePort ?? 0)) : 'A client';
    this.#failure = {
      code: 'MAX_CLIENTS',
      message: `${from} was refused: ${this.#maxClients.toLocaleString('en-US')} clients are open, which is the most this listener takes.`,
      hint: 'Close some, or raise “Max clients”.',
      field: 'max clients',
      mends: [],
    };
    this.changed();
  }
}

function tlsSummary({ when, context: { spec, certificate } }: ListenerTls): Summary['details']['tls'] {
  return {
    when,
    certificate: certificate && describeCertificate(certificate),
    made: spec.certificate.kind === 'made',
    clientCertificate: spec.clientCertificate,
    alpn: spec.alpn,
  };
}

/** An address of one family and a choice of the other can't be meant. */
function checkFamily({ address, family, path }: ListenSettings): void {
  const wrong = (family === 'IPv4' && isIPv6(address)) || (family === 'IPv6' && isIPv4(address));
  if (path !== undefined || !wrong) return;
  throw new BenchError({
    code: 'BAD_INPUT',
    field: 'address',
    message: `${address} is not an ${family} address.`,
    hint: `Choose another address, or “both” families.`,
    mends: [
      { label: 'Allow both families', form: 'listen', set: { family: 'both' }, submit: true },
      {
        label: family === 'IPv6' ? 'Use ::1' : 'Use 127.0.0.1',
        form: 'listen',
        set: { address: family === 'IPv6' ? '::1' : '127.0.0.1' },
        submit: true,
      },
    ],
  });
}
