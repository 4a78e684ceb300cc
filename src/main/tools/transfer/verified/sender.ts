import type { Ended, SendJob } from '../mode.ts';
import { MAX_TRIES } from './bounds.ts';
import { Comparing } from './comparing.ts';
import { isCode, sentence, untrue } from './failures.ts';
import { HEADER, writeDataHeader } from './frames.ts';
import { type Limits, Link } from './link.ts';
import { listAll } from './lister.ts';
import { type AnyMessage, frameOf, type Got, short, type Want } from './messages.ts';
import { type Loaded, type LoadedMany, SMALL } from './read-ahead.ts';
import { OpenList, type Sending } from './sending.ts';
import { Streamer } from './streamer.ts';
import { type ManyTurn, type Turn, Turns } from './turns.ts';

/** The side that sends: lists, and sends what is wanted while answers come, without waiting for any one of them. */
export class Sender {
  readonly #job: SendJob;
  readonly #link: Link;
  readonly #open = new OpenList();
  readonly #comparing: Comparing;
  readonly #streamer: Streamer;
  readonly #turns: Turns;
  #listed = false;
  #bye = false;
  #moving = false;

  constructor(job: SendJob, limits: Limits) {
    this.#job = job;
    this.#link = new Link(job, limits);
    this.#comparing = new Comparing(this.#link, job.progress, (one) => this.#ready(one));
    this.#turns = new Turns(this.#link.signal);
    this.#streamer = new Streamer(this.#link, job.progress, () => this.#turns.readAhead());
  }

  run(): Promise<Ended> {
    return this.#link.run({
      role: 'send',
      message: (message) => this.#take(message),
      data: () => {
        throw untrue('it sends data, but is to receive');
      },
      work: () => this.#work(),
    });
  }

  async #work(): Promise<void> {
    this.#job.progress.phase('listing');
    const listing = listAll(this.#job, this.#link, this.#open).then(
      () => {
        this.#listed = true;
        this.#link.bell.ring();
      },
      (error: unknown) => this.#link.fail(error),
    );
    try {
      await this.#sendAll();
      this.#job.progress.phase('verifying');
      this.#link.out.control(frameOf('done', {}));
      await this.#link.bell.until(() => this.#bye);
    } finally {
      await this.#close(listing);
    }
  }

  async #sendAll(): Promise<void> {
    const { bell } = this.#link;
    while (true) {
      await this.#link.gate();
      const next = this.#turns.next();
      if (next !== null) await this.#send(next);
      else if (this.#listed && this.#open.count === 0) return;
      else await bell.until(() => this.#turns.waiting > 0 || (this.#listed && this.#open.count === 0));
    }
  }

  async #send(next: Turn | ManyTurn): Promise<void> {
    const { link, progress } = { link: this.#link, progress: this.#job.progress };
    if (!this.#moving) {
      this.#moving = true;
      progress.phase('moving');
    }
    if ('many' in next) {
      await this.#sendMany(next);
      await link.out.room();
      return link.signal.throwIfAborted();
    }
    const { one, loading } = next;
    try {
      if (one.givenUp !== null) {
        await loading?.catch(() => {});
        this.#failed(one, one.givenUp, false);
      } else if (loading !== null) {
        const loaded = await loading;
        if (loaded === null) this.#failed(one, SHRANK, true);
        else this.#sendSmall(one, loaded);
      } else {
        const sha256 = await this.#streamer.send(one);
        if (sha256 === null) this.#failed(one, one.givenUp ?? SHRANK, one.givenUp === null);
        else this.#conclude(one, sha256);
      }
    } catch (error) {
      link.signal.throwIfAborted();
      this.#failed(one, sentence(error), isCode(error, 'FILE_CHANGED'));
    } finally {
      this.#turns.over(next);
      await this.#comparing.release(one);
    }
    await link.out.room();
    link.signal.throwIfAborted();
  }

  #sendSmall(one: Sending, { frame, sha256 }: Loaded): void {
    const { out } = this.#link;
    const { size } = one.entry;
    this.#job.progress.begun(one.index, 0);
    out.control(frameOf('file', { id: one.id, from: 0 }));
    if (size > 0) {
      writeDataHeader(frame, size);
      out.data(frame);
      this.#job.progress.moved(one.index, size);
    }
    this.#conclude(one, sha256);
  }

  async #sendMany(turn: ManyTurn): Promise<void> {
    const { many, loading } = turn;
    const { out, signal } = this.#link;
    const { progress } = this.#job;
    let loaded: LoadedMany;
    try {
      loaded = await loading;
    } catch (error) {
      signal.throwIfAborted();
      for (const one of many) this.#failed(one, sentence(error), false);
      return;
    } finally {
      this.#turns.over(turn);
    }
    const { frame, failed, sha256 } = loaded;
    for (const [n, error] of failed) {
      const one = many[n];
      if (one) this.#failed(one, sentence(error), isCode(error, 'FILE_CHANGED'));
    }
    const going = failed.size === 0 ? many : many.filter((_, n) => !failed.has(n));
    const hashes = failed.size === 0 ? sha256 : sha256.filter((_, n) => !failed.has(n));
    const give = () => this.#turns.pool.give(frame);
    if (going.length === 0) return give();
    out.control(frameOf('many', { ids: going.map(({ id }) => id), sha256: hashes }));
    if (frame.length > HEADER) {
      writeDataHeader(frame, frame.length - HEADER);
      out.data(frame, give);
    } else give();
    for (const [n, one] of going.entries()) {
      progress.begun(one.index, 0);
      progress.moved(one.index, one.entry.size);
      this.#concluded(one, hashes[n] ?? '');
    }
  }

  #conclude(one: Sending, sha256: string): void {
    this.#link.out.control(frameOf('end', { id: one.id, size: one.entry.size, sha256 }));
    this.#concluded(one, sha256);
  }

  #concluded(one: Sending, sha256: string): void {
    one.sha256 = sha256;
    one.state = 'concluded';
    if (one.entry.size > SMALL) this.#job.progress.state(one.index, 'checking');
    this.#settleGivenUp(one);
  }

  #failed(one: Sending, why: string, changed: boolean): void {
    this.#link.out.control(frameOf('fail', { id: one.id, why: short(why), ...(changed && { changed }) }));
    one.state = 'concluded';
    this.#settleGivenUp(one);
  }

  #take(said: AnyMessage): void {
    switch (said.name) {
      case 'want':
        return this.#take_want(said.message);
      case 'prefix':
        return this.#comparing.theirs(this.#open.get(said.message.id, 'prefix', 'comparing'), said.message);
      case 'got':
        return this.#take_got(said.message);
      case 'bye':
        if (!this.#listed || this.#open.count > 0) throw untrue('it says bye before all is done');
        this.#bye = true;
        this.#link.finish();
        return this.#link.bell.ring();
      default:
        throw untrue(`it sends “${said.name}”, but is to receive`);
    }
  }

  #take_want({ take, have, made, skip, refuse }: Want): void {
    const answered = (id: number, what: string) => this.#open.get(id, what, 'listed');
    for (const id of take ?? []) {
      const one = answered(id, 'take');
      if (one.entry.kind !== 'file') throw untrue(`it wants the bytes of entry ${id}, which has none`);
      this.#ready(one);
    }
    for (const [id, bytes] of have ?? []) {
      const one = answered(id, 'have');
      if (one.entry.kind !== 'file' || bytes > one.entry.size)
        throw untrue(`it has more of entry ${id} than there is`);
      one.have = bytes;
      one.state = 'comparing';
      this.#comparing.add(one);
    }
    for (const id of made ?? []) {
      const one = answered(id, 'made');
      if (one.entry.kind === 'file') throw untrue(`it says “made” of entry ${id}, which is a file`);
      this.#settle(one, 'done');
    }
    for (const [id, why] of skip ?? []) this.#settle(answered(id, 'skip'), 'skipped', why);
    for (const [id, why] of refuse ?? []) this.#settle(answered(id, 'refuse'), 'refused', why);
  }

  #take_got({ got, again, failed }: Got): void {
    for (const id of got ?? []) {
      const one = this.#open.get(id, 'got', 'concluded');
      if (one.sha256 === null) throw untrue(`it has got entry ${id}, which was not sent whole`);
      this.#settle(one, 'done');
    }
    for (const id of again ?? []) {
      const one = this.#open.get(id, 'again', 'concluded');
      if (++one.tries >= MAX_TRIES) throw untrue(`it wants entry ${id} more than ${MAX_TRIES} times`);
      one.have = 0;
      one.sha256 = null;
      this.#job.progress.again(one.index);
      this.#ready(one);
    }
    for (const [id, why] of failed ?? []) {
      const one = this.#open.get(id, 'failed', 'comparing', 'wanted', 'concluded');
      if (one.givenUp !== null) throw untrue(`it gives entry ${id} up twice`);
      one.givenUp = why;
      this.#link.bell.ring();
      this.#settleGivenUp(one);
    }
  }

  #ready(one: Sending): void {
    one.state = 'wanted';
    this.#turns.add(one);
    this.#link.bell.ring();
  }

  /** What failed is through when both sides have said so. */
  #settleGivenUp(one: Sending): void {
    if (one.state === 'concluded' && one.givenUp !== null) this.#settle(one, 'failed', one.givenUp);
  }

  #settle(one: Sending, state: 'done' | 'skipped' | 'refused' | 'failed', note?: string): void {
    this.#open.settle(one);
    this.#job.progress.state(one.index, state, {
      ...(state === 'done' && one.sha256 !== null && { sha256: one.sha256 }),
      ...(note !== undefined && { note }),
    });
    this.#link.bell.ring();
  }

  /** Closes whatever is still open. */
  async #close(listing: Promise<void>): Promise<void> {
    await listing;
    await this.#comparing.settled();
    await this.#turns.settled();
    for (const one of this.#open.all()) await this.#comparing.release(one);
  }
}

const SHRANK = 'It became shorter while it was sent.';
