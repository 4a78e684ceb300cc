import { MOST_LOOKED_AT } from '../expect/evaluate.ts';
import type { Prepared } from '../request/prepared.ts';
import type { Exchange } from './exchange.ts';

/** Holds what has come of a request against what it expects. */
export async function judge(exchange: Exchange, prepared: Prepared): Promise<void> {
  if (!exchange.request.expectations.some(({ on }) => on)) return;
  const { body, hops } = exchange;
  const { charset } = exchange.detail().body;
  // What can't be read again is as good as not there.
  const bytes = body === null ? null : await body.read('decoded', 0, MOST_LOOKED_AT).catch(() => null);
  const over = hops.at(-1)?.ended ?? performance.now();
  exchange.expectations = prepared.expect({
    answer: hops.at(-1)?.answer ?? null,
    ms: over - (hops[0]?.begun ?? over),
    body: {
      bytes: bytes ?? new Uint8Array(),
      whole: (bytes?.length ?? 0) >= (body?.decoded ?? 0),
      charset,
    },
  });
}
