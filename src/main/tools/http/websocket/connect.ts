import type { HttpRequest } from '../../../../contract/http/request.ts';
import type { Header } from '../../../../contract/http/exchange.ts';
import type { HttpContext } from '../../../../contract/tools/http.ts';
import { BenchError } from '../../../bench/failure.ts';
import { logged } from '../../../bench/logged.ts';
import { type ClientContext, clientContext } from '../../../net/tls/context.ts';
import { dial } from '../client/dial.ts';
import { lineOf } from '../client/raw-headers.ts';
import { withHeader } from '../client/redirect.ts';
import type { HttpParts } from '../parts.ts';
import { Fill } from '../request/fill.ts';
import { prepare } from '../request/prepare.ts';
import type { Cookies, Prepared } from '../request/prepared.ts';
import { reworded } from './explain.ts';
import { takeProtocols, valuesOf } from './handshake.ts';
import { type Handshake, WebSocketLink } from './link.ts';

/** Times that a server may ask for another answer to its challenge. */
const MAX_CHALLENGES = 5;

interface Way {
  parts: HttpParts;
  prepared: Prepared;
  protocols: string[];
  deflate: boolean;
  cookies: Cookies | null;
  tls: ClientContext | null;
  made(link: WebSocketLink): void;
  over: Handshake['over'];
}

/**
 * Connects a WebSocket, and answers with the session at once; `made` gets each link, of which there are several where a
 * password is asked for. Rejects with a BenchError that names the field when it can’t be done as it is written.
 */
export async function connectWebSocket(
  parts: HttpParts,
  request: HttpRequest,
  context: HttpContext,
  made: (link: WebSocketLink) => void,
): Promise<string> {
  if (request.kind !== 'websocket')
    throw new BenchError({
      code: 'BAD_INPUT',
      field: 'kind',
      message: 'This request is none of a WebSocket.',
    });
  const variables = await parts.contexts.variables(context);
  const prepared = await prepare(request, { variables, files: parts.files });
  await prepared.close();
  const { url, options } = prepared;
  const protocols = takeProtocols(request, prepared.headers, new Fill(variables));
  const { tls } = options;
  const secure = url.protocol === 'wss:';
  const way: Way = {
    parts,
    prepared,
    protocols,
    deflate: request.webSocket.deflate,
    cookies: options.cookies ? parts.contexts.cookies(context) : null,
    tls: secure ? await clientContext({ ...tls, alpn: tls.alpn.length > 0 ? tls.alpn : ['http/1.1'] }) : null,
    made,
    over: (row) => parts.history.addSocket({ request, context, row }),
  };
  return start(way, prepared.headers, 0);
}

/** One connection; answers with its session. */
async function start(way: Way, headers: Header[], challenges: number): Promise<string> {
  const { parts, prepared, cookies, tls } = way;
  const { url, options } = prepared;
  const how: Handshake = {
    url,
    headers: withCookies(headers, cookies?.header(url) ?? null),
    protocols: way.protocols,
    deflate: way.deflate,
    lenient: options.lenient,
    timeoutMs: options.timeoutMs,
    over: way.over,
    keep(answered) {
      const set = valuesOf(answered, 'set-cookie');
      return cookies && set.length > 0 ? cookies.take(url, set) : [];
    },
    async again(answer) {
      if (answer.status !== 401 || challenges >= MAX_CHALLENGES) return null;
      const values = valuesOf(answer.headers, 'www-authenticate');
      const reply = await prepared.answer({ method: 'GET', url, values });
      return reply === null ? null : start(way, withHeader(headers, 'Authorization', reply), challenges + 1);
    },
  };
  return new Promise((resolve, reject) => {
    let link: WebSocketLink | null = null;
    dial(
      parts,
      { url, options, tls, tunnel: true, reworded },
      (session) => {
        link = new WebSocketLink(session, how);
        way.made(link);
        resolve(session.id);
      },
      new AbortController().signal,
    )
      .then(({ connection }) => link?.begin(connection, () => parts.twins.closed(connection.session)))
      .catch((error: unknown) => {
        if (!link) return reject(error);
        link.failed();
        if (!(error instanceof BenchError)) throw error;
      })
      .catch(logged('a WebSocket'));
  });
}

/** With the cookies that are kept, behind those that were written. */
function withCookies(headers: Header[], value: string | null): Header[] {
  if (value === null) return headers;
  const own = headers.find(({ name }) => name.toLowerCase() === 'cookie');
  return withHeader(headers, 'Cookie', own ? `${own.value}; ${lineOf(value)}` : lineOf(value));
}
