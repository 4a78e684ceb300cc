import { createServer, type Server, type Socket } from 'node:net';
import type { Failure } from '../../../contract/failure.ts';
import type { Endpoint } from '../../../contract/session.ts';
import type { Place, TransferListener as Summary } from '../../../contract/tools/transfer.ts';
import { now } from '../../bench/clock.ts';
import { BenchError } from '../../bench/failure.ts';
import type { ListenerItem } from '../../bench/registry.ts';
import { endpoint, isLoopback, remoteOf, show } from '../../net/endpoints.ts';
import { explainListen } from '../../net/explain-listen.ts';
import { explainAccept } from '../../net/explain-open.ts';
import type { ServerContext } from '../../net/tls/context.ts';
import { describeCertificate } from '../../net/tls/describe.ts';
import { wayFrom } from './opening.ts';
import type { Plan } from './plan.ts';
import { type SessionParts, TransferSession } from './session.ts';
import { withForms } from './texts.ts';

export type ListenPlace = Extract<Place, { how: 'listen' }>;

/** A port that waits for senders or receivers, each of which gets a transfer of its own. */
export class TransferListener implements ListenerItem {
  readonly id: string;
  readonly plan: Plan;
  readonly #parts: SessionParts;
  readonly #place: ListenPlace;
  readonly #tls: ServerContext | null;
  readonly #server: Server;
  readonly #startedAt = now();
  readonly #running = new Set<TransferSession>();
  #state: 'listening' | 'closed' = 'closed';
  #local: Endpoint = { family: 'IPv4', address: '', port: 0 };
  #accepted = 0;
  #refused = 0;
  #failure: Failure | null = null;

  private constructor(parts: SessionParts, plan: Plan, place: ListenPlace, tls: ServerContext | null) {
    this.#parts = parts;
    this.plan = plan;
    this.#place = place;
    this.#tls = tls;
    this.id = parts.registry.newId('listener');
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#accept(socket));
  }

  /** Binds and listens; throws the explained failure when that can’t be done. */
  static async start(
    parts: SessionParts,
    plan: Plan,
    place: ListenPlace,
    tls: ServerContext | null,
  ): Promise<TransferListener> {
    const listener = new TransferListener(parts, plan, place, tls);
    try {
      await listener.#listen();
    } catch (error) {
      throw new BenchError(withForms(await explainListen(error, place), plan));
    }
    parts.registry.addListener(listener);
    return listener;
  }

  get port(): number {
    return this.#local.port;
  }

  summary(): Summary {
    const { plan } = this;
    return {
      tool: 'transfer',
      id: this.id,
      state: this.#state,
      local: this.#local,
      exposed: !isLoopback(this.#local),
      startedAt: this.#startedAt,
      open: this.#running.size,
      accepted: this.#accepted,
      refused: this.#refused,
      failure: this.#failure,
      details: {
        mode: plan.mode,
        direction: plan.direction,
        folder: plan.direction === 'receive' ? plan.folder : null,
        what: plan.direction === 'send' ? plan.what : '',
        tls: this.#tls && {
          certificate: this.#tls.certificate && describeCertificate(this.#tls.certificate),
          made: this.#tls.spec.certificate.kind === 'made',
          clientCertificate: this.#tls.spec.clientCertificate,
        },
      },
    };
  }

  /** Takes no more connections; those it has go on. */
  stop(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#server.close();
    this.#changed();
  }

  cancelAll(): void {
    for (const session of this.#running) session.cancel();
  }

  destroy(): void {
    this.stop();
  }

  /** Of a session of ours. */
  ended(session: TransferSession): void {
    this.#running.delete(session);
    this.#changed();
  }

  #changed(): void {
    this.#parts.registry.touch(this.id);
  }

  #listen(): Promise<void> {
    const { address: host, port } = this.#place;
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ host, port }, () => {
        this.#server.removeListener('error', reject);
        // Later errors are of one accept (too many open files); the listener itself goes on.
        this.#server.on('error', (error) => {
          this.#failure = explainAccept(error);
          this.#changed();
        });
        const bound = this.#server.address();
        if (typeof bound === 'object' && bound) this.#local = endpoint(bound.address, bound.port);
        this.#state = 'listening';
        resolve();
      });
    });
  }

  #accept(socket: Socket): void {
    const remote = remoteOf(socket);
    // Gone already.
    if (!remote) return void socket.on('error', () => undefined).destroy();
    if (this.#running.size >= this.#place.maxClients) return this.#refuse(socket, remote);
    const session = new TransferSession(this.#parts, { plan: this.plan, title: show(remote), owner: this });
    this.#accepted++;
    this.#running.add(session);
    this.#parts.registry.addSession(session);
    void session.run(wayFrom(socket, this.#tls));
    this.#changed();
  }

  #refuse(socket: Socket, remote: Endpoint): void {
    socket.on('error', () => undefined).destroy();
    this.#refused++;
    const most = this.#place.maxClients;
    this.#failure = {
      code: 'MAX_CLIENTS',
      message: `${show(remote)} was refused: ${most === 1 ? 'one transfer is' : `${most.toLocaleString('en-US')} transfers are`} under way, which is the most this listener takes.`,
      hint: 'Wait until one has ended, or raise “Max connections”.',
      field: 'max connections',
      mends: [],
    };
    this.#changed();
  }
}
