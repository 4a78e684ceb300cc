import { createHash } from 'node:crypto';
import type { RequestOptions } from '../../../../contract/http/request.ts';
import { BenchError } from '../../../bench/failure.ts';
import { type ClientContext, clientContext } from '../../../net/tls/context.ts';
import type { HttpParts } from '../parts.ts';
import type { Connection } from './connection.ts';
import { dial, type Marks } from './dial.ts';
import { openH2 } from './open-h2.ts';
import type { HttpSession } from './session.ts';
import { Http1Wire } from './wire1.ts';
import type { HttpWire } from './wire.ts';

/** How long a connection that nobody uses stays open, and how many do. */
const IDLE_MS = 90_000;
const MAX_IDLE = 32;
/** TLS contexts that are kept, for the tickets by which servers let one resume. */
const MAX_CONTEXTS = 64;

/** A connection to send a request over. */
export interface Taken {
  connection: Connection;
  wire: HttpWire;
  /** Null: it was open already. */
  marks: Marks | null;
}

interface Entry {
  key: string;
  connection: Connection;
  wire: HttpWire;
  timer: NodeJS.Timeout;
}

/** Connections that are open, by where they lead and how. */
export class Pool {
  readonly #parts: HttpParts;
  readonly #open = new Set<Entry>();
  readonly #contexts = new Map<string, ClientContext>();

  constructor(parts: HttpParts) {
    this.#parts = parts;
  }

  /**
   * A connection for a request to `url`; a new one when none is free or `fresh` is set. `began` is told of a new one
   * at once. It is claimed for that request, which has to be made in any case: others may ask before it begins.
   * Rejects with a BenchError or the signal’s reason.
   */
  async take(
    url: URL,
    options: RequestOptions,
    began: (session: HttpSession, marks: Marks | null) => void,
    signal: AbortSignal,
    fresh = false,
  ): Promise<Taken> {
    const secure = url.protocol === 'https:';
    const key = keyOf(url, options);
    if (options.keepAlive && !fresh) {
      for (const entry of this.#open) {
        if (entry.key !== key || !entry.wire.free) continue;
        entry.timer.refresh();
        entry.wire.claim();
        began(entry.connection.session, null);
        return { ...entry, marks: null };
      }
    }
    const tls = secure ? await this.#context(key, options) : null;
    const { connection, marks, alpn } = await dial(this.#parts, { url, options, tls }, began, signal);
    try {
      const two = alpn === 'h2' || (!secure && options.version === '2');
      if (options.version === '2' && !two) throw noH2(alpn);
      const wire = two ? openH2(connection, secure) : new Http1Wire(connection);
      wire.claim();
      this.#keep({ key, connection, wire });
      return { connection, wire, marks };
    } catch (error) {
      connection.close('closed here');
      throw error;
    }
  }

  #keep(made: Omit<Entry, 'timer'>): void {
    const { connection } = made;
    const idle = () => {
      if (connection.session.requests.open > 0) entry.timer.refresh();
      else connection.close('closed here: it was not used for long');
    };
    const entry: Entry = { ...made, timer: setTimeout(idle, IDLE_MS).unref() };
    this.#open.add(entry);
    connection.onClose = () => {
      clearTimeout(entry.timer);
      this.#open.delete(entry);
      this.#parts.twins.closed(connection.session);
    };
    const idles = [...this.#open].filter(
      ({ wire, connection: one }) => wire.free && wire.session.requests.open === 0 && one !== connection,
    );
    for (const { connection: oldest } of idles.slice(0, Math.max(0, idles.length - MAX_IDLE)))
      oldest.close('closed here: too many were open');
  }

  async #context(origin: string, { tls, version, timeoutMs }: RequestOptions): Promise<ClientContext> {
    // A handshake may take no longer than anything else of the request.
    const handshakeMs = Math.min(tls.handshakeMs, timeoutMs || tls.handshakeMs);
    const key = `${origin} ${handshakeMs}`;
    const known = this.#contexts.get(key);
    if (known) return known;
    const alpn = tls.alpn.length > 0 ? tls.alpn : alpnFor(version);
    const made = await clientContext({ ...tls, alpn, handshakeMs });
    // A container of keys is bytes that can’t be told from others by their description.
    if (tls.certificate?.kind === 'pkcs12') return made;
    if (this.#contexts.size >= MAX_CONTEXTS) this.#contexts.clear();
    this.#contexts.set(key, made);
    return made;
  }
}

function alpnFor(version: RequestOptions['version']): string[] {
  if (version === '1.1') return ['http/1.1'];
  return version === '2' ? ['h2'] : ['h2', 'http/1.1'];
}

const noH2 = (alpn: string | null) =>
  new BenchError({
    code: 'NO_HTTP2',
    message: `The server did not agree on HTTP/2${alpn === null ? '' : ` but on ${alpn}`}.`,
    hint: 'HTTP/2 over TLS is agreed on by ALPN. Choose HTTP/1.1 or let the server choose.',
    field: 'version',
    mends: [{ label: 'Let the server choose', form: 'http request', set: { version: 'auto' }, submit: true }],
  });

let unique = 0;

/** Requests with the same key may share a connection. Keys and pass phrases are part of it, so it is a hash. */
function keyOf({ protocol, host }: URL, { version, proxy, unixSocket, tls }: RequestOptions): string {
  const of = {
    protocol,
    host,
    version,
    proxy,
    unixSocket,
    tls: protocol === 'https:' ? tls : null,
    unique: protocol === 'https:' && tls.certificate?.kind === 'pkcs12' ? ++unique : 0,
  };
  return createHash('sha256').update(JSON.stringify(of)).digest('base64');
}
