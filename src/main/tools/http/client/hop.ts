import type { Header, Hop, Timing } from '../../../../contract/http/exchange.ts';
import { now } from '../../../bench/clock.ts';
import { show } from '../../../net/endpoints.ts';
import type { Marks } from './dial.ts';
import type { HttpSession } from './session.ts';
import { fromLine } from './raw-headers.ts';
import type { AnswerHead } from './wire.ts';

/** One request on the wire, as it goes on. Times are `performance.now()`. */
export class HopRecord {
  readonly #method: string;
  #url: string;
  readonly #startedAt = now();
  session: HttpSession | null = null;
  version: '1.0' | '1.1' | '2' | null = null;
  stream: number | null = null;
  headers: Header[];
  bodyBytes = 0;
  answer: AnswerHead | null = null;
  trailers: Header[] = [];
  informational: AnswerHead[] = [];
  next: string | null = null;
  #marks: Marks | null = null;
  #from: { in: number; out: number } | null = null;
  #to: { in: number; out: number } | null = null;
  /** When the request began on a connection that was open, was sent, had its first byte back, and was over. */
  begun: number | null = null;
  sent: number | null = null;
  firstByte: number | null = null;
  ended: number | null = null;

  constructor(method: string, url: URL, headers: Header[]) {
    this.#method = method;
    this.#url = url.href;
    this.headers = headers;
  }

  /** It goes over this connection; `marks` of one that is made for it. */
  over(session: HttpSession, marks: Marks | null): void {
    this.session = session;
    this.#marks = marks;
  }

  /** From here on the bytes of the connection are its own. */
  begin(version: '1.1' | '2'): void {
    this.version = version;
    this.begun = performance.now();
    if (version !== '2') this.#from = this.#lengths();
  }

  /** Lets go of what this does not tell of it any more. */
  keep({ url, next, request, answer }: Hop): void {
    this.#url = url;
    this.next = next;
    this.headers = request.headers;
    if (!this.answer || !answer) return;
    const { headers, trailers, informational } = answer;
    this.trailers = trailers;
    this.informational = this.informational.map((one, i) => ({ ...one, ...informational[i] }));
    // A plain copy: the answer itself holds on to its streams.
    const { version, status } = this.answer;
    this.answer = { version, status, reason: answer.reason, headers };
  }

  end(): void {
    if (this.ended !== null) return;
    this.ended = performance.now();
    if (this.#from) this.#to = this.#lengths();
  }

  #lengths(): { in: number; out: number } {
    const capture = this.session?.capture;
    return { in: capture?.length('in') ?? 0, out: capture?.length('out') ?? 0 };
  }

  #wire(): Hop['wire'] {
    const from = this.#from;
    if (!from) return null;
    const to = this.#to ?? this.#lengths();
    return {
      out: { from: from.out, to: Math.max(from.out, to.out) },
      in: { from: from.in, to: Math.max(from.in, to.in) },
    };
  }

  timing(): Timing {
    const marks = this.#marks;
    const sent = this.sent ?? this.firstByte;
    const step = (from: number | null | undefined, to: number | null | undefined) =>
      typeof from === 'number' && typeof to === 'number' ? Math.max(0, to - from) : null;
    return {
      name: step(marks?.begun, marks?.resolved),
      connect: step(marks?.resolved ?? marks?.begun, marks?.connected),
      proxy: step(marks?.connected, marks?.proxied),
      tls: step(marks?.proxied ?? marks?.connected, marks?.secured),
      send: step(this.begun, sent),
      wait: step(sent, this.firstByte),
      receive: step(this.firstByte, this.ended),
    };
  }

  toHop(): Hop {
    const { session, answer } = this;
    return {
      method: this.#method,
      url: this.#url,
      version: answer?.version ?? this.version,
      session: session?.id ?? null,
      reused: session !== null && this.#marks === null,
      wire: this.#wire(),
      stream: this.stream,
      remote: session?.remote ? show(session.remote) : null,
      startedAt: this.#startedAt,
      timing: this.timing(),
      request: { headers: told(this.headers), bodyBytes: this.bodyBytes },
      answer: answer && {
        status: answer.status,
        reason: answer.reason,
        headers: answer.headers,
        trailers: this.trailers,
        informational: this.informational.map(({ status, headers }) => ({ status, headers })),
      },
      next: this.next,
    };
  }
}

/** As they were meant: they go out letter for byte. */
const told = (headers: readonly Header[]): Header[] =>
  headers.map(({ name, value }) => ({ name, value: fromLine(value) }));
