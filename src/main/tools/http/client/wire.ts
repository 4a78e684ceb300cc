import type { Readable } from 'node:stream';
import type { Header } from '../../../../contract/http/exchange.ts';
import type { AnswerStream } from './answer-stream.ts';
import type { HttpSession } from './session.ts';

/** A body that can be sent more than once: a redirect or a challenge may ask for it again. */
export interface RequestBody {
  /** Null: not known before it ends, so it is sent in chunks. */
  readonly size: number | null;
  /** From its beginning. */
  open(): Readable;
}

/** A request as it goes out: nothing is added to it but what frames it. */
export interface RequestHead {
  method: string;
  url: URL;
  /** In their order, each character of a value a byte; over HTTP/2 names become lower-case and those of a connection are left out. */
  headers: Header[];
}

export interface AnswerHead {
  version: '1.0' | '1.1' | '2';
  status: number;
  reason: string;
  headers: Header[];
}

/** What is told on the way; times are `performance.now()`. */
export interface WireEvents {
  /** Over HTTP/2: the number of its stream. */
  stream?(id: number): void;
  /** The last byte of the request was handed to the system. */
  sent(time: number): void;
  /** A piece of its body was. */
  sentBody(bytes: number): void;
  informational(answer: AnswerHead): void;
}

export interface Answer extends AnswerHead {
  /** When its first byte came. */
  readonly firstByte: number;
  /** At the pace of who takes it. Fails with a BenchError that says why when it is cut short. */
  readonly body: AnswerStream;
  /** When the body has ended. */
  trailers(): Header[];
  /** What was odd about it, when it has ended. */
  note?(): string | null;
}

/** A connection that carries requests: one at a time (HTTP/1.1) or many (HTTP/2). */
export interface HttpWire {
  readonly session: HttpSession;
  readonly version: '1.1' | '2';
  /** It can take another request now. */
  readonly free: boolean;
  /** The next request on it is promised to one who asks at once: for others it is not free meanwhile. */
  claim(): void;
  /** Requests it carried before. */
  readonly carried: number;
  /**
   * Sends a request and resolves with the head of its answer. Rejects with a BenchError that says what came instead,
   * or with the reason of the signal; then the connection is closed or, over HTTP/2, the stream.
   */
  request(
    head: RequestHead,
    body: RequestBody | null,
    events: WireEvents,
    signal: AbortSignal,
  ): Promise<Answer>;
  /**
   * A request was given up after so many milliseconds. A connection of many requests over which nothing at all came
   * meanwhile may be dead without a word, and carries no further one.
   */
  doubt?(ms: number): void;
  /** Closes it when its requests are over. */
  close(): void;
}
