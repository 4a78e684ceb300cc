import type { HttpRequest } from '../../../../contract/http/request.ts';
import type { HttpContext } from '../../../../contract/tools/http.ts';
import { BenchError } from '../../../bench/failure.ts';
import { logged } from '../../../bench/logged.ts';
import type { HttpParts } from '../parts.ts';
import { Nonces } from '../request/nonces.ts';
import { prepare } from '../request/prepare.ts';
import type { Prepared } from '../request/prepared.ts';
import { Exchange } from './exchange.ts';
import { Exchanges } from './exchanges.ts';
import type { FileTarget } from './file-target.ts';
import { LookedAt } from './looked-at.ts';
import { Pool } from './pool.ts';
import { run } from './run.ts';

/** Sends requests, one by one: for the window, and for runs of a collection. Made once. */
export class HttpClient {
  readonly exchanges: Exchanges;
  readonly #parts: HttpParts;
  readonly #pool: Pool;
  readonly #nonces = new Nonces();

  constructor(parts: HttpParts) {
    const { registry, bodies } = parts;
    this.#parts = parts;
    this.#pool = new Pool(parts);
    this.exchanges = new Exchanges(({ id, hops }, others) => {
      bodies.remove(id);
      // Connections that are closed and that nothing on the bench speaks of any more.
      const used = new Set([...others].flatMap((other) => other.hops.map(({ session }) => session)));
      for (const session of new Set(hops.map((hop) => hop.session)))
        if (session?.over && !used.has(session)) registry.remove(session.id).catch(logged('a connection'));
    });
    parts.atClose(() => this.exchanges.close());
  }

  /** Checks a request. What is prepared is to be closed, also where what comes next fails. */
  async prepared(request: HttpRequest, context: HttpContext): Promise<Prepared> {
    if (request.kind === 'websocket')
      throw new BenchError({
        code: 'NO_WEBSOCKET',
        message: 'A WebSocket is connected to, and no request that is answered once.',
        hint: 'Open the request and choose Connect. It stays as it is.',
      });
    const { contexts, files } = this.#parts;
    return prepare(request, { variables: await contexts.variables(context), files, nonces: this.#nonces });
  }

  /** Sends what is prepared, and answers with its exchange at once; `over` resolves when that is over and closed. */
  begin(
    request: HttpRequest,
    context: HttpContext,
    prepared: Prepared,
    file: FileTarget | null,
  ): { exchange: Exchange; over: Promise<void> } {
    const { registry, contexts, bodies, history } = this.#parts;
    const { method, url, options } = prepared;
    const id = registry.newId('exchange');
    const exchange: Exchange = new Exchange(id, { request, context, method, url: url.href }, () => {
      this.exchanges.touch(id);
      looked.tell();
    });
    const looked = new LookedAt(exchange);
    this.exchanges.add(exchange);
    bodies.add(id, looked);
    const cookies = options.cookies ? contexts.cookies(context) : null;
    const over = run(exchange, { parts: this.#parts, pool: this.#pool, prepared, cookies, file })
      .catch(logged('a request'))
      .then(async () => {
        await prepared.close();
        if (!exchange.body) await file?.end(false);
        history.add({
          request,
          context,
          detail: exchange.detail(),
          body: async (most) => exchange.body && exchange.body.read('decoded', 0, most),
        });
      })
      .catch(logged('a request'));
    return { exchange, over };
  }
}
