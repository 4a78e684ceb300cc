import type { LoadsUpdate } from '../../../../contract/tools/http-load.ts';
import type { BenchClient } from '../../../bridge/client.ts';
import { onOpen } from '../../../bridge/connection.ts';
import { isAbort } from '../../../bridge/failure.ts';
import { announce } from '../../../ui/announce.ts';
import { useLoads } from './store.ts';
import { isRunning, summaryText } from './words.ts';

/** Follows the loads at every opening of the bench. Called once. */
export function followLoads(): void {
  onOpen((client, signal) => {
    follow(client, signal).catch((error: unknown) => {
      if (!signal.aborted && !isAbort(error)) console.error('the loads ended', error);
    });
  });
}

async function follow(client: BenchClient, signal: AbortSignal): Promise<void> {
  for await (const update of await client.httpLoad.watch(undefined, { signal })) {
    if (signal.aborted) return;
    take(update);
  }
}

function take({ reset, loads, removed }: LoadsUpdate): void {
  const { all: before, shown, beside } = useLoads.getState();
  const all = new Map(reset ? [] : before);
  for (const load of loads) {
    const was = before.get(load.id);
    if (was && isRunning(was) && !isRunning(load)) announce(summaryText(load));
    all.set(load.id, load);
  }
  for (const id of removed) all.delete(id);
  const there = (id: string | null) => (id !== null && (all.has(id) || !before.has(id)) ? id : null);
  useLoads.setState({ all, shown: there(shown) ?? [...all.keys()].at(-1) ?? null, beside: there(beside) });
}
