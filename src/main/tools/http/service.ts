import { dispatcher } from '../../bench/dispatcher.ts';
import { notSaved } from '../../bench/save-failure.ts';
import type { HttpClient } from './client/client.ts';
import { FileTarget } from './client/file-target.ts';
import { noBody, savedBody } from './client/saved-body.ts';
import { HttpSession } from './client/session.ts';
import type { HttpParts } from './parts.ts';
import type { Prepared } from './request/prepared.ts';

/** The HTTP tool. See the contract for each call. */
export function httpService(parts: HttpParts, client: HttpClient) {
  const { registry, bodies } = parts;
  const d = dispatcher.http;
  const { exchanges } = client;
  const never = new AbortController().signal;

  const orClose = async <T>(ready: Prepared, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      await ready.close();
      throw error;
    }
  };

  return {
    send: d.send.handler(async ({ input: { request, context, saveTo } }) => {
      const ready = await client.prepared(request, context);
      const file =
        saveTo === undefined ? null : await orClose(ready, () => FileTarget.create(saveTo, 'beside'));
      return { exchange: client.begin(request, context, ready, file).exchange.id };
    }),
    sendToFile: d.sendToFile.handler(async ({ input: { request, context, name }, signal }) => {
      const ready = await client.prepared(request, context);
      const where = await orClose(ready, () => parts.saveAs(name, signal));
      if (where.kind === 'cancelled') {
        await ready.close();
        return { exchange: null, asked: true };
      }
      // Whether what stands there is to be replaced the dialog has asked.
      const file =
        where.kind === 'path' ? await orClose(ready, () => FileTarget.create(where.path, 'instead')) : null;
      const { exchange } = client.begin(request, context, ready, file);
      return { exchange: exchange.id, asked: file !== null };
    }),
    watch: d.watch.handler(({ signal }) => exchanges.watch(signal ?? never)),
    detail: d.detail.handler(({ input }) => exchanges.get(input.exchange).detail()),
    request: d.request.handler(({ input }) => {
      const { request, context } = exchanges.get(input.exchange);
      return { request, context };
    }),
    body: d.body.handler(async ({ input: { exchange: id, form, from, length } }) => {
      const exchange = exchanges.get(id);
      const { body } = exchange;
      if (!body) return { bytes: new Blob([]), size: 0, ended: exchange.over };
      const bytes = await body.read(form, from, length);
      return { bytes: new Blob([bytes]), size: body.size(form), ended: body.ended };
    }),
    saveBody: d.saveBody.handler(async ({ input: { exchange: id, form, name, whole }, signal }) => {
      const exchange = exchanges.get(id);
      if (!exchange.body && (exchange.over || !whole)) throw noBody();
      const told = bodies.get(id);
      const broken = new AbortController();
      const source = {
        name,
        size: exchange.body?.ended ? exchange.body.size(form) : null,
        cancelled: broken.signal,
        read: (stopped?: AbortSignal) => savedBody(exchange, form, whole ? broken : null, told, stopped),
      };
      return parts.save(source, signal).catch(notSaved);
    }),
    cancel: d.cancel.handler(({ input }) => {
      exchanges.get(input.exchange).stop();
      return {};
    }),
    remove: d.remove.handler(({ input }) => {
      for (const id of input.exchanges) exchanges.remove(id);
      return {};
    }),
    security: d.security.handler(({ input }) => {
      const session = registry.session(input.session);
      return { tls: session instanceof HttpSession ? session.tlsInfo : null };
    }),
    close: d.close.handler(({ input }) => {
      registry.session(input.session).destroy();
      return {};
    }),
  };
}
