import type { Failure } from '../../../contract/failure.ts';
import { isLive } from '../../../contract/states.ts';
import type { Endpoint, SessionState } from '../../../contract/session.ts';
import type { TransferSession as Summary } from '../../../contract/tools/transfer.ts';
import { Capture } from '../../bench/capture/capture.ts';
import type { CaptureStore } from '../../bench/capture/store.ts';
import { now } from '../../bench/clock.ts';
import { BenchError } from '../../bench/failure.ts';
import { SMALL } from '../../bench/files/small-file.ts';
import type { Registry, SessionItem } from '../../bench/registry.ts';
import { localOf, remoteOf, show } from '../../net/endpoints.ts';
import type { Twins } from '../../net/twins.ts';
import { CaptureRoom } from './capture-room.ts';
import { UserControl } from './control.ts';
import type { Job, Mode } from './mode.ts';
import { TlsState, type Way } from './opening.ts';
import { CLOSED, failureOf, isCancel, type Outcome } from './outcome.ts';
import type { Plan } from './plan.ts';
import { TransferProgress } from './progress.ts';
import { Questions } from './questions.ts';
import { CaptureRecord } from './record.ts';
import { SocketWire } from './socket-wire.ts';
import { endText, withForms } from './texts.ts';
import { work } from './work.ts';

/** What all sessions of the tool share. */
export interface SessionParts {
  registry: Registry;
  captures: CaptureStore;
  twins: Twins<TransferSession>;
  mode(plan: Plan): Mode;
}

interface Owner {
  id: string;
  ended(session: TransferSession): void;
}

/** How long a mode may take to tell the other side that the user has cancelled, in milliseconds. */
const FAREWELL_MS = 1000;

/** One transfer over one connection. */
export class TransferSession implements SessionItem {
  readonly id: string;
  readonly capture: Capture;
  readonly plan: Plan;
  readonly progress: TransferProgress;
  readonly questions: Questions;
  readonly control = new UserControl();
  readonly tls = new TlsState();
  local: Endpoint | null = null;
  remote: Endpoint | null = null;
  twin: string | null = null;
  readonly #parts: SessionParts;
  readonly #owner: Owner | null;
  readonly #title: string;
  readonly #record: CaptureRecord;
  readonly #room: CaptureRoom;
  readonly #createdAt = now();
  #state: SessionState = 'connecting';
  #openedAt: number | null = null;
  #closedAt: number | null = null;
  #closeReason: string | null = null;
  #failure: Failure | null = null;
  #outcome: Outcome | null = null;
  #wire: SocketWire | null = null;
  #stopFarewell: () => void = () => undefined;

  constructor(parts: SessionParts, init: { plan: Plan; title: string; owner: Owner | null }) {
    this.#parts = parts;
    this.id = parts.registry.newId('transfer');
    this.plan = init.plan;
    this.#title = init.title;
    this.#owner = init.owner;
    this.capture = new Capture(parts.captures, this.id);
    const changed = () => this.changed();
    this.progress = new TransferProgress(changed);
    this.questions = new Questions(changed);
    this.#record = new CaptureRecord(this.capture, init.plan.captureAll);
    this.#room = new CaptureRoom(this.capture, parts.captures, changed);
  }

  get over(): boolean {
    return !isLive(this.#state);
  }

  /** Whether it can be taken up where it broke, by a new connection. */
  get canResume(): boolean {
    if (!this.over || this.#owner !== null || this.plan.mode !== 'verified') return false;
    return this.#outcome === 'part' ? this.progress.hasFailed : this.#outcome !== 'whole';
  }

  summary(): Summary {
    const { plan, progress, control } = this;
    return {
      tool: 'transfer',
      id: this.id,
      role: this.#owner ? 'server' : 'client',
      listener: this.#owner?.id ?? null,
      twin: this.twin,
      state: this.#state,
      title: this.#title,
      local: this.local,
      remote: this.remote,
      createdAt: this.#createdAt,
      openedAt: this.#openedAt,
      closedAt: this.#closedAt,
      closeReason: this.#closeReason,
      failure: this.#failure,
      stalled: this.#room.stalledBy,
      counts: this.capture.counts(),
      queued: this.#wire?.queued ?? 0,
      details: {
        mode: plan.mode,
        direction: plan.direction,
        ...progress.info(control.paused),
        question: this.questions.current,
        outcome: this.#outcome,
        folder: plan.direction === 'receive' ? plan.folder : null,
        what: plan.direction === 'send' ? plan.what : '',
        canResume: this.canResume,
        notCaptured: this.#record.notKept,
        tls: this.tls.brief(),
      },
    };
  }

  changed(): void {
    this.#parts.registry.touch(this.id);
  }

  pause(on: boolean): void {
    this.#mustRun();
    if (on === this.control.paused) return;
    this.capture.event('note', on ? 'Paused here.' : 'Goes on here.');
    this.control.pause(on);
    this.progress.pausedHere();
  }

  /** Ends it. What is half there stays where a later try can carry it on. */
  cancel(): void {
    this.#mustRun();
    if (!this.control.cancelled) this.capture.event('note', 'Cancelled here.');
    this.#cancel();
  }

  destroy(): void {
    if (this.over) return;
    this.#cancel();
    this.#drop();
  }

  /** Ends the connection at once, and not by an end where that would tell the other side that all is there. */
  #drop(): void {
    if (this.plan.mode === 'verified') this.#wire?.destroy();
    else void this.#wire?.reset();
  }

  /** Opens the connection and does what is planned. Never rejects. */
  async run(way: Way): Promise<void> {
    try {
      const wire = await this.#open(way);
      this.#finish(await this.#move(wire));
    } catch (error) {
      this.#finish(this.#outcomeOf(error));
    }
  }

  #mustRun(): void {
    if (this.over) throw new BenchError({ code: 'ENDED', message: 'This transfer has ended already.' });
  }

  #cancel(): void {
    if (this.control.cancelled) return;
    this.control.cancel();
    // The mode may have something to say to the other side; then nothing is waited for any more.
    const timer = setTimeout(() => this.#drop(), FAREWELL_MS);
    this.#stopFarewell = () => clearTimeout(timer);
  }

  async #open(way: Way): Promise<SocketWire> {
    const { signal } = this.control;
    const { capture } = this;
    this.#set(way.looksUp ? 'resolving' : 'connecting');
    const raw = await way.open(capture, signal);
    this.local = localOf(raw);
    this.remote = remoteOf(raw) ?? this.remote;
    const peer = this.remote ? show(this.remote) : this.#title;
    if (way.role === 'server') capture.event('accept', `Accepted from ${peer}.`);
    else capture.event('connect', `Connected to ${peer}${this.local ? ` from ${show(this.local)}` : ''}.`);
    this.#parts.twins.opened(this)?.changed();
    const secured = way.wrap ? await this.tls.secure(raw, way.wrap, way.role, capture, signal) : null;
    this.#wire = new SocketWire({
      socket: secured?.socket ?? raw,
      secured,
      peer,
      hasRoom: () => capture.hasRoom,
      room: (aborted) => this.#room.wait(aborted),
      events: {
        ended: () =>
          capture.event(
            'end-received',
            secured?.cutShort
              ? 'The peer has sent its end without closing TLS (close_notify): what came may be cut short.'
              : 'The peer has sent its end.',
          ),
        endSent: () => capture.event('end-sent', 'Sent our end.'),
      },
    });
    this.#openedAt = now();
    this.progress.phase('waiting');
    this.#set('open');
    return this.#wire;
  }

  /** Lets the mode do its work and closes the connection as it ended. Answers the outcome. */
  async #move(wire: SocketWire): Promise<Outcome> {
    try {
      const { plan, progress, control } = this;
      const job: Job = { wire, record: this.#record, progress, control };
      const { failure } = await work(this.#parts.mode(plan), plan, job, this.questions, (part, kept) =>
        progress.leftOver(part, kept),
      );
      await wire.close();
      if (failure === null && this.progress.whole) return 'whole';
      if (this.control.cancelled) return 'cancelled';
      if (failure === null) return 'part';
      this.#failure = withForms(failure, plan);
      this.capture.event(isCancel(failure) ? 'note' : 'error', failure.message);
      return isCancel(failure) ? 'cancelled' : 'broken';
    } catch (error) {
      const outcome = this.#outcomeOf(error);
      // A plain end would tell the other side that all is there, where nothing else tells it.
      if (this.plan.mode === 'verified') await wire.close();
      else await wire.reset();
      return outcome;
    }
  }

  /** What an error makes of the transfer; it is told in the summary unless the user wanted it so. */
  #outcomeOf(error: unknown): Outcome {
    if (this.control.cancelled) return 'cancelled';
    this.#failure = withForms(failureOf(error), this.plan);
    this.capture.event('error', this.#failure.message);
    return 'broken';
  }

  #finish(outcome: Outcome): void {
    this.#stopFarewell();
    this.#room.end();
    this.#parts.twins.closed(this);
    this.#outcome = outcome;
    this.#closedAt = now();
    this.#closeReason = CLOSED[outcome];
    this.progress.end((size) => this.#isKept(size, outcome));
    const { files, bytes } = this.progress.info(false);
    const ms = this.#closedAt - (this.#openedAt ?? this.#closedAt);
    this.capture.event('close', endText({ files, bytes, outcome }, this.plan.direction, ms));
    this.#set(this.#failure && outcome !== 'cancelled' ? 'failed' : 'closed');
    this.#owner?.ended(this);
  }

  /** Whether what has moved of a file that is not whole is of use to a later try, as far as is known here. */
  #isKept(size: number | null, outcome: Outcome): boolean {
    const { mode, direction } = this.plan;
    if (mode === 'verified') return size === null || size > SMALL;
    return direction === 'send' || outcome !== 'cancelled';
  }

  #set(state: SessionState): void {
    this.#state = state;
    this.changed();
  }
}
