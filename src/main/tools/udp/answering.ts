import type { RemoteInfo } from 'node:dgram';
import type { ResponderConnection } from '../../net/respond/connection.ts';
import type { ResponderPort } from '../../net/respond/port.ts';
import type { Responder } from '../../net/respond/responder.ts';
import { mostTo, type Target } from './targets.ts';

/** Peers whose conversation is remembered; past it the one that was heard first begins anew. */
const MOST_PEERS = 10_000;

/** What the answering needs of the socket. */
export interface AnswerSocket {
  isOpen(): boolean;
  /** Sends an answer now, or drops it and counts it where the network or the capture has no room. */
  answer(to: Target, bytes: Uint8Array): void;
  note(kind: 'note' | 'error', text: string): void;
}

/** Answers each peer of one socket by itself, as if it had a connection of its own. */
export class Answering {
  readonly #responder: Responder;
  readonly #socket: AnswerSocket;
  readonly #peers = new Map<string, ResponderConnection>();

  constructor(responder: Responder, socket: AnswerSocket) {
    this.#responder = responder;
    this.#socket = socket;
  }

  received(bytes: Buffer, peer: string, from: RemoteInfo): void {
    let connection = this.#peers.get(peer);
    if (!connection) {
      if (this.#peers.size >= MOST_PEERS) this.#forget(this.#peers.keys().next().value);
      connection = this.#responder.connection(this.#port(peer, from));
      this.#peers.set(peer, connection);
    }
    connection.received(bytes);
  }

  /** Every conversation begins anew. */
  end(): void {
    for (const connection of this.#peers.values()) connection.ended();
    this.#peers.clear();
  }

  #port(shown: string, { address, port }: RemoteInfo): ResponderPort {
    const socket = this.#socket;
    const v4 = !address.includes(':') || address.startsWith('::ffff:');
    const to: Target = { address, port, shown, v4 };
    const forget = () => this.#forget(shown);
    return {
      get writable() {
        return socket.isOpen();
      },
      datagram: mostTo(to),
      write(bytes) {
        socket.answer(to, bytes);
        // A datagram that can't be sent now is dropped, so there is nothing to wait for.
        return true;
      },
      taken: () => Promise.resolve(),
      // There is no connection to end: the next datagram of this peer begins a new conversation.
      end: forget,
      reset: forget,
      note: (kind, text) => socket.note(kind, text),
      resume: () => undefined,
    };
  }

  #forget(peer: string | undefined): void {
    if (peer === undefined) return;
    this.#peers.get(peer)?.ended();
    this.#peers.delete(peer);
  }
}
