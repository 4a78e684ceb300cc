import { randomUUID } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import type { Failure } from '../../../../contract/failure.ts';
import type { SpeedAnswering } from '../../../../contract/tools/speed.ts';
import { BenchError } from '../../../bench/failure.ts';
import { endpoint, isLoopback, remoteOf, show } from '../../../net/endpoints.ts';
import { explainListen } from '../../../net/explain-listen.ts';
import { failureOf } from '../outcome.ts';
import type { SocketWire } from '../socket-wire.ts';
import { untrue } from '../verified/failures.ts';
import { frameOf, type Message } from '../verified/messages.ts';
import { deadline } from './deadline.ts';
import { drink, pour } from './pump.ts';
import type { Scratch } from './scratch.ts';
import { SpeedLink } from './speed-link.ts';
import { TimeShare } from './time-share.ts';
import { wireOf } from './wires.ts';

/** By this two ends see that they are one program. */
export const RUN = randomUUID();
/** How often the end that receives says how much has come, in milliseconds. */
export const REPORT_MS = 100;
/** One who measures needs one connection at a time. */
const MOST_OPEN = 8;
/** Measurements whose end can still be asked for. */
const MOST_KEPT = 32;
/** How long one may be connected and say nothing, and go on after its time. */
const IDLE_MS = 30_000;

export interface AnswerOptions {
  address: string;
  port: number;
  scratch: Scratch;
  /** Something that is done with all that is received, besides. */
  work?: (bytes: Uint8Array) => Promise<void>;
  changed(): void;
}

type Measure = Message<'measure'>;

/** The end that waits to be measured. */
export class Answerer {
  readonly #options: AnswerOptions;
  readonly #server: Server;
  readonly #stop = new AbortController();
  readonly #open = new Set<SocketWire>();
  readonly #running = new Set<Promise<void>>();
  /** What became of each measurement, by the name that the other side gave it. */
  readonly #kept = new Map<string, { share: TimeShare; bytes: number }>();
  #answered = 0;
  #peer: string | null = null;
  #failure: Failure | null = null;

  private constructor(options: AnswerOptions) {
    this.#options = options;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: false }, (socket) =>
      this.#accept(socket),
    );
  }

  /** Binds and listens; rejects with the explained failure. */
  static async start(options: AnswerOptions): Promise<Answerer> {
    const made = new Answerer(options);
    const { address: host, port } = options;
    try {
      await new Promise<void>((resolve, reject) => {
        made.#server.once('error', reject);
        made.#server.listen({ host, port }, resolve);
      });
    } catch (error) {
      throw new BenchError({ ...(await explainListen(error, options)), mends: [] });
    }
    // Later errors are of one accept; the listener itself goes on.
    made.#server.on('error', (error) => {
      made.#failure = failureOf(error);
      options.changed();
    });
    return made;
  }

  summary(): SpeedAnswering {
    const bound = this.#server.address();
    const at = typeof bound === 'object' && bound ? endpoint(bound.address, bound.port) : null;
    return {
      address: at?.address ?? this.#options.address,
      port: at?.port ?? 0,
      exposed: at !== null && !isLoopback(at),
      open: this.#open.size,
      answered: this.#answered,
      peer: this.#peer,
      failure: this.#failure,
    };
  }

  /** Ends everything; resolves when nothing is open any more. */
  async close(): Promise<void> {
    this.#stop.abort(new BenchError({ code: 'STOPPED', message: 'It answers no speed tests any more.' }));
    for (const wire of this.#open) wire.destroy();
    const closed = new Promise((resolve) => this.#server.close(resolve));
    await Promise.all([closed, ...this.#running]);
  }

  #accept(socket: Socket): void {
    const remote = remoteOf(socket);
    if (!remote || this.#open.size >= MOST_OPEN) return void socket.on('error', () => undefined).destroy();
    const wire = wireOf(socket);
    this.#open.add(wire);
    this.#peer = show(remote);
    this.#options.changed();
    const task = this.#serve(wire).finally(() => {
      this.#open.delete(wire);
      this.#running.delete(task);
      this.#options.changed();
    });
    this.#running.add(task);
  }

  async #serve(wire: SocketWire): Promise<void> {
    const link = new SpeedLink(wire);
    try {
      await link.greet(this.#stop.signal);
      await untilClosed(this.#listen(link));
    } catch (error) {
      this.#failure = failureOf(error);
      // Not waited for: closing gives it as much time as it may have.
      void link.stop(error);
    }
    await wire.close();
  }

  /** Answers what is asked until the other side ends. */
  async #listen(link: SpeedLink): Promise<void> {
    while (true) {
      const idle = deadline(this.#stop.signal, IDLE_MS, () => untrue('it says nothing'));
      try {
        const said = await link.next(idle.signal);
        if (said === null) return;
        if (said.name === 'ping') await link.say('pong', {}, idle.signal);
        else if (said.name !== 'measure') throw untrue(`it sends “${said.name}” before it measures`);
        else if (said.message.what === 'report')
          await link.say('report', this.#report(said.message.ask), idle.signal);
        else {
          idle.end();
          return await this.#measure(link, said.message);
        }
      } finally {
        idle.end();
      }
    }
  }

  #report(ask: string): Message<'report'> {
    const kept = this.#kept.get(ask);
    if (!kept) throw untrue('it asks for a measurement that was not made');
    return { run: RUN, bytes: kept.bytes, ...kept.share.report() };
  }

  async #measure(link: SpeedLink, { ask, what, disk, ms }: Measure): Promise<void> {
    const share = new TimeShare();
    const kept = { share, bytes: 0 };
    this.#kept.set(ask, kept);
    for (const old of this.#kept.keys()) if (this.#kept.size > MOST_KEPT) this.#kept.delete(old);
    this.#answered++;
    this.#failure = null;
    this.#options.changed();
    const gone = new AbortController();
    const limit = deadline(
      AbortSignal.any([this.#stop.signal, gone.signal]),
      ms + IDLE_MS,
      () => new Error('late'),
    );
    try {
      if (what === 'down') await this.#send(link, disk, share, limit.signal, gone);
      else await this.#receive(link, disk, kept, limit.signal);
    } finally {
      share.end();
      limit.end();
      gone.abort();
    }
  }

  async #send(
    link: SpeedLink,
    disk: boolean,
    share: TimeShare,
    signal: AbortSignal,
    gone: AbortController,
  ): Promise<void> {
    const source = disk ? await this.#options.scratch.source(signal) : null;
    // Who has measured enough closes the connection.
    const ends = link.next(signal).then(
      () => gone.abort(),
      () => gone.abort(),
    );
    try {
      await pour(link, source, share, signal);
    } finally {
      gone.abort();
      await ends;
      await source?.close();
    }
  }

  async #receive(
    link: SpeedLink,
    disk: boolean,
    kept: { share: TimeShare; bytes: number },
    signal: AbortSignal,
  ): Promise<void> {
    const { work, scratch } = this.#options;
    const sink = disk ? await scratch.sink() : null;
    let said = Promise.resolve();
    let saying = false;
    // One that does not read its reports gets no more of them.
    const timer = setInterval(() => {
      if (saying || kept.bytes === 0) return;
      saying = true;
      said = link.wire
        .write(frameOf('report', { run: RUN, bytes: kept.bytes, ...kept.share.report() }))
        .then(() => void (saying = false))
        .catch(() => undefined);
    }, REPORT_MS);
    try {
      await drink(link, sink, kept.share, signal, (bytes) => (kept.bytes += bytes), work);
    } finally {
      clearInterval(timer);
      if (!saying) await said;
      await sink?.close();
    }
  }
}

/** A measurement ends when the other side closes the connection, however it does that. */
async function untilClosed(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    const code = error instanceof BenchError ? error.failure.code : '';
    if (!['ENDED_EARLY', 'CLOSED', 'ECONNRESET', 'EPIPE', 'ECONNABORTED'].includes(code)) throw error;
  }
}
