import { AnswerScan } from './answer-scan.ts';
import { absurdChunk } from './explain-answer.ts';
import type { Lane } from './lane.ts';

/** From so many bytes on a body whose length is known goes past Node’s parser. */
const LARGE = 256 * 1024;

/** Who takes a body that goes past the parser. */
export interface Taker {
  /** What is in it, valid during the call; answers false when it is enough for now. */
  came(piece: Buffer): boolean;
  /** All of it has come. */
  over(): void;
  /** No more of it can be read. */
  broke(error: Error): void;
}

/**
 * Leads the bytes of one answer to Node’s parser, or past it: the head is read by the parser, and behind it that would
 * but count a long body, and copy what is in chunks. Answers that are read leniently are all for the parser.
 */
export class Sorter {
  readonly scan: AnswerScan;
  readonly #lane: Lane;
  readonly #lenient: boolean;
  readonly #absurd: (error: Error) => void;
  /** The parser reads the last of a head, and the body may go past it. */
  #parts = false;
  #taker: Taker | null = null;

  /** `absurd` is told of a chunk that can’t be meant, before the parser reads what it stands in. */
  constructor(
    lane: Lane,
    { method, lenient }: { method: string; lenient: boolean },
    absurd: (error: Error) => void,
  ) {
    this.#lane = lane;
    this.#lenient = lenient;
    this.#absurd = absurd;
    this.scan = new AnswerScan(method === 'HEAD', lenient);
    lane.sorts = (bytes) => this.#sort(bytes);
  }

  /** To be called while the parser tells of the head, of which `raw` are the headers: whether `taker` gets the body. */
  past(raw: readonly string[], taker: Taker): boolean {
    const past = this.#parts && this.scan.agrees(raw);
    if (past) this.#taker = taker;
    return past;
  }

  /** Answers false when it is enough for now. */
  #sort(bytes: Buffer): boolean {
    const { scan } = this;
    if (this.#taker) return this.#take(bytes, this.#taker);
    const length = scan.headEnd === null ? scan.head(bytes) : 0;
    const rest = bytes.subarray(length);
    const parts = !this.#lenient && (scan.chunks !== null || scan.plainLength >= LARGE);
    if (length === 0 || scan.headEnd === null || !parts) return this.#parse(bytes, rest);
    this.#parts = true;
    const more = this.#lane.hand(bytes.subarray(0, length));
    this.#parts = false;
    const taker = this.#taker as Taker | null;
    if (rest.length === 0) return more;
    return taker ? this.#take(rest, taker) : this.#parse(rest, rest);
  }

  /** By Node’s parser, which takes absurd chunks for what they say. `body`: what of it is behind the head. */
  #parse(bytes: Buffer, body: Buffer): boolean {
    const known = this.scan.absurd !== null;
    this.scan.body(body);
    const { absurd } = this.scan;
    if (absurd && !known) this.#absurd(absurdChunk(absurd));
    return this.#lane.hand(bytes);
  }

  #take(bytes: Buffer, taker: Taker): boolean {
    const { scan } = this;
    let more = true;
    scan.body(bytes, (piece) => {
      more = taker.came(piece);
    });
    const { chunks, absurd, over } = scan;
    if (absurd) taker.broke(absurdChunk(absurd));
    else if (chunks?.wrong) {
      const { code, reason, at } = chunks.wrong;
      taker.broke(Object.assign(new Error(reason), { code, reason, rawPacket: bytes, bytesParsed: at }));
    }
    if (over) taker.over();
    return more || over;
  }
}
