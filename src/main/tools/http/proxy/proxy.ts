import type { Header } from '../../../../contract/http/exchange.ts';
import { basic } from '../request/auth.ts';
import { refused } from '../request/fill.ts';

/** Through what a connection is made. */
export interface Proxy {
  kind: 'http' | 'socks5';
  host: string;
  port: number;
  /** Null: none is told. */
  login: { user: string; password: string } | null;
  /** `socks5://127.0.0.1:1080`, without the login. */
  title: string;
}

const KINDS: Record<string, { kind: Proxy['kind']; port: number }> = {
  'http:': { kind: 'http', port: 8080 },
  'socks5:': { kind: 'socks5', port: 1080 },
  // The proxy looks names up with either: it may know others than we do.
  'socks5h:': { kind: 'socks5', port: 1080 },
};
const EXAMPLE =
  'Write it as http://host:port or socks5://host:port, with user:password@ in front of the host if it asks.';

/** Reads the proxy of a request, whose variables are filled in; null: there is none. Throws BAD_INPUT. */
export function readProxy(typed: string): Proxy | null {
  const text = typed.trim();
  if (text === '') return null;
  const whole = /^[a-z0-9]+:\/\//i.test(text) ? text : `http://${text}`;
  const scheme = whole.slice(0, whole.indexOf('//')).toLowerCase();
  const known = KINDS[scheme];
  if (known === undefined)
    throw refused('proxy', `${scheme}// is no kind of proxy that is known here.`, EXAMPLE);
  let url: URL;
  try {
    // The parser knows the ports and hosts of http alone.
    url = new URL(`http:${whole.slice(whole.indexOf('//'))}`);
  } catch {
    throw refused('proxy', 'The proxy isn’t an address.', EXAMPLE);
  }
  // A port that is written and is that of http is taken away by the parser.
  const written = /:(\d+)\/?$/.exec(whole)?.[1];
  const port = Number(written ?? known.port);
  if (url.hostname === '' || port < 1 || port > 65_535)
    throw refused('proxy', 'The proxy isn’t an address.', EXAMPLE);
  if ((url.pathname !== '/' && url.pathname !== '') || url.search !== '')
    throw refused('proxy', 'A proxy has no path.', EXAMPLE);
  const login =
    url.username === '' && url.password === ''
      ? null
      : { user: decoded(url.username), password: decoded(url.password) };
  return {
    kind: known.kind,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port,
    login,
    title: `${known.kind}://${url.hostname}:${port}`,
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What a request in absolute form (`GET http://host/path`) carries for the HTTP proxy that it is sent to. */
export const proxyHeaders = ({ login }: Proxy): Header[] =>
  login === null ? [] : [{ name: 'Proxy-Authorization', value: basic(login.user, login.password) }];
