import type { TLSSocket } from 'node:tls';
import { now } from '../../../bench/clock.ts';
import type { ServerConnection } from './connection.ts';
import type { Came, Incoming, Outgoing } from './handler.ts';
import type { Entry, RequestLog } from './log.ts';

/** What is known of a request before its body, or of what is none. */
export type Asked = Pick<Incoming, 'httpVersion' | 'rawHeaders' | 'method' | 'url'>;

/**
 * A request under way: its entry in the log, what it came over, and the answer to it. One object, since it is made for
 * each of many thousands a second; nothing is looked up before somebody asks.
 */
export class Exchange implements Entry, Came {
  seq = 0;
  readonly time = now();
  readonly connection: ServerConnection;
  readonly origin: Entry['origin'];
  readonly method: string;
  readonly url: string;
  readonly version: string;
  readonly stream: number | null;
  readonly headers: string;
  /** Null where nobody was asked to answer it. */
  readonly response: Outgoing | null;
  answer: Entry['answer'] = null;
  status: number | null = null;
  ms: number | null = null;
  note: string | null = null;
  inFrom = 0;
  inTo = 0;
  outFrom = 0;
  outTo = 0;
  behind = 0;
  /** What answers it, while it waits for others of its connection. */
  waiting: (() => void) | null = null;
  readonly #log: RequestLog;

  constructor(
    log: RequestLog,
    connection: ServerConnection,
    { method = '', url = '', httpVersion, rawHeaders }: Asked,
    stream: number | null,
    response: Outgoing | null,
  ) {
    this.#log = log;
    this.connection = connection;
    this.origin = connection.origin;
    this.method = method;
    this.url = url;
    // One text for all that have the same.
    this.version = httpVersion === '1.1' ? '1.1' : httpVersion;
    this.stream = stream;
    this.headers = rawHeaders.join('\n');
    this.response = response;
  }

  get peer(): string {
    return this.connection.peer;
  }

  get local(): string {
    return this.connection.local;
  }

  get tls(): Came['tls'] {
    const { secured, socket } = this.connection;
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

  remark(sentence: string): void {
    this.note = sentence;
    if (this.ms !== null) this.#log.over(this);
  }

  cut(): void {
    if (this.stream === null) this.connection.close('cut here');
    else this.response?.destroy();
  }

  garbage(bytes: Buffer): void {
    if (this.stream !== null) return void this.response?.destroy();
    const { socket } = this.connection;
    socket.write(bytes, () => socket.destroy());
  }
}
