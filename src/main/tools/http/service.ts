import { dispatcher } from '../../bench/dispatcher.ts';
import { BenchError } from '../../bench/failure.ts';
import { pause } from '../../bench/pause.ts';
import type { HttpParts } from './parts.ts';

/** The HTTP tool. See the contract for each call. */
export function httpService({ registry }: HttpParts) {
  const d = dispatcher.http;
  const none = (): never => {
    throw new BenchError({ code: 'NOT_FOUND', message: 'There is no such exchange.' });
  };
  return {
    send: d.send.handler(none),
    watch: d.watch.handler(async function* ({ signal }) {
      yield { reset: true, exchanges: [], removed: [] };
      while (signal && !signal.aborted) await pause(60_000, signal).catch(() => undefined);
    }),
    detail: d.detail.handler(none),
    request: d.request.handler(none),
    body: d.body.handler(none),
    saveBody: d.saveBody.handler(none),
    cancel: d.cancel.handler(none),
    remove: d.remove.handler(none),
    close: d.close.handler(async ({ input }) => {
      registry.session(input.session).destroy();
      return {};
    }),
  };
}
