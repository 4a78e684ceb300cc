import type { Socket } from 'node:net';
import { HTTPParser } from 'http-parser-js';
import type { Target } from '../load/job.ts';
import {
  type Carrier,
  codeOf,
  type ConnectionOwner,
  CUT_SHORT,
  GARBAGE,
  type LoadConnection,
  NO_ANSWER,
  TIMED_OUT,
  UPGRADED,
} from './connection.ts';
import { openFor } from './open.ts';

/** Answers before the answer (RFC 9110 section 15.2); more of them is no server that means it. */
const MOST_INFORMATIONAL = 16;

/** May be sent again when nobody knows what became of them (RFC 9110 section 9.2.2). */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);
const CLOSED = new Set([NO_ANSWER, 'ECONNRESET', 'EPIPE']);

/** A connection that carries one request at a time (RFC 9112). */
export class Http1Connection implements LoadConnection {
  gone = false;
  readonly #owner: ConnectionOwner;
  readonly #stop = new AbortController();
  #socket: Socket | null = null;
  readonly #parser = new HTTPParser(HTTPParser.RESPONSE);
  #target: Target;
  /** What is under way. */
  #carrier: Carrier | null = null;
  #ready = false;
  #opened = false;
  /** Something of the answer has come. */
  #begun = false;
  /** Something has come since the last look. */
  #fresh = false;
  /** It has carried a request before. */
  #used = false;
  #status = 0;
  #informational = 0;
  #staysOpen = false;
  #touched = 0;

  constructor(target: Target, owner: ConnectionOwner) {
    this.#owner = owner;
    this.#target = target;
    this.#listen();
    const opening = {
      onSocket: (socket: Socket) => this.#has(socket),
      onBytes: (bytes: Buffer) => this.#take(bytes),
      onReady: () => {
        if (this.gone) return;
        this.#ready = this.#opened = true;
        owner.opened();
        if (this.#carrier) this.#write();
      },
      onFailed: (code: string) => this.#end(code),
    };
    openFor(target, opening, this.#stop.signal);
  }

  #has(socket: Socket): void {
    this.#socket = socket;
    socket.on('error', (error) => this.#end(codeOf(error)));
    socket.on('end', () => this.#ended());
    socket.on('close', () => this.#end(this.#begun ? CUT_SHORT : NO_ANSWER));
    if (this.gone) socket.destroy();
  }

  send(target: Target, carrier: Carrier): void {
    this.#target = target;
    this.#carrier = carrier;
    this.#begun = false;
    this.#informational = 0;
    this.#touched = carrier.began;
    if (this.#ready) this.#write();
  }

  look(now: number): void {
    const { timeoutMs } = this.#target;
    if (this.#fresh) this.#touched = now;
    this.#fresh = false;
    if (this.#carrier && timeoutMs > 0 && now - this.#touched > timeoutMs) this.#end(TIMED_OUT);
  }

  close(): void {
    this.#carrier = null;
    this.#end('');
  }

  #write(): void {
    const { bytes } = this.#target;
    this.#owner.sent(bytes.length);
    this.#socket?.write(bytes);
  }

  #take(bytes: Buffer): void {
    this.#owner.received(bytes.length);
    // Bytes that nobody asked for: no request may be sent behind them.
    if (!this.#carrier) return this.#end('');
    this.#begun = this.#fresh = true;
    const result = this.#parser.execute(bytes);
    if (typeof result !== 'number') this.#end(GARBAGE);
  }

  #listen(): void {
    const parser = this.#parser;
    parser[HTTPParser.kOnHeadersComplete] = (info) => {
      this.#status = info.statusCode;
      this.#staysOpen = info.shouldKeepAlive;
      if (info.upgrade) setImmediate(() => this.#end(UPGRADED));
      // An answer to HEAD has no body, whatever it says of its length.
      return this.#target.method === 'HEAD' ? 1 : 0;
    };
    parser[HTTPParser.kOnMessageComplete] = () => this.#complete();
  }

  #complete(): void {
    const carrier = this.#carrier;
    if (!carrier) return;
    if (this.#status < 200) {
      if (++this.#informational > MOST_INFORMATIONAL) setImmediate(() => this.#end(GARBAGE));
      return;
    }
    this.#carrier = null;
    this.#begun = false;
    this.#used = true;
    if (!this.#staysOpen || !this.#target.keepAlive) this.#end('');
    this.#owner.answered(carrier, this.#status);
  }

  /** The other side sends no more: that may be how the answer ends. */
  #ended(): void {
    if (this.#begun) this.#parser.finish();
    this.#end(this.#begun ? CUT_SHORT : NO_ANSWER);
  }

  #end(code: string): void {
    if (this.gone) return;
    this.gone = true;
    this.#stop.abort();
    this.#socket?.destroy();
    if (this.#opened) this.#owner.closed();
    const carrier = this.#carrier;
    this.#carrier = null;
    if (!carrier) return;
    const again = this.#used && !this.#begun && CLOSED.has(code) && IDEMPOTENT.has(this.#target.method);
    if (again) this.#owner.again(carrier);
    else this.#owner.failed(carrier, code);
  }
}
