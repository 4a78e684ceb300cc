import { blankRequest, REQUEST_OPTIONS } from '../../src/contract/payload/http-request.ts';
import type { HttpRequest, RequestOptions } from '../../src/contract/http/request.ts';
import type { Load, LoadPlan } from '../../src/contract/tools/http-load.ts';
import type { BenchClient } from '../../src/renderer/bridge/client.ts';
import { PATIENCE, within } from './wait.ts';

/** A GET of this URL, unless `change` says otherwise. */
export const asking = (
  url: string,
  change: Partial<HttpRequest> = {},
  options: Partial<RequestOptions> = {},
): HttpRequest => blankRequest({ url, ...change, options: { ...REQUEST_OPTIONS, ...options } });

/** So many requests, so many at a time. */
export const many = (count: number, atOnce: number): LoadPlan => ({
  amount: { kind: 'requests', count },
  pace: { kind: 'together', atOnce },
});

export const NO_CONTEXT = { collection: null, environment: null };

export const start = async (
  client: BenchClient,
  requests: HttpRequest | HttpRequest[],
  plan: LoadPlan,
): Promise<string> =>
  (await client.httpLoad.start({ requests: [requests].flat(), plan, name: '', context: NO_CONTEXT })).load;

/** Waits until what is told of a load is as wanted. */
export async function loadUntil(
  client: BenchClient,
  id: string,
  wanted: (load: Load) => boolean = ({ state }) => state !== 'starting' && state !== 'running',
): Promise<Load> {
  const stop = new AbortController();
  let last: Load | undefined;
  const watched = (async () => {
    for await (const { loads } of await client.httpLoad.watch(undefined, { signal: stop.signal })) {
      last = loads.find((one) => one.id === id) ?? last;
      if (last && wanted(last)) return last;
    }
    throw new Error('the stream ended');
  })();
  try {
    return await within(watched, () => `the load: ${JSON.stringify(last)}`, 2 * PATIENCE);
  } finally {
    stop.abort();
    await watched.catch(() => undefined);
  }
}

/** Makes a load and waits for its end. */
export async function loaded(
  client: BenchClient,
  requests: HttpRequest | HttpRequest[],
  plan: LoadPlan,
): Promise<Load> {
  return loadUntil(client, await start(client, requests, plan));
}
