import { dispatcher } from '../../../bench/dispatcher.ts';
import { saveBytes } from '../../../bench/save-bytes.ts';
import type { HttpParts } from '../parts.ts';
import { k6Script } from './k6-script.ts';
import { Loads } from './loads.ts';
import { makeTargets } from './targets.ts';

const never = new AbortController().signal;

/** Many requests. See the contract for each call. */
export function httpLoadService(parts: HttpParts) {
  const d = dispatcher.httpLoad;
  const loads = new Loads();
  parts.atClose(() => loads.close());
  return {
    start: d.start.handler(async ({ input, signal }) => {
      loads.check();
      const targets = await makeTargets(parts, input, signal ?? never);
      return { load: loads.start(input, targets) };
    }),
    watch: d.watch.handler(({ signal }) => loads.watch(signal ?? never)),
    stop: d.stop.handler(async ({ input }) => {
      loads.get(input.load).stop();
      return {};
    }),
    remove: d.remove.handler(async ({ input }) => {
      await Promise.all(input.loads.map((id) => loads.remove(id)));
      return {};
    }),
    k6: d.k6.handler(async ({ input }) => ({
      script: k6Script(input, await parts.contexts.variables(input.context)),
    })),
    saveK6: d.saveK6.handler(async ({ input, signal }) => {
      const script = k6Script(input, await parts.contexts.variables(input.context));
      return saveBytes(parts.save, 'load.js', Buffer.from(script), signal);
    }),
  };
}
