import type { Exchange as Summary, ExchangeDetail } from '../../../../contract/http/exchange.ts';
import type { HttpRequest } from '../../../../contract/http/request.ts';
import type { Failure } from '../../../../contract/failure.ts';
import type { HttpContext } from '../../../../contract/tools/http.ts';
import { now } from '../../../bench/clock.ts';
import type { AnswerBody } from './answer-body.ts';
import { boundedHops } from './bounded-hops.ts';
import type { HopRecord } from './hop.ts';

/** A request and what comes of it. */
export class Exchange {
  readonly id: string;
  /** As it was written. */
  readonly request: HttpRequest;
  readonly context: HttpContext;
  readonly hops: HopRecord[] = [];
  readonly #method: string;
  readonly #url: string;
  readonly #startedAt = now();
  readonly #begun = performance.now();
  readonly #changed: () => void;
  readonly #stop = new AbortController();
  #ms: number | null = null;
  state: Summary['state'] = 'waiting';
  failure: Failure | null = null;
  body: AnswerBody | null = null;
  sent = 0;
  expected: number | null = null;
  expectations: ExchangeDetail['expectations'] = [];

  constructor(
    id: string,
    what: { request: HttpRequest; context: HttpContext; method: string; url: string },
    changed: () => void,
  ) {
    this.id = id;
    this.request = what.request;
    this.context = what.context;
    this.#method = what.method;
    this.#url = what.url;
    this.#changed = changed;
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Ends it: without a reason by the user’s wish. */
  stop(reason?: Error): void {
    if (!this.over) this.#stop.abort(reason ?? new Cancelled());
  }

  get over(): boolean {
    return this.#ms !== null;
  }

  changed(): void {
    this.#changed();
  }

  to(state: Summary['state']): void {
    this.state = state;
    this.#changed();
  }

  ended(state: 'done' | 'failed' | 'cancelled', failure: Failure | null = null): void {
    this.#ms ??= performance.now() - this.#begun;
    this.failure = failure;
    // Five hundred exchanges are kept; of heads that are longer than is told the rest is in the capture alone.
    for (const [i, hop] of boundedHops(this.hops.map((one) => one.toHop())).entries())
      this.hops[i]?.keep(hop);
    this.to(state);
  }

  /** A header of the answer, from the last hop; of several the first. */
  header(name: string): string | null {
    const headers = this.hops.at(-1)?.answer?.headers ?? [];
    return headers.find((header) => header.name.toLowerCase() === name)?.value ?? null;
  }

  /** As the answer says it. */
  get charset(): string | null {
    return this.body?.bom ?? charsetOf(this.header('content-type'));
  }

  summary(): Summary {
    const last = this.hops.at(-1);
    const answer = last?.answer ?? null;
    return {
      id: this.id,
      kind: this.request.kind === 'xml-rpc' ? 'xml-rpc' : 'http',
      name: short(this.request.name, 1000),
      method: short(this.#method, 100),
      url: short(this.#url, 2000),
      state: this.state,
      version: answer?.version ?? last?.version ?? null,
      status: answer?.status ?? null,
      reason: short(answer?.reason ?? '', 1000),
      startedAt: this.#startedAt,
      ms: this.#ms,
      hops: this.hops.length,
      bytes: {
        sent: this.sent,
        received: this.body?.received ?? 0,
        decoded: this.body?.decoded ?? 0,
        expected: this.expected,
      },
      type: short(this.header('content-type') ?? '', 1000),
      failure: this.failure,
      expectations: {
        passed: this.expectations.filter(({ ok }) => ok).length,
        failed: this.expectations.filter(({ ok }) => !ok).length,
      },
    };
  }

  detail(): ExchangeDetail {
    const { body } = this;
    return {
      summary: this.summary(),
      hops: boundedHops(this.hops.map((hop) => hop.toHop())),
      body: {
        codings: [...(body?.codings ?? [])],
        charset: this.charset,
        // Letters of two bytes are half noughts.
        looks: /^utf-?(16|32)/i.test(this.charset ?? '') ? null : (body?.looks ?? null),
        whole: body?.whole ?? false,
        note: body?.note ?? null,
        savedTo: body?.savedTo ?? null,
      },
      expectations: this.expectations,
    };
  }

  async remove(): Promise<void> {
    this.stop();
    await this.body?.remove();
  }
}

/** Lists are told often, and whole: a line of a server may be as long as its head. */
const short = (text: string, most: number) => (text.length > most ? `${text.slice(0, most)}…` : text);

/** The user does not want it any more. */
export class Cancelled extends Error {}

/** The parameter of a media type (RFC 9110 section 8.3.2). */
function charsetOf(type: string | null): string | null {
  return /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(type ?? '')?.[1] ?? null;
}
