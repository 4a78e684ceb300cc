import { createParser } from 'eventsource-parser';
import { setImmediate as otherWork } from 'node:timers/promises';
import { type EventsState, MAX_LINE_TEXT, type ServerEvent } from '../../../../contract/tools/http-view.ts';
import { now } from '../../../bench/clock.ts';
import type { AnswerBodies, BodyBytes } from './bodies.ts';

const SLICE = 64 * 1024;
/** The most events that are kept; the bytes of all are in the body. */
const MOST = 20_000;
/** An event that does not end: what comes behind it is not looked at any more. */
const LONGEST = 4 * 1024 * 1024;
const KEPT = 8;

/** The events of one answer (WHATWG HTML, 9.2), cut while somebody watches. */
export class EventLog {
  readonly #body: BodyBytes;
  readonly #events: ServerEvent[] = [];
  readonly #watchers = new Set<() => void>();
  readonly #decoder = new TextDecoder();
  readonly #parser = createParser({
    onEvent: ({ event = '', id = null, data }) => {
      this.#since = 0;
      if (this.#events.length === MOST) return;
      const text = data.slice(0, MAX_LINE_TEXT);
      this.#events.push({ time: this.#time, event, id, data: text, more: data.length - text.length });
    },
    onError: (error) => (this.#note = `${error.message.replace(/[.\s]*$/, '')}.`),
  });
  #note: string | null = null;
  #looked = 0;
  /** Bytes since the last event. */
  #since = 0;
  #time: number | null = null;
  #whole = false;
  #running = false;
  #wake: () => void = () => undefined;
  removed = false;

  constructor(body: BodyBytes) {
    this.#body = body;
  }

  get watched(): boolean {
    return this.#watchers.size > 0;
  }

  get state(): EventsState {
    const full =
      this.#events.length === MOST ? `Only the first ${MOST.toLocaleString('en-US')} are listed.` : null;
    return { events: this.#events.length, whole: this.#whole, note: full ?? this.#note };
  }

  page(from: number, count: number): ServerEvent[] {
    return this.#events.slice(from, from + count);
  }

  watch(tell: () => void): () => void {
    this.#watchers.add(tell);
    if (!this.#running && !this.#whole) void this.#run();
    return () => {
      this.#watchers.delete(tell);
      this.#wake();
    };
  }

  remove(): void {
    this.removed = true;
    this.#wake();
    this.#tell();
  }

  async #run(): Promise<void> {
    this.#running = true;
    // What was there before nobody saw coming.
    const before = this.#body.size;
    const forget = this.#body.watch(() => this.#wake());
    try {
      while (this.watched && !this.removed && !this.#whole) {
        const { size, ended } = this.#body;
        if (this.#looked < size && this.#since < LONGEST) {
          const bytes = await this.#body.read(this.#looked, Math.min(SLICE, size - this.#looked));
          this.#time = this.#looked < before ? null : now();
          this.#looked += bytes.length;
          this.#since += bytes.length;
          this.#parser.feed(this.#decoder.decode(bytes, { stream: true }));
          if (this.#since >= LONGEST)
            this.#note = 'An event goes on for more than 4 MiB; the rest is not looked at.';
          this.#tell();
          await otherWork();
        } else if (ended || this.#since >= LONGEST) {
          this.#whole = true;
          this.#tell();
        } else await new Promise<void>((done) => (this.#wake = done));
      }
    } catch (error) {
      this.#note = error instanceof Error ? error.message : String(error);
      this.#whole = true;
      this.#tell();
    } finally {
      forget();
      this.#running = false;
      if (this.watched && !this.removed && !this.#whole) void this.#run();
    }
  }

  #tell(): void {
    for (const tell of this.#watchers) tell();
  }
}

/** The events of answers: cut when they are first asked for, given up with the exchange. */
export class EventLogs {
  readonly #bodies: AnswerBodies;
  readonly #kept = new Map<string, EventLog>();

  constructor(bodies: AnswerBodies) {
    this.#bodies = bodies;
    bodies.onGone((exchange) => this.#drop(exchange));
  }

  of(exchange: string): EventLog {
    const body = this.#bodies.get(exchange);
    const log = this.#kept.get(exchange) ?? new EventLog(body);
    this.#kept.delete(exchange);
    this.#kept.set(exchange, log);
    for (const [old, one] of this.#kept) {
      if (this.#kept.size <= KEPT) break;
      if (!one.watched && one !== log) this.#drop(old);
    }
    return log;
  }

  #drop(exchange: string): void {
    this.#kept.get(exchange)?.remove();
    this.#kept.delete(exchange);
  }
}
