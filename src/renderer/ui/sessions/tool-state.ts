import { create, type StoreApi, type UseBoundStore } from 'zustand';
import type { Listener, Session } from '../../../contract/bench.ts';
import type { Failure } from '../../../contract/failure.ts';
import { type ToolSlug, useBench, useListener, useSession } from '../../bridge/bench-store.ts';
import { toFailure } from '../../bridge/failure.ts';
import { recall, remember } from '../../bridge/memory.ts';
import { announce } from '../announce.ts';

export type Selection = { kind: 'session' | 'listener'; id: string };

/** What the page of one tool holds of its list of sessions. What is on the bench is in the bench store. */
export interface ToolUi {
  selected: Selection | null;
  /** Sessions that are shown together with their twin. */
  twoEnds: ReadonlySet<string>;
  /** Listeners folded in the list. */
  folded: ReadonlySet<string>;
  /** Taken off the list, and off the bench when the time to undo is over. */
  removing: ReadonlySet<string>;
  /** Why the last act on a session or listener failed. */
  actFailure: { id: string; failure: Failure } | null;
}

/** `S` and `L`: the tool's sessions and listeners; `never` where it has no such thing. */
export interface ToolState<S extends Session, L extends Listener> {
  readonly tool: ToolSlug;
  readonly use: UseBoundStore<StoreApi<ToolUi>>;
  /** Takes over what the window remembered; once, before the page is drawn. */
  recall(): void;
  select(selected: Selection | null): void;
  toggle(which: 'twoEnds' | 'folded', id: string): void;
  /** Does something to a session or a listener; what fails is shown beside it, and said to screen readers. */
  act(id: string, work: () => Promise<unknown>): Promise<void>;
  forgetFailure(): void;
  /** The tool's own on the bench, in the order in which they came. */
  sessions(): S[];
  listeners(): L[];
  isOwn(session: Session): session is S;
  /** One of the tool's own by its id; what is another tool's is not there. */
  session(id: string | null | undefined): S | undefined;
  listener(id: string | null | undefined): L | undefined;
  useSession(id: string | null): S | undefined;
  useListener(id: string | null): L | undefined;
}

export type AnyToolState = ToolState<Session, Listener>;

const EMPTY: ReadonlySet<string> = new Set();

/** The state of one tool's page: what is selected, folded, on its way out. Made once, at the top of a module. */
export function createToolState<S extends Session, L extends Listener>(tool: S['tool']): ToolState<S, L> {
  const key = `${tool}.selected`;
  const isOwn = (session: Session): session is S => session.tool === tool;
  const isOwnListener = (listener: Listener): listener is L => listener.tool === tool;
  const own = (session: Session | undefined) => (session && isOwn(session) ? session : undefined);
  const ownListener = (listener: Listener | undefined) =>
    listener && isOwnListener(listener) ? listener : undefined;
  const use = create<ToolUi>(() => ({
    selected: null,
    twoEnds: EMPTY,
    folded: EMPTY,
    removing: EMPTY,
    actFailure: null,
  }));
  return {
    tool,
    use,
    recall() {
      const selected = recall<Partial<Selection>>(key, {});
      if (selected.kind && selected.id) use.setState({ selected: { kind: selected.kind, id: selected.id } });
    },
    select(selected) {
      use.setState({ selected });
      remember(key, selected ?? {}, 'memory');
    },
    toggle(which, id) {
      const next = new Set(use.getState()[which]);
      if (!next.delete(id)) next.add(id);
      use.setState({ [which]: next });
    },
    async act(id, work) {
      if (use.getState().actFailure?.id === id) use.setState({ actFailure: null });
      try {
        await work();
      } catch (error) {
        const failure = toFailure(error);
        use.setState({ actFailure: { id, failure } });
        announce(failure.message);
      }
    },
    forgetFailure: () => use.setState({ actFailure: null }),
    sessions: () => [...useBench.getState().sessions.values()].filter(isOwn),
    listeners: () => [...useBench.getState().listeners.values()].filter(isOwnListener),
    isOwn,
    session: (id) => own(useBench.getState().sessions.get(id ?? '')),
    listener: (id) => ownListener(useBench.getState().listeners.get(id ?? '')),
    useSession: (id) => own(useSession(id)),
    useListener: (id) => ownListener(useListener(id)),
  };
}
