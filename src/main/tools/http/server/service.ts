import { dispatcher } from '../../../bench/dispatcher.ts';
import { BenchError } from '../../../bench/failure.ts';
import { serverContext } from '../../../net/tls/context.ts';
import type { HttpParts } from '../parts.ts';
import { detailOf, requestAgain } from './again.ts';
import { Allowance } from './allowance.ts';
import { HttpListener } from './listener.ts';
import { rowOf } from './log.ts';
import { servedBy } from './serves/index.ts';

/** Servers of HTTP. See the contract for each call. */
export function httpServerService(parts: HttpParts) {
  const { registry, certificates } = parts;
  const d = dispatcher.httpServer;

  const listener = (id: string): HttpListener => {
    const item = registry.listener(id);
    if (item instanceof HttpListener) return item;
    throw new BenchError({ code: 'NOT_FOUND', message: `${id} is no HTTP server.` });
  };
  const entry = (item: HttpListener, seq: number) => {
    const found = item.log.get(seq);
    if (found) return found;
    throw new BenchError({
      code: 'NOT_FOUND',
      message: 'The request has left the log.',
      hint: 'The log keeps the latest 10,000.',
    });
  };

  return {
    start: d.start.handler(async ({ input }) => {
      const served = await servedBy(input.what);
      const alpn = input.http2 ? ['h2', 'http/1.1'] : ['http/1.1'];
      const tls = input.tls ? await serverContext({ ...input.tls, alpn }, input.address, certificates) : null;
      const settings = {
        ...input,
        tls,
        allowance: input.capture === 'all' ? null : new Allowance(),
      };
      const made = await HttpListener.start(parts, settings, input.what, served);
      return { listener: made.id, port: made.port, url: made.url };
    }),
    update: d.update.handler(async ({ input }) => {
      const item = listener(input.listener);
      item.serve(input.what, await servedBy(input.what));
      return {};
    }),
    what: d.what.handler(({ input }) => ({ what: listener(input.listener).what })),
    stop: d.stop.handler(({ input }) => {
      const item = listener(input.listener);
      item.stop();
      if (input.closeClients) item.closeClients();
      return {};
    }),
    closeClients: d.closeClients.handler(({ input }) => ({
      closed: listener(input.listener).closeClients(),
    })),
    log: d.log.handler(({ input }) => {
      const { log } = listener(input.listener);
      return { first: log.first, total: log.total, rows: log.page(input.from, input.count).map(rowOf) };
    }),
    detail: d.detail.handler(({ input }) => {
      const item = listener(input.listener);
      return detailOf(entry(item, input.seq), registry);
    }),
    request: d.request.handler(({ input }) => {
      const item = listener(input.listener);
      return requestAgain(entry(item, input.seq), item, registry);
    }),
    clearLog: d.clearLog.handler(({ input }) => {
      const item = listener(input.listener);
      item.log.clear();
      item.changed();
      return {};
    }),
  };
}
