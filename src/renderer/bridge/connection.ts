import { useSyncExternalStore } from 'react';
import { type BenchClient, createBenchClient } from './client.ts';
import { type Attempt, openChannel } from './hosts.ts';

export type ConnectionState =
  /** The first attempt is under way. */
  | 'connecting'
  | 'open'
  /** It was open, or should be; attempts go on with growing pauses. */
  | 'lost'
  /** The host does not let this window in. */
  | 'refused';

export interface Connection {
  readonly state: ConnectionState;
  /** Counts the times it was opened; whoever holds state of a former connection compares it. */
  readonly generation: number;
}

/** What runs while a connection is open: gets the client and a signal that aborts when it is lost. */
export type OpenListener = (client: BenchClient, signal: AbortSignal) => void;

const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 5000;

let connection: Connection = { state: 'connecting', generation: 0 };
let client: BenchClient | null = null;
let current: AbortController | null = null;
let pause = FIRST_PAUSE;
let timer: ReturnType<typeof setTimeout> | undefined;
let attempting = false;
const watchers = new Set<() => void>();
const openListeners = new Set<OpenListener>();

/** The client of the open connection. Throws when there is none, with a sentence that can be shown. */
export function getClient(): BenchClient {
  if (!client) throw new Error('The bench is not answering.');
  return client;
}

/** Runs `listener` at every opening, and at once when it is open now. Returns its removal. */
export function onOpen(listener: OpenListener): () => void {
  openListeners.add(listener);
  if (client && current) listener(client, current.signal);
  return () => openListeners.delete(listener);
}

export function useConnection(): Connection {
  return useSyncExternalStore(watch, () => connection);
}

/** Tries at once, without waiting for the pause to end: at the start, after a new token, on a user's wish. */
export function connectNow(): void {
  clearTimeout(timer);
  if (attempting || connection.state === 'open') return;
  if (connection.state === 'refused') set('connecting');
  attempting = true;
  void openChannel().then((attempt) => {
    attempting = false;
    settle(attempt);
  });
}

function settle(attempt: Attempt): void {
  if (attempt.outcome === 'refused') return set('refused');
  if (attempt.outcome === 'silent') return retry();
  const { channel } = attempt;
  const opened = new AbortController();
  current = opened;
  const made = createBenchClient({
    ...channel,
    // The client takes the only place for a close listener; ours is told along with it.
    onClose: (listener) =>
      channel.onClose(() => {
        listener();
        if (current !== opened) return;
        client = null;
        current = null;
        opened.abort(new Error('the connection to the bench was lost'));
        retry();
      }),
  });
  // It may have closed before the lines above were through.
  if (current !== opened) return;
  client = made;
  pause = FIRST_PAUSE;
  connection = { state: 'open', generation: connection.generation + 1 };
  for (const listener of openListeners) listener(made, opened.signal);
  announce();
}

function retry(): void {
  set('lost');
  clearTimeout(timer);
  timer = setTimeout(connectNow, pause);
  pause = Math.min(pause * 2, LONGEST_PAUSE);
}

function set(state: ConnectionState): void {
  connection = { ...connection, state };
  announce();
}

function announce(): void {
  for (const watcher of watchers) watcher();
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}
