import type { HttpRequest } from '../../../contract/http/request.ts';
import type { HttpContext } from '../../../contract/tools/http.ts';
import { BenchError } from '../../bench/failure.ts';
import { dispatcher } from '../../bench/dispatcher.ts';
import { logged } from '../../bench/logged.ts';
import { notSaved } from '../../bench/save-failure.ts';
import { Exchange } from './client/exchange.ts';
import { Exchanges } from './client/exchanges.ts';
import { FileTarget } from './client/file-target.ts';
import { LookedAt } from './client/looked-at.ts';
import { Pool } from './client/pool.ts';
import { run } from './client/run.ts';
import { noBody, savedBody } from './client/saved-body.ts';
import { HttpSession } from './client/session.ts';
import type { HttpParts } from './parts.ts';
import { Nonces } from './request/nonces.ts';
import { prepare } from './request/prepare.ts';
import type { Prepared } from './request/prepared.ts';

/** The HTTP tool. See the contract for each call. */
export function httpService(parts: HttpParts) {
  const { registry, contexts, files, history, bodies } = parts;
  const d = dispatcher.http;
  const exchanges = new Exchanges(({ id, hops }, others) => {
    bodies.remove(id);
    // Connections that are closed and that nothing on the bench speaks of any more.
    const used = new Set([...others].flatMap((other) => other.hops.map(({ session }) => session)));
    for (const session of new Set(hops.map((hop) => hop.session)))
      if (session?.over && !used.has(session)) registry.remove(session.id).catch(logged('a connection'));
  });
  const pool = new Pool(parts);
  const nonces = new Nonces();
  const never = new AbortController().signal;
  parts.atClose(() => exchanges.close());

  /** Checks a request. What is prepared is to be closed, also where what comes next fails. */
  const prepared = async (request: HttpRequest, context: HttpContext): Promise<Prepared> => {
    if (request.kind === 'websocket')
      throw new BenchError({
        code: 'NO_WEBSOCKET',
        message: 'A WebSocket is connected to, and no request that is answered once.',
        hint: 'Open the request and choose Connect. It stays as it is.',
      });
    return prepare(request, { variables: await contexts.variables(context), files, nonces });
  };
  const orClose = async <T>(ready: Prepared, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      await ready.close();
      throw error;
    }
  };

  /** Sends what is prepared, and answers with its exchange at once. */
  const begin = (request: HttpRequest, context: HttpContext, ready: Prepared, file: FileTarget | null) => {
    const { method, url, options } = ready;
    const id = registry.newId('exchange');
    const exchange: Exchange = new Exchange(id, { request, context, method, url: url.href }, () => {
      exchanges.touch(id);
      looked.tell();
    });
    const looked = new LookedAt(exchange);
    exchanges.add(exchange);
    bodies.add(id, looked);
    const cookies = options.cookies ? contexts.cookies(context) : null;
    void run(exchange, { parts, pool, prepared: ready, cookies, file })
      .catch(logged('a request'))
      .then(async () => {
        await ready.close();
        if (!exchange.body) await file?.end(false);
        history.add({
          request,
          context,
          detail: exchange.detail(),
          body: async (most) => exchange.body && exchange.body.read('decoded', 0, most),
        });
      })
      .catch(logged('a request'));
    return id;
  };

  return {
    send: d.send.handler(async ({ input: { request, context, saveTo } }) => {
      const ready = await prepared(request, context);
      const file =
        saveTo === undefined ? null : await orClose(ready, () => FileTarget.create(saveTo, 'beside'));
      return { exchange: begin(request, context, ready, file) };
    }),
    sendToFile: d.sendToFile.handler(async ({ input: { request, context, name }, signal }) => {
      const ready = await prepared(request, context);
      const where = await orClose(ready, () => parts.saveAs(name, signal));
      if (where.kind === 'cancelled') {
        await ready.close();
        return { exchange: null, asked: true };
      }
      // Whether what stands there is to be replaced the dialog has asked.
      const file =
        where.kind === 'path' ? await orClose(ready, () => FileTarget.create(where.path, 'instead')) : null;
      return { exchange: begin(request, context, ready, file), asked: file !== null };
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
