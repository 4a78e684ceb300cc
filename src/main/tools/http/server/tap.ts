import type { Socket } from 'node:net';
import type { HttpSession } from '../client/session.ts';
import { FrameSieve, PREFACE, PREFACE_BYTES } from '../h2/sieve.ts';
import type { Flow } from '../../../net/flow.ts';
import { type Allowance, START } from './allowance.ts';

/** What Node’s socket does below `write`, and hands one piece or several to the system by. */
type Piece = Buffer | string;
interface Writing {
  _write(piece: Piece, encoding: BufferEncoding | 'buffer', done: Done): void;
  _writev: ((pieces: { chunk: Piece; encoding: BufferEncoding | 'buffer' }[], done: Done) => void) | null;
}
type Done = (error?: Error | null) => void;

/** Pieces that are shorter together are one row and one write. */
const TOGETHER = 16 * 1024;

/**
 * Sees every byte of an accepted connection and keeps it in the capture: all of them, or those with which messages
 * begin. Node’s server of HTTP would read the socket below JavaScript; a listener for its data keeps it from that.
 */
export class ServerTap {
  readonly #session: HttpSession;
  readonly #flow: Flow;
  /** Null: everything is kept. */
  readonly #allowance: Allowance | null;
  /** Where the bytes that came last begin. */
  lastIn = 0;
  /** What came first, at most as long as the preface of HTTP/2. */
  #first: Buffer = Buffer.alloc(0);
  #left = { in: START, out: START };
  /** What was left of each when it began. */
  #share = START;
  #sieves: { in: FrameSieve; out: FrameSieve } | null = null;

  constructor(session: HttpSession, flow: Flow, allowance: Allowance | null) {
    this.#session = session;
    this.#flow = flow;
    this.#allowance = allowance;
  }

  /** Call when Node has taken the socket; before that nothing keeps it from reading it natively. */
  listen(socket: Socket): void {
    const own = socket as unknown as Writing;
    const write = own._write.bind(socket);
    const writev = own._writev?.bind(socket) ?? null;
    // The first to hear of it: what is answered to it comes after it in the capture.
    socket.prependListener('data', (bytes: Buffer) => {
      this.lastIn = this.#session.capture.length('in');
      if (this.lastIn < PREFACE_BYTES)
        this.#first = Buffer.concat([this.#first, bytes.subarray(0, PREFACE_BYTES - this.lastIn)]);
      this.#see('in', bytes);
      this.#flow.read(false);
    });
    own._write = (piece, encoding, done) => {
      if (encoding === 'latin1' && piece.length <= TOGETHER) return this.#text(piece as string, write, done);
      const bytes = toBytes(piece, encoding);
      this.#see('out', bytes);
      write(bytes, 'buffer', this.#paced(done));
    };
    if (writev === null) return;
    own._writev = (pieces, done) => {
      const text = joined(pieces);
      if (text !== null) return this.#text(text, write, done);
      const buffers = pieces.map(({ chunk, encoding }) => {
        const bytes = toBytes(chunk, encoding);
        this.#see('out', bytes);
        return { chunk: bytes, encoding: 'buffer' as const };
      });
      writev(Object.assign(buffers, { allBuffers: true }), this.#paced(done));
    };
  }

  /** Node hands a short text to the system without memory of its own for it, which it needs for each piece of bytes. */
  #text(text: string, write: Writing['_write'], done: Done): void {
    if (this.#allowance === null || (this.#sieves === null && text.length <= this.#left.out)) {
      this.#left.out -= text.length;
      this.#allowance?.kept(text.length);
      this.#session.capture.latin1('out', text);
    } else {
      this.#see('out', Buffer.from(text, 'latin1'));
    }
    write(text, 'latin1', this.#paced(done));
  }

  /** What came with the preface of HTTP/2 in its last piece, `bytes`, from its beginning on; null: it is none. */
  fromPreface(bytes: Buffer): Buffer | null {
    const behind = PREFACE_BYTES - this.lastIn;
    return behind > 0 && this.#first.equals(PREFACE)
      ? Buffer.concat([PREFACE, bytes.subarray(behind)])
      : null;
  }

  /** It speaks HTTP/2: what is left out are whole frames of DATA. `seen`: what has been kept of it. */
  sieve(seen?: Buffer): void {
    this.#sieves = { in: new FrameSieve(PREFACE_BYTES), out: new FrameSieve(0) };
    if (seen) this.#left.in -= this.#sieves.in.seen(seen);
  }

  /** A request begins, at `time`: of it and its answer the first bytes are kept again. */
  begin(time: number): void {
    this.#share = this.#allowance?.at(time) ?? START;
    this.#left.in = this.#share;
    this.#left.out = this.#share;
  }

  #see(direction: 'in' | 'out', bytes: Buffer): void {
    const { capture } = this.#session;
    if (this.#allowance === null) return capture.data(direction, bytes);
    if (this.#sieves) return this.#sifted(this.#sieves[direction], direction, bytes);
    const left = this.#left[direction];
    if (bytes.length <= left) {
      this.#left[direction] = left - bytes.length;
      this.#allowance.kept(bytes.length);
      return capture.data(direction, bytes);
    }
    if (left > 0) {
      this.#allowance.kept(left);
      capture.data(direction, bytes.subarray(0, left));
      capture.event('note', this.#share === START ? ONLY_START[direction] : ONLY_SHORT[direction]);
    }
    this.#left[direction] = 0;
    this.#session.notCaptured += bytes.length - left;
    capture.passed(direction, bytes.length - left);
  }

  #sifted(sieve: FrameSieve, direction: 'in' | 'out', bytes: Buffer): void {
    const { capture } = this.#session;
    const { kept, data, dropped } = sieve.pass(bytes, this.#left[direction]);
    this.#left[direction] -= data;
    this.#allowance?.kept(data);
    for (const piece of kept) capture.data(direction, piece);
    if (dropped === 0) return;
    this.#session.notCaptured += dropped;
    capture.passed(direction, dropped);
  }

  /** The next write waits until the capture has room. */
  #paced(done: Done): Done {
    if (this.#session.capture.hasRoom) return done;
    return (error) => {
      if (error) done(error);
      else void this.#inRoom(done);
    };
  }

  async #inRoom(done: Done): Promise<void> {
    await this.#flow.room(0);
    done();
  }
}

const only = (kept: string, why = '') => ({
  in: `Only the first ${kept} is kept${why}: what came after it is counted.`,
  out: `Only the first ${kept} is kept${why}: what went after it is counted.`,
});
const ONLY_START = only('MiB');
const ONLY_SHORT = only('16 KiB', ', as much is moved at once');

const toBytes = (piece: Piece, encoding: BufferEncoding | 'buffer'): Buffer =>
  typeof piece === 'string' ? Buffer.from(piece, encoding === 'buffer' ? 'utf8' : encoding) : piece;

/** All pieces as one text with a character for each byte; null where that would be long. */
function joined(pieces: readonly { chunk: Piece; encoding: BufferEncoding | 'buffer' }[]): string | null {
  let text = '';
  for (const { chunk, encoding } of pieces) {
    if (text.length + chunk.length > TOGETHER) return null;
    text +=
      typeof chunk === 'string' && (encoding === 'latin1' || chunk === '')
        ? chunk
        : toBytes(chunk, encoding).toString('latin1');
  }
  return text.length > TOGETHER ? null : text;
}
