import { randomBytes } from 'node:crypto';
import type { SpeedStep, SpeedUpdate } from '../../../../contract/tools/speed.ts';
import { BenchError } from '../../../bench/failure.ts';
import { openSocket } from '../../../net/connect.ts';
import { explainConnect } from '../../../net/explain-connect.ts';
import { failureOf } from '../outcome.ts';
import type { SocketWire } from '../socket-wire.ts';
import { untrue } from '../verified/failures.ts';
import type { Message } from '../verified/messages.ts';
import { REPORT_MS, RUN } from './answerer.ts';
import { deadline } from './deadline.ts';
import { drink, pour } from './pump.ts';
import { pointsOf, rateOf, recentRate, type Sample } from './rates.ts';
import type { Scratch } from './scratch.ts';
import { ended, SpeedLink } from './speed-link.ts';
import { TimeShare } from './time-share.ts';
import { limitOf } from './verdict.ts';
import { wireOf } from './wires.ts';

const CONNECT_MS = 10_000;
/** Beyond the time of the measurement: for making files on slow disks, and for the first bytes to come. */
const MORE_MS = 20_000;
const PINGS = 5;

export interface MeasureOptions {
  host: string;
  port: number;
  ms: number;
  disk: boolean;
  scratch: Scratch;
}
type Report = Message<'report'>;

/** The end that measures: asks the other side to send or to receive, for one thing after the other. */
export class Measurement {
  readonly #options: MeasureOptions;
  readonly #changed: () => void;
  readonly #steps: SpeedStep[];
  #roundTripMs: number | null = null;
  #over = false;

  constructor(options: MeasureOptions, changed: () => void) {
    this.#options = options;
    this.#changed = changed;
    const disks = options.disk ? [false, true] : [false];
    this.#steps = disks.flatMap((disk) => [emptyStep('up', disk), emptyStep('down', disk)]);
  }

  update(): SpeedUpdate {
    const steps = this.#steps.map((step) => ({ ...step }));
    return { steps, roundTripMs: this.#roundTripMs, over: this.#over };
  }

  /** Runs to the end. Rejects when there is nobody to measure with; what one step comes to stands in it. */
  async run(signal: AbortSignal): Promise<void> {
    await this.#roundTrip(signal);
    for (const step of this.#steps) {
      step.state = 'running';
      this.#changed();
      try {
        await this.#step(step, signal);
        step.state = 'done';
      } catch (error) {
        signal.throwIfAborted();
        step.state = 'failed';
        step.failure = failureOf(error);
      }
      this.#changed();
    }
    this.#over = true;
    this.#changed();
  }

  /** Does something over a connection of its own, which is closed afterwards whatever becomes of it. */
  async #connected<T>(
    signal: AbortSignal,
    work: (link: SpeedLink, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { host, port, ms } = this.#options;
    const limit = deadline(signal, ms + MORE_MS + CONNECT_MS, silent);
    let wire: SocketWire | null = null;
    try {
      const to = { host, port, timeoutMs: CONNECT_MS, family: 'any', noDelay: true } as const;
      const notes = { resolved: () => undefined, tried: () => undefined };
      const socket = await openSocket(to, notes, limit.signal).catch(async (error: unknown) => {
        limit.signal.throwIfAborted();
        const failure = await explainConnect(error, { ...to });
        const hint = `${failure.hint ?? ''} The other side has to answer speed tests on this port.`.trim();
        throw new BenchError({ ...failure, hint, mends: [] });
      });
      wire = wireOf(socket);
      const link = new SpeedLink(wire);
      await link.greet(limit.signal);
      return await work(link, limit.signal);
    } finally {
      limit.end();
      await wire?.reset();
    }
  }

  async #roundTrip(signal: AbortSignal): Promise<void> {
    await this.#connected(signal, async (link, until) => {
      for (let i = 0; i < PINGS; i++) {
        const began = performance.now();
        await link.say('ping', {}, until);
        const said = await link.next(until);
        if (said?.name !== 'pong')
          throw said ? untrue(`it answers with “${said.name}”`) : ended(link.wire.peer);
        this.#roundTripMs = Math.min(this.#roundTripMs ?? Infinity, performance.now() - began);
      }
    });
    this.#changed();
  }

  async #step(step: SpeedStep, signal: AbortSignal): Promise<void> {
    const ask = randomBytes(8).toString('hex');
    if (step.direction === 'up') await this.#up(step, ask, signal);
    else await this.#down(step, ask, signal);
    if (step.bytes === 0) throw nothing();
  }

  async #up(step: SpeedStep, ask: string, signal: AbortSignal): Promise<void> {
    const { ms, scratch } = this.#options;
    const source = step.disk ? await scratch.source(signal) : null;
    const share = new TimeShare();
    const samples: Sample[] = [];
    let last: Report | null = null;
    try {
      await this.#connected(signal, async (link, until) => {
        await link.say('measure', { ask, what: 'up', disk: step.disk, ms }, until);
        const enough = new AbortController();
        const both = AbortSignal.any([until, enough.signal]);
        const sent = pour(link, source, share, both);
        // What breaks it is told by the reader, which also hears why.
        sent.catch(() => undefined);
        try {
          while (last === null || last.ms < ms) {
            const said = await link.next(until);
            if (said === null) throw ended(link.wire.peer);
            if (said.name !== 'report') throw untrue(`it sends “${said.name}” while it receives`);
            last = said.message;
            this.#sample(step, samples, last);
          }
        } finally {
          enough.abort();
          await sent.catch(() => undefined);
        }
      });
    } finally {
      await source?.close();
    }
    if (last !== null) conclude(step, samples, { ...share.report(), run: RUN }, last);
  }

  async #down(step: SpeedStep, ask: string, signal: AbortSignal): Promise<void> {
    const { ms, scratch } = this.#options;
    const sink = step.disk ? await scratch.sink() : null;
    const share = new TimeShare();
    const samples: Sample[] = [];
    let bytes = 0;
    try {
      await this.#connected(signal, async (link, until) => {
        await link.say('measure', { ask, what: 'down', disk: step.disk, ms }, until);
        const enough = new AbortController();
        const timer = setInterval(() => {
          if (bytes === 0) return;
          const time = share.report().ms;
          this.#sample(step, samples, { bytes, ms: time });
          if (time >= ms) enough.abort();
        }, REPORT_MS);
        try {
          await drink(link, sink, share, AbortSignal.any([until, enough.signal]), (more) => (bytes += more));
        } finally {
          clearInterval(timer);
        }
        until.throwIfAborted();
      });
    } finally {
      await sink?.close();
    }
    // What the other side has to say would stand behind all that it has sent: it is asked anew.
    const sender = await this.#connected(signal, async (link, until) => {
      await link.say('measure', { ask, what: 'report', disk: step.disk, ms }, until);
      const said = await link.next(until);
      if (said?.name !== 'report')
        throw said ? untrue(`it answers with “${said.name}”`) : ended(link.wire.peer);
      return said.message;
    });
    conclude(step, samples, sender, share.report());
  }

  #sample(step: SpeedStep, samples: Sample[], { bytes, ms }: Sample): void {
    // However often the other side says something, and whatever: the list stays short.
    if (ms < (samples.at(-1)?.ms ?? 0) + REPORT_MS / 4) return;
    samples.push({ bytes, ms });
    step.bytes = bytes;
    step.rate = recentRate(samples);
    step.points = pointsOf(samples);
    this.#changed();
  }
}

function conclude(
  step: SpeedStep,
  samples: readonly Sample[],
  { run, ...sender }: Omit<Report, 'bytes'>,
  receiver: Omit<Report, 'bytes' | 'run'> & { run?: string },
): void {
  const pick = ({ wire, disk, cpu }: { wire: number; disk: number; cpu: number }) => ({ wire, disk, cpu });
  step.rate = rateOf(samples);
  step.points = pointsOf(samples);
  step.sender = pick(sender);
  step.receiver = pick(receiver);
  step.limit = limitOf(step.sender, step.receiver, run === (receiver.run ?? RUN));
}

const emptyStep = (direction: SpeedStep['direction'], disk: boolean): SpeedStep => ({
  direction,
  disk,
  state: 'waiting',
  rate: 0,
  bytes: 0,
  points: [],
  limit: null,
  sender: null,
  receiver: null,
  failure: null,
});

const silent = () =>
  new BenchError({
    code: 'SILENT',
    message: 'The other side did not answer in time.',
    hint: 'It may have stopped, or the network may be gone or very slow.',
  });

const nothing = () =>
  new BenchError({ code: 'NOTHING_CAME', message: 'Nothing arrived while it was measured.' });
