import type { HttpRequest } from '../../../../contract/http/request.ts';
import type { ExchangeDetail, Header } from '../../../../contract/http/exchange.ts';
import type { RequestBody } from '../client/wire.ts';
import type { Came } from '../expect/evaluate.ts';
import type { Proxy } from '../proxy/proxy.ts';

/** Where the values of `{{name}}` come from. */
export interface Variables {
  /** Undefined: there is none of this name. */
  get(name: string): { value: string; secret: boolean } | undefined;
  /** Where one that is missing could stand, as a sentence. */
  readonly where?: string;
}

/** The cookies of a collection (RFC 6265bis). */
export interface Cookies {
  /** What goes into `Cookie` for this address, as text; null: nothing. */
  header(url: URL): string | null;
  /** Takes what an answer has set; sentences about those that were not taken. */
  take(url: URL, setCookie: string[]): string[];
}

/** A request whose variables are filled in and whose body is known: what goes out, before any cookie or challenge. */
export interface Prepared {
  method: string;
  url: URL;
  /**
   * All that the user asked for and what follows from it (Host, Content-Type, Content-Length, Authorization, …). Each
   * character of a value is a byte: text goes out as UTF-8.
   */
  headers: Header[];
  body: RequestBody | null;
  /** With their variables filled in. */
  options: HttpRequest['options'];
  /** Of the options. A Unix socket and a proxy exclude each other. */
  proxy: Proxy | null;
  /**
   * What goes into Authorization of a request to this address before it is asked for, besides what is in the headers;
   * null: nothing. A server that asked by Digest before is told at once.
   */
  ahead(method: string, url: URL): Promise<string | null>;
  /**
   * What goes into Authorization after a challenge (401); null: there is no answer to it, or it was answered before
   * and refused. Ask until it is null: a server may call a nonce stale and want another answer.
   */
  answer(challenge: Challenge): Promise<string | null>;
  /** Holds what came against what the request expects. */
  expect(came: Came): ExchangeDetail['expectations'];
  /** Gives back the files of its body. */
  close(): Promise<void>;
}

export interface Challenge {
  method: string;
  url: URL;
  /** The values of WWW-Authenticate, one for each header. */
  values: string[];
}
