import type { Ended, ReceiveJob } from '../mode.ts';
import { Answers } from './answers.ts';
import { Deciding } from './deciding.ts';
import { isCode, untrue } from './failures.ts';
import { Landing, LandingRoom } from './landing.ts';
import { type Limits, Link } from './link.ts';
import { Many } from './many.ts';
import { type AnyMessage, frameOf, type Message } from './messages.ts';
import { Listed, type Receiving } from './receiving.ts';
import { Settling } from './settling.ts';

/** The side that receives: decides while the list comes, and writes and checks files while others come. */
export class Receiver {
  readonly #job: ReceiveJob;
  readonly #link: Link;
  readonly #answers: Answers;
  readonly #listed = new Listed();
  readonly #deciding: Deciding;
  readonly #room: LandingRoom;
  readonly #settling: Settling;
  readonly #landings = new Set<Promise<void>>();
  #current: Receiving | null = null;
  /** Small files whose bytes come together. */
  #many: Many | null = null;
  #done = false;
  #moving = false;

  constructor(job: ReceiveJob, limits: Limits) {
    this.#job = job;
    this.#link = new Link(job, limits);
    this.#answers = new Answers(this.#link.out);
    this.#room = new LandingRoom(() => this.#link.bell.ring());
    this.#deciding = new Deciding(job, this.#link, this.#answers, this.#listed, (one, error) =>
      this.#giveUp(one, error),
    );
    this.#settling = new Settling(job.progress, this.#link, this.#answers, this.#listed, this.#deciding);
  }

  run(): Promise<Ended> {
    return this.#link.run({
      role: 'receive',
      message: (message) => this.#take(message),
      data: (bytes) => this.#data(bytes),
      work: () => this.#work(),
    });
  }

  async #work(): Promise<void> {
    this.#job.progress.phase('listing');
    const deciding = this.#deciding.run().catch((error: unknown) => this.#link.fail(error));
    try {
      await this.#link.bell.until(() => this.#done);
      await this.#settled();
      // All is as it was at the other side before that is told that we have it.
      await this.#job.sink.close(true);
      this.#answers.flush();
      this.#link.out.control(frameOf('bye', {}));
      this.#link.finish();
    } finally {
      await this.#settled();
      await this.#breakOffAll();
      void deciding;
    }
  }

  async #settled(): Promise<void> {
    await Promise.allSettled(this.#landings);
    if (this.#link.signal.aborted) await this.#deciding.settled();
  }

  #take(said: AnyMessage): void | Promise<void> {
    switch (said.name) {
      case 'list':
        return this.#list(said.message);
      case 'file':
        return this.#begin(said.message);
      case 'many':
        return this.#beginMany(said.message);
      case 'end':
        return this.#end(said.message);
      case 'fail':
        return this.#fail(said.message);
      case 'done':
        if (!this.#listed.ended || this.#listed.count > 0) throw untrue('it says it is done before it is');
        this.#done = true;
        return this.#link.bell.ring();
      default:
        throw untrue(`it sends “${said.name}”, but is to send files`);
    }
  }

  #list(message: Message<'list'>): void {
    const { progress } = this.#job;
    this.#deciding.add(
      this.#listed.add(message, ({ path, kind, size }) => progress.listed({ path, kind, size })),
    );
    if (this.#listed.ended) progress.allListed();
  }

  async #begin({ id, from }: Message<'file'>): Promise<void> {
    this.#between(id);
    const one = this.#listed.get(id, 'file', 'wanted', 'dropped');
    if (from !== 0 && (from !== one.have || (one.prefix === null && one.state === 'wanted')))
      throw untrue(`it begins entry ${id} at ${from}`);
    this.#current = one;
    if (one.state === 'dropped') return;
    const { size } = one.entry;
    this.#moves();
    const hasher = from > 0 ? one.prefix : null;
    this.#settling.release(one, hasher === null);
    one.state = 'open';
    one.landing = new Landing(one.file!, { from, size, hasher }, this.#room, () => this.#broken(one));
    this.#job.progress.begun(one.index, from);
    await this.#roomAgain();
  }

  #between(id: number): void {
    if (this.#current !== null || this.#many !== null)
      throw untrue(`it begins entry ${id} in the middle of another`);
  }

  #moves(): void {
    if (this.#moving) return;
    this.#moving = true;
    this.#job.progress.phase('moving');
  }

  #beginMany({ ids, sha256 }: Message<'many'>): void | Promise<void> {
    this.#between(ids[0] ?? 0);
    if (ids.length !== sha256.length || new Set(ids).size !== ids.length)
      throw untrue('it sends files together whose hashes are more or fewer than they');
    const files = ids.map((id) => this.#listed.get(id, 'many', 'wanted', 'dropped'));
    this.#moves();
    const many = (this.#many = new Many(files, sha256, this.#room));
    for (const one of files) {
      if (one.state === 'dropped') continue;
      this.#settling.release(one);
      one.state = 'open';
    }
    if (many.isWhole) return this.#endMany(many);
  }

  #endMany(many: Many): void | Promise<void> {
    this.#many = null;
    const { progress, sink } = this.#job;
    for (const { state, index, entry } of many.files) {
      if (state === 'dropped') continue;
      progress.begun(index, 0);
      progress.moved(index, entry.size);
    }
    this.#land(
      many.land(sink, {
        landed: (one, landed, sha256) =>
          landed.error === undefined
            ? this.#settling.landed(one, landed, sha256)
            : this.#settling.notLanded(one, landed.error),
        dropped: (one) => this.#settling.settle(one),
      }),
    );
    return this.#roomAgain();
  }

  #data(bytes: Uint8Array): void | Promise<void> {
    if (this.#many !== null) {
      this.#many.add(bytes);
      return this.#many.isWhole ? this.#endMany(this.#many) : undefined;
    }
    const one = this.#current;
    if (one === null) throw untrue('it sends data of no file');
    const { landing } = one;
    if (landing === null) return;
    if (landing.at + bytes.length > one.entry.size)
      throw untrue(`it sends more of entry ${one.id} than it said`);
    landing.add(bytes);
    this.#job.progress.moved(one.index, bytes.length);
    return this.#roomAgain();
  }

  /** Waits while the disk has enough to do, or the user has paused. */
  #roomAgain(): void | Promise<void> {
    if (this.#room.isFull)
      return this.#link.bell.until(() => !this.#room.isFull).then(() => this.#link.gateHere());
    return this.#link.gateHere();
  }

  #end({ id, size, sha256 }: Message<'end'>): void {
    const one = this.#concluded(id, 'end');
    if (one.state === 'dropped') return this.#settling.settle(one);
    const landing = one.landing!;
    if (size !== one.entry.size || landing.at !== size)
      throw untrue(`it ends entry ${id} with ${landing.at} bytes in place of ${one.entry.size}`);
    one.state = 'landing';
    this.#land(this.#finish(one, landing, sha256));
  }

  async #finish(one: Receiving, landing: Landing, sha256: string): Promise<void> {
    try {
      await this.#settling.landed(one, await landing.end(sha256), sha256);
    } catch (error) {
      await this.#settling.notLanded(one, error);
    }
  }

  /** The sender can’t go on with a file. */
  #fail({ id, why, changed }: Message<'fail'>): void {
    const one =
      this.#current?.id === id
        ? this.#concluded(id, 'fail')
        : this.#listed.get(id, 'fail', 'wanted', 'dropped');
    if (one.state === 'dropped') return this.#settling.settle(one);
    const { landing } = one;
    const { file } = one;
    one.state = 'landing';
    const over = async () => {
      const keep = changed !== true;
      if (landing !== null) await landing.breakOff(keep);
      else await (keep ? file?.keep() : file?.discard());
    };
    const told = over()
      .catch(() => {})
      .then(() => {
        this.#job.progress.state(one.index, 'failed', { note: why });
        this.#answers.failed(id, why);
        this.#settling.release(one);
        this.#settling.settle(one);
      });
    this.#land(told);
  }

  /** The file that is open ends; no more data may come. */
  #concluded(id: number, what: string): Receiving {
    const one = this.#current;
    if (one === null || one.id !== id) throw untrue(`it sends “${what}” for entry ${id}, which is not open`);
    this.#current = null;
    return one;
  }

  /** A file can’t be written: its sender is told at once, so that no more of it comes for nothing. */
  #broken(one: Receiving): void {
    const error = one.landing?.failure;
    if (isCode(error, 'DISK_FULL')) this.#link.fail(error);
    // What has all come is told of by the one who finishes it.
    else if (one.state === 'open') this.#giveUp(one, error);
  }

  #giveUp(one: Receiving, error: unknown): void {
    const { landing, file } = one;
    one.state = 'dropped';
    one.landing = null;
    this.#settling.release(one);
    this.#settling.failed(one, error);
    this.#land(
      (landing === null ? (file?.keep() ?? Promise.resolve()) : landing.breakOff(true)).catch(() => {}),
    );
  }

  #land(work: Promise<void>): void {
    const done = work
      .catch((error: unknown) => this.#link.fail(error))
      .finally(() => this.#landings.delete(done));
    this.#landings.add(done);
  }

  /** Keeps what has come of files that are not whole. */
  async #breakOffAll(): Promise<void> {
    for (const { landing, file } of this.#listed.all()) {
      if (landing !== null) await landing.breakOff(true).catch(() => {});
      else await file?.keep().catch(() => {});
    }
  }
}
