import { setImmediate as otherWork } from 'node:timers/promises';
import type { Run, Sequence, Shown, Step, StepResult } from '../../../contract/messages.ts';
import type { MessageSpec } from '../../../contract/payload/message.ts';
import { stepsIn } from '../../../contract/sequence.ts';
import { now } from '../clock.ts';
import { BenchError } from '../failure.ts';
import type { Registry, SessionItem } from '../registry.ts';
import { makeMessage, readMessage } from './build.ts';
import { type Seeker, seekerFor } from './incoming.ts';
import { freshResults, shown, SHOWN_BYTES } from './results.ts';
import { SessionWatch } from './session-watch.ts';

/** How long a peer may take to take what a step sends. */
const SEND_MS = 10_000;

export interface RunParts {
  registry: Registry;
  /** The message of a saved one; null when it is gone. */
  saved(id: string): { name: string; spec: MessageSpec } | null;
  /** Called when something of the run has changed. */
  changed(): void;
}

/** Why a step failed, with what there is to show. */
class StepFailure extends Error {
  readonly expected: Shown | null;
  readonly came: Shown | null;
  constructor(problem: string, expected: Shown | null = null, came: Shown | null = null) {
    super(problem);
    this.expected = expected;
    this.came = came;
  }
}

/**
 * One run of a sequence in a session. It reads what the capture has received, from where the step before ended, and
 * needs no window. Ends by itself, by `stop`, or with its session.
 */
export class SequenceRun {
  readonly id: string;
  readonly session: string;
  readonly #item: SessionItem;
  readonly #parts: RunParts;
  readonly #steps: readonly Step[];
  readonly #about: Pick<Run, 'sequence' | 'name' | 'where' | 'startedAt'>;
  readonly #results: StepResult[];
  readonly #abort = new AbortController();
  #state: Run['state'] = 'running';
  #endedAt: number | null = null;
  /** Where the bytes begin that no step has used. */
  #position: number;
  #sends = 0;
  readonly #watch: SessionWatch;
  readonly done: Promise<void>;

  constructor(
    id: string,
    item: SessionItem,
    sequence: Pick<Sequence, 'name' | 'steps'> & { id: string | null },
    parts: RunParts,
  ) {
    this.id = id;
    this.session = item.id;
    this.#item = item;
    this.#parts = parts;
    this.#steps = sequence.steps;
    this.#position = item.capture.length('in');
    this.#results = freshResults(sequence.steps, (saved) => parts.saved(saved)?.name ?? null);
    this.#about = {
      sequence: sequence.id,
      name: sequence.name,
      where: item.summary().title,
      startedAt: now(),
    };
    this.#watch = new SessionWatch(parts.registry, item, this.#abort.signal);
    this.done = this.#run();
  }

  get running(): boolean {
    return this.#state === 'running';
  }

  summary(): Run {
    return {
      id: this.id,
      session: this.session,
      ...this.#about,
      state: this.#state,
      endedAt: this.#endedAt,
      steps: this.#results.map((result) => ({ ...result })),
    };
  }

  stop(): void {
    this.#abort.abort();
  }

  async #run(): Promise<void> {
    try {
      // The call that starts it is answered first.
      await otherWork();
      const passed = await this.#block(this.#steps, 0);
      this.#state = passed ? 'passed' : this.#abort.signal.aborted ? 'stopped' : 'failed';
    } finally {
      this.#watch.end();
      this.#endedAt = now();
      this.#parts.changed();
    }
  }

  /** Steps one after the other; `first` is the place of the first one's result. False: one has not passed. */
  async #block(steps: readonly Step[], first: number): Promise<boolean> {
    let index = first;
    for (const step of steps) {
      if (!(await this.#step(step, index))) return false;
      index += stepsIn(step);
    }
    return true;
  }

  async #step(step: Step, index: number): Promise<boolean> {
    const result = this.#results[index]!;
    const began = performance.now();
    Object.assign(result, {
      state: 'running',
      problem: null,
      done: null,
      expected: null,
      came: null,
      took: null,
    });
    this.#parts.changed();
    try {
      if (step.kind === 'repeat') {
        result.passed = 0;
        for (let round = 0; round < step.times; round++) {
          // Not even a million rounds of nothing hold up the bench.
          await otherWork();
          this.#abort.signal.throwIfAborted();
          if (!(await this.#block(step.steps, index + 1))) {
            result.state = this.#abort.signal.aborted ? 'stopped' : 'failed';
            result.problem = `Round ${(round + 1).toLocaleString('en-US')} of ${step.times.toLocaleString('en-US')} did not pass.`;
            return false;
          }
          result.passed++;
        }
      } else {
        result.done = await this.#act(step);
        result.passed++;
      }
      result.state = 'passed';
      return true;
    } catch (error) {
      if (this.#abort.signal.aborted) {
        result.state = 'stopped';
        return false;
      }
      result.state = 'failed';
      result.problem = sentence(error);
      if (error instanceof StepFailure) {
        result.expected = error.expected;
        result.came = error.came;
      } else if (!(error instanceof BenchError)) console.error('a step of a sequence:', error);
      return false;
    } finally {
      result.took = performance.now() - began;
      this.#parts.changed();
    }
  }

  #act(step: Exclude<Step, { kind: 'repeat' }>): Promise<Shown | null> {
    switch (step.kind) {
      case 'send':
        return this.#send(step);
      case 'wait':
        return this.#waitFor(step);
      case 'silence':
        return this.#silence(step.forMs);
      case 'pause':
        return this.#watch.until(step.ms, () => null).then(() => null);
    }
  }

  async #send({ message }: Extract<Step, { kind: 'send' }>): Promise<Shown> {
    const spec = 'spec' in message ? message.spec : this.#parts.saved(message.saved)?.spec;
    if (!spec)
      throw new StepFailure('The saved message is no longer there. Choose another one in this step.');
    const bytes = makeMessage(readMessage(spec), this.#sends);
    if (!this.#item.send) throw new StepFailure('Nothing can be sent in this session.');
    const { signal } = this.#abort;
    const giveUp = new AbortController();
    const stop = () => giveUp.abort(signal.reason);
    const timer = setTimeout(() => giveUp.abort(), SEND_MS);
    signal.addEventListener('abort', stop);
    try {
      await this.#item.send(bytes, giveUp.signal);
    } catch (error) {
      if (giveUp.signal.aborted && !signal.aborted)
        throw new StepFailure(
          'The peer has not taken it within 10 seconds: it does not read.',
          shown(Buffer.from(bytes), bytes.length),
        );
      throw error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    }
    this.#sends++;
    return shown(Buffer.from(bytes), bytes.length);
  }

  async #waitFor({ expected, withinMs }: Extract<Step, { kind: 'wait' }>): Promise<Shown> {
    const { capture } = this.#item;
    const from = this.#position;
    const seeker = seekerFor(expected, capture, from);
    const found = await this.#watch.until(withinMs, async (last) => {
      const look = await seeker.look(this.#abort.signal);
      if (look !== null && 'problem' in look) throw await this.#came(look.problem, seeker);
      if (look === null && last !== null) throw await this.#came(last, seeker);
      return look?.end ?? null;
    });
    if (found === null) throw await this.#came(`Not within ${withinMs.toLocaleString('en-US')} ms.`, seeker);
    this.#position = found;
    const start = seeker.needle ? found - seeker.needle.length : from;
    return shown(await capture.read('in', start, Math.min(SHOWN_BYTES, found - start)), found - start);
  }

  async #silence(forMs: number): Promise<null> {
    const came = await this.#watch.until(forMs, (last) => {
      if (this.#item.capture.length('in') > this.#position) return true;
      // Nothing can come any more.
      return last === null ? null : false;
    });
    if (came) throw await this.#came('Something came.', null);
    return null;
  }

  /** What a step that failed shows: what it waited for, and the first bytes that came instead. */
  async #came(problem: string, seeker: Seeker | null): Promise<StepFailure> {
    const from = this.#position;
    const { capture } = this.#item;
    const length = capture.length('in') - from;
    const bytes = await capture.read('in', from, Math.min(length, SHOWN_BYTES));
    const needle = seeker?.needle ?? null;
    return new StepFailure(problem, needle && shown(needle, needle.length), shown(bytes, length));
  }
}

function sentence(error: unknown): string {
  if (!(error instanceof BenchError))
    return error instanceof StepFailure ? error.message : 'The bench could not do this.';
  const { message, hint } = error.failure;
  return hint ? `${message} ${hint}` : message;
}
