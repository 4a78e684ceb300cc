import { create } from 'zustand';
import type { Exchange } from '../../../../contract/http/exchange.ts';
import type { ExchangesUpdate } from '../../../../contract/tools/http.ts';
import type { BenchClient } from '../../../bridge/client.ts';
import { onOpen } from '../../../bridge/connection.ts';
import { isAbort } from '../../../bridge/failure.ts';
import { patchOpen, useHttp } from '../store.ts';

/** What came of the requests, as main tells it. Components select one exchange, never the whole. */
export const useExchanges = create<{
  /** In the order in which they came; an unchanged one keeps its identity. */
  all: ReadonlyMap<string, Exchange>;
}>(() => ({ all: new Map() }));

/** Undefined: it is not told of yet, or has been removed. */
export const useExchange = (id: string | null): Exchange | undefined =>
  useExchanges(({ all }) => (id === null ? undefined : all.get(id)));

/** More of it may come. */
export const isUnderWay = (exchange: Exchange | undefined): boolean =>
  exchange !== undefined && ['waiting', 'sending', 'receiving'].includes(exchange.state);

/** Follows the exchanges at every opening of the bench. Called once. */
export function followExchanges(): void {
  onOpen((client, signal) => {
    follow(client, signal).catch((error: unknown) => {
      if (!signal.aborted && !isAbort(error)) console.error('the exchanges ended', error);
    });
  });
}

async function follow(client: BenchClient, signal: AbortSignal): Promise<void> {
  for await (const update of await client.http.watch(undefined, { signal })) {
    if (signal.aborted) return;
    const { all } = useExchanges.getState();
    useExchanges.setState({ all: applyUpdate(all, update) });
    if (update.reset || update.removed.length > 0) forgetRemoved(update);
  }
}

/** One update put into the map: pure. */
export function applyUpdate(
  all: ReadonlyMap<string, Exchange>,
  { reset, exchanges, removed }: ExchangesUpdate,
): ReadonlyMap<string, Exchange> {
  const next = new Map(reset ? [] : all);
  for (const exchange of exchanges) next.set(exchange.id, exchange);
  for (const id of removed) next.delete(id);
  return next;
}

/** An open request does not show what is not there any more. */
function forgetRemoved({ reset, removed }: ExchangesUpdate): void {
  const { all } = useExchanges.getState();
  for (const { key, exchange } of useHttp.getState().open)
    if (exchange !== null && (reset ? !all.has(exchange) : removed.includes(exchange)))
      patchOpen(key, { exchange: null });
}
