import { create } from 'zustand';
import type { Session } from '../../../contract/bench.ts';
import type { LensSpec } from '../../../contract/lens.ts';
import type { NamedKind } from '../../../contract/payload/framing.ts';
import { useBench } from '../../bridge/bench-store.ts';
import { recall, remember } from '../../bridge/memory.ts';
import { type FramingDraft, FRESH_FRAMING, readFraming } from '../framing/framing-draft.ts';

/** How a session's bytes are framed in the timeline. */
export interface LensChoice {
  draft: FramingDraft;
  starts: NonNullable<LensSpec['starts']>;
  /** Frames of a protocol are named, whatever the fields say. */
  named?: NamedKind | null;
}

interface Choices {
  sessions: Record<string, LensChoice>;
  /** What the sessions of a listener begin with. */
  listeners: Record<string, FramingDraft>;
  /** The fields as they were last filled in, for what nothing was chosen for. */
  last: FramingDraft;
}

const KEY = 'timeline.lenses';
const NONE: Choices = { sessions: {}, listeners: {}, last: FRESH_FRAMING };

const useChoices = create<{ choices: Choices | null }>(() => ({ choices: null }));

/** What main remembers is loaded by the first who asks. */
const choicesNow = (): Choices =>
  useChoices.getState().choices ?? { ...NONE, ...recall<Partial<Choices>>(KEY, {}) };

type Of = Pick<Session, 'id' | 'listener' | 'details'>;

const untouched = new WeakMap<FramingDraft, LensChoice>();
/** What has named frames is looked at by these unless something else is chosen. */
const asNamed = (named: NamedKind): LensChoice => ({
  draft: { ...FRESH_FRAMING, kind: 'raw' },
  starts: [],
  named,
});
const NAMED: Record<NamedKind, LensChoice> = { http2: asNamed('http2'), websocket: asNamed('websocket') };

function choiceIn({ sessions, listeners, last }: Choices, session: Of): LensChoice {
  const { id, listener } = session;
  const own = sessions[id];
  if (own) return own;
  const named = namedOf(session);
  if (named) return NAMED[named];
  const draft = (listener !== null ? listeners[listener] : undefined) ?? last;
  const known = untouched.get(draft);
  if (known) return known;
  const isListeners = draft !== last;
  const choice: LensChoice = { draft: isListeners ? draft : { ...draft, kind: 'raw' }, starts: [] };
  untouched.set(draft, choice);
  return choice;
}

export const lensChoiceOf = (session: Of): LensChoice => choiceIn(choicesNow(), session);
export function useLensChoice(session: Of): LensChoice {
  return useChoices(({ choices }) => choiceIn(choices ?? choicesNow(), session));
}

export function chooseLens(session: Of, change: Partial<LensChoice>): void {
  const { id, listener } = session;
  const choices = choicesNow();
  const choice = { ...choiceIn(choices, session), ...change };
  const next: Choices = {
    sessions: { ...choices.sessions, [id]: choice },
    listeners: listener === null ? choices.listeners : { ...choices.listeners, [listener]: choice.draft },
    last: choice.draft,
  };
  useChoices.setState({ choices: next });
  remember(KEY, next, 'memory');
}

/** The lens of a choice; null where reads are shown as they came, or where the fields can't be read. */
export function lensOf({ draft, starts, named }: LensChoice): LensSpec | null {
  if (named) return { framing: { kind: named }, starts };
  const read = readFraming(draft);
  return read.ok && read.framing.kind !== 'raw' ? { framing: read.framing, starts } : null;
}

/** What a session carries whose frames have names. */
export function namedOf({ details }: Pick<Session, 'details'>): NamedKind | null {
  if (!('protocol' in details)) return null;
  return details.protocol === 'h2' ? 'http2' : details.protocol === 'websocket' ? 'websocket' : null;
}

/** Whether a session's bytes are a stream: datagrams are messages already. */
export function isStream(session: Session): boolean {
  const { details } = session;
  if ('transport' in details && details.transport === 'udp') return false;
  if ('protocol' in details && details.protocol === 'udp') return false;
  return session.tool !== 'udp';
}

// What was taken off the bench is forgotten.
useBench.subscribe((now, before) => {
  const { choices } = useChoices.getState();
  if (now.shape === before.shape || !choices) return;
  const kept = <T>(all: Record<string, T>, there: ReadonlyMap<string, unknown>) =>
    Object.fromEntries(Object.entries(all).filter(([id]) => there.has(id)));
  const sessions = kept(choices.sessions, now.sessions);
  const listeners = kept(choices.listeners, now.listeners);
  const same =
    Object.keys(sessions).length === Object.keys(choices.sessions).length &&
    Object.keys(listeners).length === Object.keys(choices.listeners).length;
  if (same) return;
  const next = { ...choices, sessions, listeners };
  useChoices.setState({ choices: next });
  remember(KEY, next, 'memory');
});
