import { dispatcher } from '../../../bench/dispatcher.ts';
import { saveBytes } from '../../../bench/save-bytes.ts';
import type { HttpClient } from '../client/client.ts';
import type { HttpParts } from '../parts.ts';
import { json, junit } from './report.ts';
import type { CollectionRun } from './run.ts';
import { Runs } from './runs.ts';

const never = new AbortController().signal;

/** Runs of collections. See the contract for each call. */
export function httpRunService(parts: HttpParts, client: HttpClient) {
  const d = dispatcher.httpRun;
  const runs = new Runs(parts, client);
  parts.atClose(() => runs.close());
  return {
    start: d.start.handler(async ({ input }) => ({ run: await runs.start(input) })),
    again: d.again.handler(async ({ input }) => ({ run: await runs.again(input.run, input.only) })),
    watch: d.watch.handler(({ signal }) => runs.watch(signal ?? never)),
    rows: d.rows.handler(({ input: { run, only, from, count } }) => ({
      rows: runs.get(run).page(only, from, count),
    })),
    stop: d.stop.handler(({ input }) => {
      runs.get(input.run).stop();
      return {};
    }),
    remove: d.remove.handler(({ input }) => {
      for (const id of input.runs) runs.remove(id);
      return {};
    }),
    save: d.save.handler(({ input: { run: id, format }, signal }) => {
      const run = runs.get(id);
      const text = (format === 'junit' ? junit : json)(run.summary(), keptOf(run));
      return saveBytes(parts.save, format === 'junit' ? 'run.xml' : 'run.json', Buffer.from(text), signal);
    }),
  };
}

function* keptOf(run: CollectionRun) {
  for (let index = 0; index < run.rows; index++) {
    const kept = run.at(index);
    if (kept) yield kept;
  }
}
