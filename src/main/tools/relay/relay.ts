import type { Failure } from '../../../contract/failure.ts';
import type { Transport } from '../../../contract/payload/faults.ts';
import type { Endpoint } from '../../../contract/session.ts';
import type { RelayListener as Summary } from '../../../contract/tools/relay.ts';
import { now } from '../../bench/clock.ts';
import type { ListenerItem } from '../../bench/registry.ts';
import { isLoopback, show } from '../../net/endpoints.ts';
import type { ClientContext, ServerContext } from '../../net/tls/context.ts';
import { describeCertificate } from '../../net/tls/describe.ts';
import type { BothFaults, RelayedSession, RelayOwner, RelayParts } from './base.ts';
import type { Way } from './loops.ts';

export interface RelaySettings {
  listenAddress: string;
  listenPort: number;
  target: { host: string; port: number };
  connectTimeoutMs: number;
  maxClients: number;
  idleMs: number;
  faults: BothFaults;
  clientTls: ServerContext | null;
  targetTls: ClientContext | null;
}

/** What listens and forwards; the two transports differ in how clients come. */
export abstract class Relay implements ListenerItem, RelayOwner, Way {
  readonly id: string;
  abstract readonly transport: Transport;
  readonly target: { host: string; port: number };
  readonly connectTimeoutMs: number;
  readonly idleMs: number;
  faults: BothFaults;
  readonly clientTls: ServerContext | null;
  targetTls: ClientContext | null;
  local: Endpoint = { family: 'IPv4', address: '', port: 0 };
  targets: readonly Endpoint[] = [];
  readonly clients = new Set<RelayedSession>();
  protected readonly parts: RelayParts;
  protected readonly settings: RelaySettings;
  protected maxClients: number;
  protected state: 'listening' | 'closed' = 'closed';
  protected failure: Failure | null = null;
  readonly #startedAt = now();
  #accepted = 0;
  #refused = 0;

  constructor(parts: RelayParts, settings: RelaySettings) {
    this.parts = parts;
    this.settings = settings;
    this.id = parts.registry.newId('relay-listener');
    this.target = settings.target;
    this.connectTimeoutMs = settings.connectTimeoutMs;
    this.idleMs = settings.idleMs;
    this.faults = settings.faults;
    this.clientTls = settings.clientTls;
    this.targetTls = settings.targetTls;
    this.maxClients = settings.maxClients;
  }

  /** Binds; rejects with what the system says. Clients are taken from {@link begin} on. */
  abstract bind(): Promise<void>;
  /** Takes no more clients. */
  protected abstract unbind(): void;

  get listening(): boolean {
    return this.state === 'listening';
  }

  begin(targets: readonly Endpoint[]): void {
    this.targets = targets;
    this.state = 'listening';
    this.parts.registry.addListener(this);
  }

  summary(): Summary {
    return {
      tool: 'relay',
      id: this.id,
      state: this.state,
      local: this.local,
      exposed: !isLoopback(this.local),
      startedAt: this.#startedAt,
      open: this.clients.size,
      accepted: this.#accepted,
      refused: this.#refused,
      failure: this.failure,
      details: {
        transport: this.transport,
        target: this.target,
        connectTimeoutMs: this.connectTimeoutMs,
        maxClients: this.maxClients,
        idleMs: this.idleMs,
        tls: { client: shown(this.clientTls), target: trusted(this.targetTls, this.target.host) },
        ...this.faults,
      },
    };
  }

  setFaults(faults: BothFaults): void {
    this.faults = faults;
    for (const session of this.clients) session.setFaults(faults);
    this.changed();
  }

  /** For the next connections to the target. */
  setTargetTls(context: ClientContext): void {
    this.targetTls = context;
    this.changed();
  }

  setMaxClients(count: number): void {
    this.maxClients = count;
    this.changed();
  }

  closeClients(): number {
    const open = [...this.clients];
    for (const session of open) session.close();
    return open.length;
  }

  stop(): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
    this.unbind();
    this.changed();
  }

  destroy(): void {
    this.stop();
  }

  ended(session: RelayedSession): void {
    this.clients.delete(session);
    const { local, remote, targetLocal, targetRemote } = session;
    const target = targetLocal && targetRemote ? { local: targetLocal, remote: targetRemote } : null;
    this.parts.loops.ended(session, this.transport, { client: { local, remote }, target });
    this.changed();
  }

  protected changed(): void {
    this.parts.registry.touch(this.id);
  }

  protected add(session: RelayedSession): void {
    this.#accepted++;
    this.clients.add(session);
    this.parts.registry.addSession(session);
    const { local, remote } = session;
    this.parts.loops.accepted(session, this.transport, { local, remote });
    this.changed();
  }

  protected refuse(from: Endpoint | null): void {
    this.#refused++;
    this.failure = {
      code: 'MAX_CLIENTS',
      message: `${from ? show(from) : 'A client'} was refused: ${this.maxClients.toLocaleString('en-US')} clients are open, which is the most this relay takes.`,
      hint: 'Close some, or raise “Max clients”.',
      field: 'max clients',
      mends: [],
    };
    this.changed();
  }
}

function shown(context: ServerContext | null): Summary['details']['tls']['client'] {
  if (!context) return null;
  const { certificate, spec } = context;
  return {
    certificate: certificate && describeCertificate(certificate),
    made: spec.certificate.kind === 'made',
    alpn: spec.alpn,
    clientCertificate: spec.clientCertificate,
  };
}

function trusted(context: ClientContext | null, host: string): Summary['details']['tls']['target'] {
  if (!context) return null;
  const { verify, serverName, pin } = context.spec;
  return { verify, serverName: serverName || host, pin: pin ?? null };
}
