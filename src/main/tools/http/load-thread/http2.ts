import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from 'node:http2';
import type { Socket } from 'node:net';
import type { Target } from '../load/job.ts';
import {
  type Carrier,
  codeOf,
  type ConnectionOwner,
  CUT_SHORT,
  type LoadConnection,
  NO_ANSWER,
  PROXY_REFUSED,
  TIMED_OUT,
} from './connection.ts';
import { openRaw, openTls } from './open.ts';

/** Requests on one connection at a time; servers should allow no fewer (RFC 9113 section 6.5.2). */
const MOST_STREAMS = 100;
const WINDOW = 16 * 1024 * 1024;

interface Under {
  /** Null until there is a connection. */
  stream: ClientHttp2Stream | null;
  target: Target;
  touched: number;
}

/** A connection that carries many requests at a time (RFC 9113). */
export class Http2Connection implements LoadConnection {
  gone = false;
  readonly #owner: ConnectionOwner;
  readonly #stop = new AbortController();
  readonly #open = new Map<Carrier, Under>();
  #raw: Socket | null = null;
  #session: ClientHttp2Session | null = null;
  #opened = false;
  #counted = { sent: 0, received: 0 };

  constructor(target: Target, owner: ConnectionOwner) {
    this.#owner = owner;
    openRaw(target, this.#stop.signal).then(
      (raw) => this.#begin(target, raw),
      (error: unknown) => this.#end(target.through ? PROXY_REFUSED : codeOf(error)),
    );
  }

  get full(): boolean {
    return this.#open.size >= MOST_STREAMS;
  }

  send(target: Target, carrier: Carrier): void {
    const under: Under = { stream: null, target, touched: carrier.began };
    this.#open.set(carrier, under);
    if (this.#session) this.#request(this.#session, carrier, under);
  }

  look(now: number): void {
    this.#count();
    for (const [carrier, { stream, target, touched }] of this.#open) {
      if (target.timeoutMs === 0 || now - touched <= target.timeoutMs) continue;
      this.#settle(carrier, 0, TIMED_OUT);
      stream?.close(constants.NGHTTP2_CANCEL);
    }
  }

  close(): void {
    this.#open.clear();
    this.#end('');
  }

  #begin(target: Target, raw: Socket): void {
    this.#raw = raw;
    raw.on('error', (error) => this.#end(codeOf(error)));
    raw.on('close', () => this.#end(NO_ANSWER));
    if (this.gone) return void raw.destroy();
    // Until the connection is there, requests wait inside the session.
    const socket = target.tls ? openTls(target, raw, () => undefined) : raw;
    const session = connect(`${target.tls ? 'https' : 'http'}://wirebench`, {
      createConnection: () => socket,
      settings: { enablePush: false, initialWindowSize: 1024 * 1024 },
    });
    this.#session = session;
    session.on('connect', () => {
      this.#opened = true;
      this.#owner.opened();
      session.setLocalWindowSize(WINDOW);
    });
    session.on('error', (error) => this.#end(codeOf(error)));
    // What is under way is answered still (RFC 9113 section 6.8); what is new goes elsewhere.
    session.on('goaway', () => (this.gone = true));
    session.on('close', () => this.#end(NO_ANSWER));
    for (const [carrier, under] of this.#open) this.#request(session, carrier, under);
  }

  #request(session: ClientHttp2Session, carrier: Carrier, under: Under): void {
    if (session.destroyed || session.closed) {
      setImmediate(() => this.#settle(carrier, 0, NO_ANSWER));
      return;
    }
    const { target } = under;
    const headers: Record<string, string | string[]> = {};
    for (const [name, value] of target.headers) {
      const there = headers[name];
      headers[name] = there === undefined ? value : [there, value].flat();
    }
    const stream = session.request(headers, { endStream: target.body.length === 0 });
    under.stream = stream;
    let status = 0;
    let whole = false;
    /** Bytes of its body that are still to come, where it says how many: one that is reset ends as any other. */
    let left = 0;
    const touch = () => (under.touched = performance.now());
    stream.on('response', (answer, flags) => {
      status = Number(answer[constants.HTTP2_HEADER_STATUS] ?? 0);
      const isOver = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
      left = isOver ? 0 : Number(answer[constants.HTTP2_HEADER_CONTENT_LENGTH] ?? 0);
      touch();
    });
    stream.on('data', (bytes: Buffer) => {
      left -= bytes.length;
      touch();
    });
    stream.on('end', () => (whole = status > 0 && !(left > 0)));
    stream.on('error', (error) => this.#settle(carrier, 0, codeOf(error)));
    stream.on('close', () => {
      // Node ends the body of one that was reset with CANCEL as any other.
      const came = whole && stream.rstCode === constants.NGHTTP2_NO_ERROR;
      this.#settle(carrier, came ? status : 0, status > 0 ? CUT_SHORT : NO_ANSWER);
    });
    if (target.body.length > 0) stream.end(target.body);
  }

  #settle(carrier: Carrier, status: number, code: string): void {
    if (!this.#open.delete(carrier)) return;
    if (status > 0) this.#owner.answered(carrier, status);
    else this.#owner.failed(carrier, code);
    if (this.gone && this.#open.size === 0) this.#end('');
  }

  #count(): void {
    if (!this.#raw) return;
    const { bytesWritten, bytesRead } = this.#raw;
    this.#owner.sent(bytesWritten - this.#counted.sent);
    this.#owner.received(bytesRead - this.#counted.received);
    this.#counted = { sent: bytesWritten, received: bytesRead };
  }

  #end(code: string): void {
    this.gone = true;
    if (this.#raw?.destroyed === false) this.#count();
    this.#stop.abort();
    this.#session?.destroy();
    this.#raw?.destroy();
    if (this.#opened) this.#owner.closed();
    this.#opened = false;
    const open = [...this.#open.keys()];
    this.#open.clear();
    for (const carrier of open) this.#owner.failed(carrier, code);
  }
}
