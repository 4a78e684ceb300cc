import type { Run } from '../../../../contract/tools/http-run.ts';
import type { BenchClient } from '../../../bridge/client.ts';
import { onOpen } from '../../../bridge/connection.ts';
import { isAbort } from '../../../bridge/failure.ts';
import { announce } from '../../../ui/announce.ts';
import { useRuns } from './store.ts';
import { isRunning, summaryText } from './words.ts';

/** Follows the runs at every opening of the bench. Called once. */
export function followRuns(): void {
  onOpen((client, signal) => {
    follow(client, signal).catch((error: unknown) => {
      if (!signal.aborted && !isAbort(error)) console.error('the runs ended', error);
    });
  });
}

async function follow(client: BenchClient, signal: AbortSignal): Promise<void> {
  for await (const { runs } of await client.httpRun.watch(undefined, { signal })) {
    if (signal.aborted) return;
    take(runs);
  }
}

function take(runs: readonly Run[]): void {
  const { all: before, shown } = useRuns.getState();
  const known = new Map(before.map((run) => [run.id, run]));
  const all = runs.map((run) => {
    const was = known.get(run.id);
    if (!was) return run;
    if (!isRunning(was)) return was;
    if (!isRunning(run)) announce(summaryText(run));
    return run;
  });
  // The answer to a call may come before the news, which then has what is shown.
  const gone = shown !== null && known.has(shown) && !all.some(({ id }) => id === shown);
  useRuns.setState({ all, ...(gone ? { shown: null } : {}) });
}
