import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { tellResets } from '../hang-up.ts';

/** How much of what comes first is kept, to tell what a peer speaks that does not speak TLS. */
const FIRST = 4096;
const BUFFER = 256 * 1024;

/**
 * Stands between a socket and TLS. TLS in Node would read the socket below JavaScript; through here one can see how the
 * peer begins, give back bytes that were read already, and tell a proper end of TLS from a line that was cut.
 */
export class Tap extends Duplex {
  readonly #raw: Socket;
  #early: Buffer[];
  #first = Buffer.alloc(0);
  #looks: boolean | null = null;
  /** Called once, with what the peer said, when it does not begin as TLS does; nothing of it goes on to TLS. */
  onPlain: ((said: Buffer) => void) | null = null;
  /** Called when the line has ended and everything before has been through TLS, before TLS itself is told. */
  onEnd: (() => void) | null = null;

  /** `early`: what was read of `raw` already. From here on `raw` belongs to the tap. */
  constructor(raw: Socket, early: readonly Buffer[] = []) {
    super({ allowHalfOpen: true, readableHighWaterMark: BUFFER, writableHighWaterMark: BUFFER });
    this.#raw = raw;
    this.#early = [...early];
    this.once('end', () => this.onEnd?.());
    tellResets(raw);
    raw.pause();
    raw.on('data', (bytes: Buffer) => {
      if (!this.#take(bytes)) raw.pause();
    });
    raw.on('end', () => this.push(null));
    raw.on('close', () => this.destroy());
    if (raw.readableEnded) queueMicrotask(() => this.push(null));
  }

  override _read(): void {
    const early = this.#early;
    this.#early = [];
    for (const bytes of early) this.#take(bytes);
    this.#raw.resume();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#raw.write(bytes, done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    const raw = this.#raw;
    raw.cork();
    const last = chunks.length - 1;
    for (const [i, { chunk }] of chunks.entries()) raw.write(chunk, i === last ? done : undefined);
    raw.uncork();
  }

  override _final(done: (error?: Error | null) => void): void {
    if (this.#raw.destroyed) done();
    else this.#raw.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#raw.destroy();
    done(error);
  }

  /** Answers false when there is enough for now. */
  #take(bytes: Buffer): boolean {
    if (this.#looks === true) return this.push(bytes);
    if (this.#first.length < FIRST) this.#first = Buffer.concat([this.#first, bytes.subarray(0, FIRST)]);
    if (this.#looks === null) this.#looks = looksLikeTls(this.#first);
    if (this.#looks === false) {
      const tell = this.onPlain;
      this.onPlain = null;
      tell?.(this.#first);
      return false;
    }
    return this.push(bytes);
  }
}

/** Record types that can come first: a handshake message or an alert (RFC 8446 section 5.1). */
const HANDSHAKE = 0x16;
const ALERT = 0x15;

/** Whether these are the first bytes of a TLS connection; null while too few have come to tell. */
export function looksLikeTls(bytes: Uint8Array): boolean | null {
  const [type, major] = bytes;
  if (type === undefined) return null;
  if (type !== HANDSHAKE && type !== ALERT) return false;
  return major === undefined ? null : major === 3;
}

/** Whether these bytes begin a ClientHello: a handshake record whose first message is of type 1. */
export function isClientHello(bytes: Uint8Array): boolean {
  const [type, major, minor, , , message] = bytes;
  if (type !== HANDSHAKE || major !== 3) return false;
  return minor === undefined || (minor <= 4 && (message === undefined || message === 1));
}

/** Whether a read is one alert in the clear, as a TLS server answers what is no TLS (RFC 8446 section 6). */
export function isAlert(bytes: Uint8Array): boolean {
  const [type, major, minor = 9, high, low, level] = bytes;
  return (
    bytes.length === 7 &&
    type === ALERT &&
    major === 3 &&
    minor <= 4 &&
    high === 0 &&
    low === 2 &&
    level === 2
  );
}

/** The server name a whole ClientHello asks for (RFC 6066 section 3), or null. */
export function serverNameOf(hello: Uint8Array): string | null {
  const bytes = Buffer.from(hello);
  try {
    // Record header, message header, version and random.
    let at = 5 + 4 + 2 + 32;
    at += 1 + bytes.readUInt8(at);
    at += 2 + bytes.readUInt16BE(at);
    at += 1 + bytes.readUInt8(at);
    const end = at + 2 + bytes.readUInt16BE(at);
    for (at += 2; at + 4 <= end;) {
      const length = bytes.readUInt16BE(at + 2);
      if (bytes.readUInt16BE(at) === 0 && length > 5) {
        const last = at + 9 + bytes.readUInt16BE(at + 7);
        // Half a name is none.
        if (last > bytes.length) return null;
        const name = bytes.toString('latin1', at + 9, last);
        return /^[\w.-]{1,253}$/.test(name) ? name : null;
      }
      at += 4 + length;
    }
  } catch {
    // It ends before it should.
  }
  return null;
}
