import type { Connection } from './connection.ts';
import { type Http1Options, Turn } from './turn1.ts';
import type { Answer, HttpWire, RequestBody, RequestHead, WireEvents } from './wire.ts';

/** HTTP/1.1 on a connection, one request at a time. */
export class Http1Wire implements HttpWire {
  readonly version = '1.1';
  readonly #connection: Connection;
  carried = 0;
  #used = 0;
  #claimed = false;

  constructor(connection: Connection) {
    this.#connection = connection;
    connection.session.protocol = 'http/1.1';
  }

  get session() {
    return this.#connection.session;
  }

  get connection(): Connection {
    return this.#connection;
  }

  get free(): boolean {
    return !this.#claimed && this.#connection.usable;
  }

  claim(): void {
    this.#claimed = true;
  }

  close(): void {
    if (this.#connection.usable) this.#connection.close('closed here');
  }

  async request(
    head: RequestHead,
    body: RequestBody | null,
    events: WireEvents,
    signal: AbortSignal,
    options: Http1Options = { lenient: false, absolute: false },
  ): Promise<Answer> {
    this.#claimed = false;
    signal.throwIfAborted();
    this.carried = this.#used++;
    return new Turn(this.#connection, head, body, events, signal, options).answer();
  }
}
