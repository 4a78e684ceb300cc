import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { endpoint, show } from '../../net/endpoints.ts';
import type { RelayedSession, RelayParts } from './base.ts';
import { Relay, type RelaySettings } from './relay.ts';
import { UdpRelayedSession } from './udp-session.ts';

/** A burst must find room while the bench is busy with something else. */
const RECEIVE_BUFFER = 4 * 1024 * 1024;

/** A client that nothing came from or for in this time gives way to a new one where all places are taken. */
const GIVES_WAY_MS = 5000;
/** How many of those that have been quiet longest are looked at. */
const LOOKS = 8;

/** A relay of datagrams: one session for each address that something comes from. */
export class UdpRelay extends Relay {
  readonly transport = 'udp';
  readonly #socket: Socket;
  /** Those that said something last are at the end. */
  readonly #byPeer = new Map<string, UdpRelayedSession>();
  #open = true;

  constructor(parts: RelayParts, settings: RelaySettings) {
    super(parts, settings);
    this.#socket = createSocket(isIPv6(settings.listenAddress) ? 'udp6' : 'udp4');
    this.#socket.on('message', (bytes, from) => this.#received(bytes, from));
  }

  bind(): Promise<void> {
    const { listenAddress: address, listenPort: port } = this.settings;
    return new Promise((resolve, reject) => {
      this.#socket.once('error', reject);
      this.#socket.bind({ address, port, exclusive: true }, () => {
        this.#socket.removeListener('error', reject);
        // A datagram that can't be delivered is the matter of its session; the socket goes on.
        this.#socket.on('error', () => undefined);
        this.#socket.setRecvBufferSize(RECEIVE_BUFFER);
        const bound = this.#socket.address();
        this.local = endpoint(bound.address, bound.port);
        resolve();
      });
    });
  }

  /** New clients are passed over; the socket stays for those that are there. */
  unbind(): void {
    if (this.clients.size === 0) this.#close();
  }

  override destroy(): void {
    super.destroy();
    this.#close();
  }

  override ended(session: RelayedSession): void {
    this.#byPeer.delete(show(session.remote));
    super.ended(session);
    if (!this.listening && this.clients.size === 0) this.#close();
  }

  /** To a client; `done` is told what the system says. */
  send(bytes: Uint8Array, to: { address: string; port: number }, done: (error: Error | null) => void): void {
    if (!this.#open) return done(null);
    this.#socket.send(bytes, to.port, to.address, done);
  }

  #close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#socket.close();
  }

  #received(bytes: Buffer, from: RemoteInfo): void {
    const remote = endpoint(from.address, from.port);
    const name = show(remote);
    let session = this.#byPeer.get(name);
    if (session) {
      this.#byPeer.delete(name);
      this.#byPeer.set(name, session);
    } else {
      if (!this.listening) return;
      if (this.clients.size >= this.maxClients) this.#makeRoom();
      if (this.clients.size >= this.maxClients) return this.refuse(remote);
      session = new UdpRelayedSession(this.parts, this, this, { local: this.local, remote }, from.address);
      this.#byPeer.set(name, session);
      void session.start();
      this.add(session);
    }
    session.fromClient(bytes);
  }

  /** Who asks from a new port each time, as a resolver does, never says that it is done with the one before. */
  #makeRoom(): void {
    let looks = LOOKS;
    for (const [name, session] of this.#byPeer) {
      if (session.quietMs >= GIVES_WAY_MS) return session.giveWay();
      if (looks-- === 0) return;
      // The target speaks to it, or nobody is quiet.
      this.#byPeer.delete(name);
      this.#byPeer.set(name, session);
    }
  }
}
