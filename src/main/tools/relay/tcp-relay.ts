import { createServer, type Server, type Socket } from 'node:net';
import { endpoint, localOf, remoteOf } from '../../net/endpoints.ts';
import { explainAccept } from '../../net/explain-open.ts';
import type { RelayParts } from './base.ts';
import { Relay, type RelaySettings } from './relay.ts';
import { TcpRelayedSession } from './tcp-session.ts';

/** A relay of TCP connections. */
export class TcpRelay extends Relay {
  readonly transport = 'tcp';
  readonly #server: Server;

  constructor(parts: RelayParts, settings: RelaySettings) {
    super(parts, settings);
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#accept(socket));
    this.#server.maxConnections = settings.maxClients;
    this.#server.on('drop', (peer) =>
      this.refuse(peer?.remoteAddress ? endpoint(peer.remoteAddress, peer.remotePort ?? 0) : null),
    );
  }

  bind(): Promise<void> {
    const { listenAddress: host, listenPort: port } = this.settings;
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ host, port }, () => {
        this.#server.removeListener('error', reject);
        // Later errors are of one accept (too many open files); the relay itself goes on.
        this.#server.on('error', (error) => {
          this.failure = explainAccept(error);
          this.changed();
        });
        const bound = this.#server.address();
        if (typeof bound === 'object' && bound) this.local = endpoint(bound.address, bound.port);
        resolve();
      });
    });
  }

  override setMaxClients(count: number): void {
    this.#server.maxConnections = count;
    super.setMaxClients(count);
  }

  /** Also before it has begun. */
  unbind(): void {
    this.#server.close();
  }

  #accept(socket: Socket): void {
    const remote = remoteOf(socket);
    // Gone already, or it came before the relay was found to be a loop.
    if (!remote || !this.listening) return void socket.on('error', () => undefined).destroy();
    const session = new TcpRelayedSession(this.parts, this, socket, {
      local: localOf(socket) ?? this.local,
      remote,
    });
    void session.start();
    this.add(session);
  }
}
