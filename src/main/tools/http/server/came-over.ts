import type { TLSSocket } from 'node:tls';
import type { ServerConnection } from './connection.ts';
import type { Came } from './handler.ts';
import type { Entry } from './log.ts';

/** What a request came over, told to those who answer it; nothing is looked up before somebody asks. */
export class CameOver implements Came {
  readonly #connection: ServerConnection;
  readonly #entry: Entry;
  readonly #destroy: () => unknown;

  /** `destroy`: of the answer, which over HTTP/2 is a stream of its own. */
  constructor(connection: ServerConnection, entry: Entry, destroy: () => unknown) {
    this.#connection = connection;
    this.#entry = entry;
    this.#destroy = destroy;
  }

  get peer(): string {
    return this.#connection.peer;
  }

  get local(): string {
    return this.#connection.local;
  }

  get tls(): Came['tls'] {
    const { secured, socket } = this.#connection;
    const info = secured?.info();
    if (!info) return null;
    const { servername } = socket as TLSSocket & { servername?: string | false };
    return {
      version: info.version ?? '',
      cipher: info.cipher ?? '',
      alpn: info.alpn,
      serverName: servername || null,
    };
  }

  note(sentence: string): void {
    this.#entry.note = sentence;
  }

  cut(): void {
    if (this.#entry.stream === null) this.#connection.close('cut here');
    else this.#destroy();
  }

  garbage(bytes: Buffer): void {
    if (this.#entry.stream !== null) return void this.#destroy();
    const { socket } = this.#connection;
    socket.write(bytes, () => socket.destroy());
  }
}
