import type { ExchangeDetail } from '../../../contract/http/exchange.ts';
import type { HistoryRow } from '../../../contract/http/library.ts';
import type { HttpRequest } from '../../../contract/http/request.ts';
import type { HttpContext } from '../../../contract/tools/http.ts';
import type { ToolParts } from '../../bench/tool-parts.ts';
import { Twins } from '../../net/twins.ts';
import type { HttpSession } from './client/session.ts';
import { CookieBook } from './cookies/book.ts';
import { contexts } from './library/contexts.ts';
import { type Library, openLibrary } from './library/library.ts';
import { AnswerBodies } from './view/bodies.ts';
import type { Cookies, Variables } from './request/prepared.ts';

/** What belongs to collections, as those who send ask for it. */
export interface Contexts {
  /** Rejects with a BenchError when the collection or the environment can’t be read. */
  variables(context: HttpContext): Promise<Variables>;
  cookies(context: HttpContext): Cookies;
}

/** An exchange that is over, for the history. */
export interface Ended {
  /** As it was written, with `{{name}}` for variables. */
  request: HttpRequest;
  context: HttpContext;
  detail: ExchangeDetail;
  /** The decoded body of the answer from its beginning, at most so many bytes; null: it is no longer kept. */
  body(most: number): Promise<Uint8Array | null>;
}

/** A WebSocket that is over, for the history. */
export interface EndedSocket extends Pick<Ended, 'request' | 'context'> {
  row: Omit<HistoryRow, 'id'>;
}

/** Where exchanges and WebSockets go when they are over. Never throws. */
export interface History {
  add(ended: Ended): void;
  addSocket(ended: EndedSocket): void;
}

/** What all parts of the HTTP tool share. */
export interface HttpParts extends ToolParts {
  contexts: Contexts;
  cookies: CookieBook;
  history: History;
  library: Library;
  /** Joins the two ends of a connection when both are on this bench: tell it of each that opens and closes. */
  twins: Twins<HttpSession>;
  /** The bodies of answers, so that they can be looked at: each exchange that gets an answer puts its own here. */
  bodies: AnswerBodies;
}

/** Made once, for all routers of the tool. */
export function httpParts(parts: ToolParts): HttpParts {
  const cookies = new CookieBook();
  const library = openLibrary(parts.dataDir);
  parts.atClose(() => library.close());
  return {
    ...parts,
    library,
    contexts: contexts(library.collections, library.secrets, (collection) => cookies.of(collection)),
    cookies,
    history: library.history,
    twins: new Twins(),
    bodies: new AnswerBodies(),
  };
}
