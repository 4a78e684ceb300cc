import { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { JsZstd } from './zstd.ts';

/** Codings that are understood (RFC 9110 section 8.4.1, RFC 8878). */
const KNOWN = new Set(['gzip', 'x-gzip', 'deflate', 'br', 'zstd']);
/** More than this is no answer any more, but an attack. */
const MOST = 4 * 1024 * 1024 * 1024;
/** From here on what comes out is held against what went in. */
const FREE = 64 * 1024 * 1024;
const RATIO = 200;
/** Codings one upon the other. */
const MAX_CODINGS = 4;
/** The codings of Content-Encoding, in the order in which they were applied; `identity` is none. */
export const codingsOf = (values: readonly string[]): string[] =>
  values
    .flatMap((value) => value.split(','))
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');

/** Why a body with these codings can’t be decoded, as a sentence; null: it can. */
export function cannotDecode(codings: readonly string[]): string | null {
  const unknown = codings.find((coding) => !KNOWN.has(coding));
  if (unknown !== undefined) return `Nothing here decodes ${unknown}: the body is shown as it came.`;
  if (codings.length > MAX_CODINGS)
    return `The body was coded ${codings.length} times: it is shown as it came.`;
  return null;
}

/** Takes codings off a body, piece by piece. What goes wrong ends it with a note; nothing is thrown. */
export class Decoder {
  readonly #stages: Transform[];
  readonly #codings: readonly string[];
  readonly #out: (bytes: Buffer) => void;
  #in = 0;
  #made = 0;
  #over = false;
  #wake: () => void = () => undefined;
  /** Why it ended too soon. */
  note: string | null = null;

  /** `out` gets what comes out, at once. */
  constructor(codings: readonly string[], out: (bytes: Buffer) => void) {
    this.#codings = codings;
    this.#out = out;
    this.#stages = codings.map(stageOf).reverse();
    for (const [i, stage] of this.#stages.entries()) {
      stage.on('error', (error) => this.#broke(error));
      const next = this.#stages[i + 1];
      if (next) stage.pipe(next);
      else {
        stage.on('data', (bytes: Buffer) => this.#came(bytes));
        stage.on('end', () => this.#ended());
      }
    }
  }

  /** Takes a copy. Answers false when {@link room} is to be waited for. */
  write(bytes: Buffer): boolean {
    const [first] = this.#stages;
    if (this.#over || !first) return true;
    this.#in += bytes.length;
    // It reads them later.
    return first.write(Buffer.from(bytes));
  }

  /** Resolves when more can be taken. */
  async room(): Promise<void> {
    const [first] = this.#stages;
    if (first) await this.#until(() => this.#over || !first.writableNeedDrain, first);
  }

  /** Resolves when all has come out. */
  async end(): Promise<void> {
    const [first] = this.#stages;
    if (this.#over || !first) return;
    if (this.#in === 0) return this.stop();
    first.end();
    await this.#until(() => this.#over, first);
  }

  stop(): void {
    this.#ended();
  }

  async #until(done: () => boolean, first: Transform): Promise<void> {
    const wake = () => this.#wake();
    first.on('drain', wake);
    while (!done()) await new Promise<void>((resolve) => (this.#wake = resolve));
    first.removeListener('drain', wake);
  }

  #came(bytes: Buffer): void {
    if (this.#over) return;
    this.#made += bytes.length;
    if (this.#made > MOST || (this.#made > FREE && this.#made > this.#in * RATIO)) {
      this.note = `Decoding ended: ${mib(this.#in)} became more than ${mib(FREE)}, as a decompression bomb does. What came is kept as it is.`;
      return this.#ended();
    }
    this.#out(bytes);
  }

  #broke(error: Error): void {
    if (this.#over) return;
    const short = (error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR';
    const what = this.#codings.join(', ');
    this.note = short
      ? `Decoding ended: the body ends in the middle of its ${what} data.`
      : `Decoding ended: this is no ${what} data (${error.message}). What came is kept as it is.`;
    this.#ended();
  }

  #ended(): void {
    if (this.#over) return;
    this.#over = true;
    for (const stage of this.#stages) stage.destroy();
    this.#wake();
  }
}

const mib = (bytes: number) =>
  bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KiB` : `${Math.round(bytes / 1024 / 1024)} MiB`;

function stageOf(coding: string): Transform {
  const options = { chunkSize: 64 * 1024 };
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return zlib.createGunzip(options);
    case 'br':
      return zlib.createBrotliDecompress(options);
    case 'deflate':
      return new Deflate();
    default:
      return zstd();
  }
}

/** `deflate` is zlib’s format (RFC 9110 section 8.4.1.2); some servers send it without its head. */
class Deflate extends Transform {
  #inner: zlib.Inflate | zlib.InflateRaw | null = null;
  #head: Buffer = Buffer.alloc(0);

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    let bytes = chunk;
    if (!this.#inner) {
      bytes = Buffer.concat([this.#head, chunk]);
      if (bytes.length < 2) {
        this.#head = bytes;
        return done();
      }
      const headed = ((bytes[0] as number) & 15) === 8 && bytes.readUInt16BE(0) % 31 === 0;
      this.#inner = headed ? zlib.createInflate() : zlib.createInflateRaw();
      this.#inner.on('data', (out: Buffer) => this.push(out));
      this.#inner.on('error', (error) => this.destroy(error));
    }
    // Not handed on: it is called once the bytes are through.
    this.#inner.write(bytes, () => done());
  }

  override _flush(done: (error?: Error | null) => void): void {
    if (!this.#inner) return done();
    this.#inner.once('end', () => done());
    this.#inner.end();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#inner?.destroy();
    done(error);
  }
}

/** As a power of two, the largest window that is taken: no more may be asked for in HTTP (RFC 9659). */
const ZSTD_WINDOW_LOG = 23;

/** Newer Nodes have it; else one in JavaScript does. */
function zstd(): Transform {
  const native = zlib as unknown as {
    createZstdDecompress?: (options: object) => Transform;
    constants: { ZSTD_d_windowLogMax?: number };
  };
  const { ZSTD_d_windowLogMax: window } = native.constants;
  if (!native.createZstdDecompress || window === undefined) return new JsZstd();
  return native.createZstdDecompress({ params: { [window]: ZSTD_WINDOW_LOG } });
}
