import type { Job, News, Target } from '../load/job.ts';
import type { Carrier, ConnectionOwner, LoadConnection } from './connection.ts';
import { Http1Connection } from './http1.ts';
import { Http2Connection } from './http2.ts';
import { Pace } from './pace.ts';
import { Tally } from './tally.ts';

/** What is under way when the time is over gets so much more. */
const GRACE_MS = 2000;
/** How often what hangs is looked for. */
const LOOK_MS = 50;
/** Who got no connection waits before the next, longer each time, where only time ends the load. */
const FIRST_REST_MS = 10;
const LONGEST_REST_MS = 500;

/** Sends one request after the other. */
interface Lane extends Carrier {
  /** Its connections over HTTP/1.1, by origin. */
  readonly own: Map<string, LoadConnection>;
  over: LoadConnection | null;
  restMs: number;
}

/** Makes the load: takes requests from the pace, and lanes to carry them. */
export class Runner implements ConnectionOwner {
  readonly #targets: readonly Target[];
  readonly #pace: Pace;
  readonly #byRate: boolean;
  readonly #restful: boolean;
  readonly #tally = new Tally();
  readonly #idle: Lane[] = [];
  readonly #busy = new Set<Lane>();
  readonly #shared = new Map<string, Http2Connection[]>();
  readonly #started = performance.now();
  readonly #done: () => void;
  #lanes = 0;
  #timer: NodeJS.Timeout | undefined;
  #looker: NodeJS.Timeout | undefined;
  #ended = false;
  #cut = 0;
  #told = { open: 0, opened: 0, sent: 0, received: 0 };

  constructor({ plan, targets }: Job, done: () => void) {
    this.#targets = targets;
    this.#pace = new Pace(plan);
    this.#byRate = plan.pace.kind === 'rate';
    this.#restful = plan.amount.kind === 'time' && !this.#byRate;
    this.#done = done;
  }

  start(): void {
    // Where this machine was busy, what servers said in time is read first.
    this.#looker = setInterval(() => setImmediate(() => this.#look()), LOOK_MS);
    this.#pump();
  }

  /** Gives up what is under way, and is over. */
  stop(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#timer);
    clearInterval(this.#looker);
    this.#cut = this.#busy.size;
    for (const lane of [...this.#busy, ...this.#idle]) for (const one of lane.own.values()) one.close();
    for (const list of this.#shared.values()) for (const one of list) one.close();
    this.#busy.clear();
    this.#done();
  }

  news(): News {
    const { open, opened, sent, received } = this.#told;
    const now = this.#now();
    return {
      ...this.#tally.take(),
      ms: now,
      begun: this.#pace.begun,
      open: this.#busy.size,
      due: this.#pace.due(Math.min(now, this.#pace.endMs)),
      connections: open,
      opened,
      sent,
      received,
      lateUs: Math.round(this.#pace.lateMs * 1000),
      cut: this.#cut,
      over: this.#ended,
    };
  }

  sent(bytes: number): void {
    this.#told.sent += bytes;
  }

  received(bytes: number): void {
    this.#told.received += bytes;
  }

  opened(): void {
    this.#told.open++;
    this.#told.opened++;
  }

  closed(): void {
    this.#told.open--;
  }

  answered(carrier: Carrier, status: number): void {
    const lane = carrier as Lane;
    const now = performance.now();
    this.#tally.answered(now - lane.due, now - lane.began, status, lane.target);
    lane.restMs = 0;
    this.#free(lane);
  }

  failed(carrier: Carrier, code: string): void {
    const lane = carrier as Lane;
    if (this.#ended) return;
    this.#tally.failed(lane.target, code);
    if (!this.#restful) return this.#free(lane);
    // Else a server that is not there would be asked as fast as this machine can.
    lane.restMs = Math.min(LONGEST_REST_MS, Math.max(FIRST_REST_MS, lane.restMs * 2));
    this.#busy.delete(lane);
    setTimeout(() => {
      this.#idle.push(lane);
      this.#pump();
    }, lane.restMs);
  }

  again(carrier: Carrier): void {
    if (!this.#ended) this.#send(carrier as Lane);
  }

  #now(): number {
    return performance.now() - this.#started;
  }

  #free(lane: Lane): void {
    this.#busy.delete(lane);
    if (this.#ended) return;
    this.#idle.push(lane);
    this.#pump();
  }

  /** Sends what is due, as far as there is something to carry it, and sees to it that it is called again. */
  #pump(): void {
    if (this.#ended) return;
    const { atOnce } = this.#pace;
    while (this.#idle.length > 0 || this.#lanes < atOnce) {
      const due = this.#pace.take(this.#now());
      if (due === null) break;
      this.#begin(this.#idle.pop() ?? this.#newLane(), due);
    }
    const now = this.#now();
    if (this.#pace.over(now)) {
      if (this.#busy.size === 0 || now > this.#pace.endMs + GRACE_MS) this.stop();
      return;
    }
    if (!this.#byRate) return;
    if (this.#busy.size === atOnce && this.#pace.due(now) > this.#pace.begun) this.#pace.starve();
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#pump();
    }, this.#pace.wait(now));
  }

  #newLane(): Lane {
    this.#lanes++;
    return { own: new Map(), over: null, due: 0, began: 0, target: 0, restMs: 0 };
  }

  #begin(lane: Lane, due: number): void {
    lane.target = (this.#pace.begun - 1) % this.#targets.length;
    lane.began = performance.now();
    lane.due = this.#byRate ? this.#started + due : lane.began;
    this.#busy.add(lane);
    this.#send(lane);
  }

  #send(lane: Lane): void {
    const target = this.#targets[lane.target];
    if (!target) return;
    const over = target.version === '2' ? this.#sharedFor(target) : this.#ownFor(lane, target);
    lane.over = over;
    over.send(target, lane);
  }

  #ownFor(lane: Lane, target: Target): LoadConnection {
    const there = lane.own.get(target.origin);
    if (there && !there.gone) return there;
    const made = new Http1Connection(target, this);
    lane.own.set(target.origin, made);
    return made;
  }

  #sharedFor(target: Target): LoadConnection {
    const list = (this.#shared.get(target.origin) ?? []).filter((one) => !one.gone);
    this.#shared.set(target.origin, list);
    const there = list.find((one) => !one.full);
    if (there) return there;
    const made = new Http2Connection(target, this);
    list.push(made);
    return made;
  }

  #look(): void {
    if (this.#ended) return;
    const now = performance.now();
    for (const over of new Set(Array.from(this.#busy, (lane) => lane.over))) over?.look(now);
    // The end of the time comes also when nothing is answered.
    this.#pump();
  }
}
