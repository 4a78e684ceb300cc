import { create } from 'zustand';
import type { BenchInfo, BenchUpdate, Listener, Session } from '../../contract/bench.ts';
import type { BenchClient } from './client.ts';

/** What stands on the bench, as main tells it. Components select one session or one listener, never the whole. */
export interface BenchState {
  /** In the order in which they came. A new map for each batch; an unchanged session keeps its identity. */
  readonly sessions: ReadonlyMap<string, Session>;
  readonly listeners: ReadonlyMap<string, Listener>;
  /** Changes only when a session or a listener comes, goes, or changes its state. */
  readonly shape: number;
  readonly info: BenchInfo | null;
}

export const useBench = create<BenchState>(() => ({
  sessions: new Map(),
  listeners: new Map(),
  shape: 0,
  info: null,
}));

export const useSession = (id: string | null): Session | undefined =>
  useBench((s) => (id === null ? undefined : s.sessions.get(id)));
export const useListener = (id: string | null): Listener | undefined =>
  useBench((s) => (id === null ? undefined : s.listeners.get(id)));

/** Waits until the bench has told of a session or a listener: the answer to a call may come before the news. */
export function benchHas(id: string): Promise<void> {
  const told = ({ sessions, listeners }: BenchState) => sessions.has(id) || listeners.has(id);
  if (told(useBench.getState())) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = setTimeout(done, 5000);
    const stop = useBench.subscribe((state) => {
      if (told(state)) done();
    });
  });
}

export type ToolSlug = Session['tool'];

/** Follows the bench until the signal aborts; the first update replaces everything. */
export async function followBench(client: BenchClient, signal: AbortSignal): Promise<void> {
  for await (const update of await client.bench.watch(undefined, { signal })) {
    if (signal.aborted) return;
    useBench.setState((state) => applyUpdate(state, update));
  }
}

/** One batch put into the state: pure, and one copy of each map that changes, whatever the size of the batch. */
export function applyUpdate(state: BenchState, update: BenchUpdate): Partial<BenchState> {
  const { reset } = update;
  let shaped = reset || update.removed.length > 0;
  const next: { sessions?: Map<string, Session>; listeners?: Map<string, Listener>; shape?: number } = {};
  if (reset || update.sessions.length > 0 || update.removed.length > 0) {
    const sessions = new Map(reset ? [] : state.sessions);
    for (const session of update.sessions) {
      if (sessions.get(session.id)?.state !== session.state) shaped = true;
      sessions.set(session.id, session);
    }
    for (const id of update.removed) sessions.delete(id);
    next.sessions = sessions;
  }
  if (reset || update.listeners.length > 0 || update.removed.length > 0) {
    const listeners = new Map(reset ? [] : state.listeners);
    for (const listener of update.listeners) {
      if (listeners.get(listener.id)?.state !== listener.state) shaped = true;
      listeners.set(listener.id, listener);
    }
    for (const id of update.removed) listeners.delete(id);
    next.listeners = listeners;
  }
  if (shaped) next.shape = state.shape + 1;
  return next;
}
