import type { ExchangeDetail } from '../../src/contract/http/exchange.ts';
import type { HttpRequest } from '../../src/contract/http/request.ts';
import type { TestBench } from './bench.ts';

const MiB = 1024 * 1024;
const context = { collection: null, environment: null };

/** Sends a request of no collection. */
export const send = ({ client }: TestBench, request: HttpRequest, saveTo?: string) =>
  client.http.send({ request, context, ...(saveTo === undefined ? {} : { saveTo }) });

/** Follows an exchange until `there` is true of it. */
export async function exchangeUntil(
  { client }: TestBench,
  exchange: string,
  there: (detail: ExchangeDetail) => boolean,
): Promise<ExchangeDetail> {
  const stop = new AbortController();
  try {
    for await (const update of await client.http.watch(undefined, { signal: stop.signal })) {
      if (!update.exchanges.some(({ id }) => id === exchange)) continue;
      const detail = await client.http.detail({ exchange });
      if (there(detail)) return detail;
    }
  } finally {
    stop.abort();
  }
  throw new Error('the watch ended');
}

/** What an exchange came to. */
export const exchangeOver = (bench: TestBench, exchange: string): Promise<ExchangeDetail> =>
  exchangeUntil(bench, exchange, ({ summary }) => summary.ms !== null);

/** Sends a request and answers with what it came to. */
export async function sent(bench: TestBench, request: HttpRequest, saveTo?: string): Promise<ExchangeDetail> {
  return exchangeOver(bench, (await send(bench, request, saveTo)).exchange);
}

/** The whole body of an answer. */
export async function bodyOf(
  { client }: TestBench,
  exchange: string,
  form: 'raw' | 'decoded' = 'decoded',
): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let from = 0; ;) {
    const { bytes, size } = await client.http.body({ exchange, form, from, length: MiB });
    pieces.push(Buffer.from(await bytes.arrayBuffer()));
    from += bytes.size;
    if (bytes.size === 0 || from >= size) return Buffer.concat(pieces);
  }
}
