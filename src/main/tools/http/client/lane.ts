import { Duplex } from 'node:stream';

/** What a lane leads to: one connection. */
export interface LaneEnd {
  write(chunks: readonly Buffer[], done: (error?: Error | null) => void): void;
  /** The lane wants more; until then its connection is not read. */
  wanted(): void;
  /** Nothing more will be written. */
  end(done: () => void): void;
  /** It was given up before it was let go. */
  dropped(): void;
}

const BUFFER = 1024 * 1024;

/**
 * The way of one request, or of all that an upgraded connection carries, over a connection. Node’s HTTP gets this in
 * place of the socket: it would read that below JavaScript, and no byte would be seen; and what is left of a request
 * that failed goes with its lane.
 */
export class Lane extends Duplex {
  readonly #end: LaneEnd;
  readonly #owned: boolean;
  #free = false;
  /** When its first byte came, `performance.now()`; null: none has. */
  firstByte: number | null = null;
  /** When its latest bytes came. */
  latest = performance.now();
  /** Bytes that came. */
  received = 0;
  /** What came first, to tell what the peer speaks. */
  first: Buffer | null = null;
  /** The method as it was asked for: Node writes it in capitals, and it may be another one then (RFC 9110 section 9.1). */
  method: string | null = null;
  /** Gets what comes, and hands on to {@link hand} what is for who reads; answers as {@link came} does. */
  sorts: ((bytes: Buffer) => boolean) | null = null;

  /** `owned`: the bytes that come are not used again. */
  constructor(end: LaneEnd, owned: boolean) {
    super({ allowHalfOpen: true, readableHighWaterMark: BUFFER, writableHighWaterMark: BUFFER });
    this.#end = end;
    this.#owned = owned;
  }

  /** Its use is over: what becomes of the connection is not its affair any more. */
  letGo(): void {
    this.#free = true;
    this.destroy();
  }

  /** Bytes that came; answers false when there are enough for now. */
  came(bytes: Buffer): boolean {
    this.latest = performance.now();
    this.firstByte ??= this.latest;
    this.first ??= Buffer.from(bytes.subarray(0, 64));
    this.received += bytes.length;
    return this.sorts ? this.sorts(bytes) : this.hand(bytes);
  }

  /** For who reads; answers false when that has enough for now. */
  hand(bytes: Buffer): boolean {
    return this.push(this.#owned ? bytes : Buffer.from(bytes));
  }

  override _read(): void {
    this.#end.wanted();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#spell(chunk);
    this.#put([chunk], done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    if (chunks[0]) this.#spell(chunks[0].chunk);
    this.#put(
      chunks.map(({ chunk }) => chunk),
      done,
    );
  }

  /** Node writes the end of a body as an empty piece: nothing of that goes over the wire. */
  #put(pieces: Buffer[], done: (error?: Error | null) => void): void {
    const filled = pieces.filter(({ length }) => length > 0);
    if (filled.length > 0) this.#end.write(filled, done);
    else done();
  }

  /** What is written first is the head that Node has made. */
  #spell(chunk: Buffer): void {
    if (this.method !== null) chunk.write(this.method, 'latin1');
    this.method = null;
  }

  override _final(done: (error?: Error | null) => void): void {
    if (this.#free) done();
    else this.#end.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (!this.#free) this.#end.dropped();
    done(error);
  }
}
