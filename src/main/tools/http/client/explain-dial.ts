import type { Failure, Mend } from '../../../../contract/failure.ts';
import { WrittenUrl } from '../../../../contract/payload/written-url.ts';
import { formatHostPort } from '../../../../contract/payload/endpoint.ts';
import { type ConnectTarget, explainConnect } from '../../../net/explain-connect.ts';

/** The form that mends of requests speak of: what is open in the window. */
export const REQUEST_FORM = 'http request';

export const retry: Mend = { label: 'Send again', form: REQUEST_FORM, set: {}, submit: true };

const FIELDS: Record<string, string> = { host: 'url', port: 'url', path: 'unix socket' };

/** Why there is no connection, with mends of the request. */
export async function explainDial(error: unknown, target: ConnectTarget, url: URL): Promise<Failure> {
  const failure = await explainConnect(error, target);
  const mends = failure.mends.flatMap((mend) => mendOf(mend, target, url));
  return { ...failure, field: FIELDS[failure.field ?? ''] ?? failure.field, mends: once([...mends, retry]) };
}

function mendOf(mend: Mend, { port }: ConnectTarget, url: URL): Mend[] {
  const { host, timeoutMs, address } = mend.set;
  if (mend.form === 'listen' && typeof address === 'string')
    return [
      {
        label: `Serve on ${formatHostPort(address, port)}`,
        form: 'serve',
        set: { address, port },
        submit: true,
      },
    ];
  if (typeof host === 'string')
    return [
      {
        ...mend,
        form: REQUEST_FORM,
        set: { url: changed(url, { hostname: formatHostPort(host, 0).slice(0, -2) }) },
      },
    ];
  if (typeof timeoutMs === 'number') return [{ ...mend, form: REQUEST_FORM }];
  return [];
}

/** Why TLS failed, with mends of the request instead of those of a connection. */
export function explainTls(failure: Failure, url: URL): Failure {
  const mends = failure.mends.map((mend) => {
    const { tls, ...set } = mend.set;
    if (tls === false)
      return {
        ...mend,
        label: 'Send without TLS',
        form: REQUEST_FORM,
        set: { url: changed(url, { protocol: url.protocol === 'wss:' ? 'ws:' : 'http:' }) },
      };
    return Object.keys(set).length === 0 ? retry : { ...mend, form: REQUEST_FORM, set };
  });
  return {
    ...failure,
    // A request has no TLS that begins later.
    ...(failure.code === 'TLS_PLAIN_PEER'
      ? { hint: 'This port is the plain one, or another program listens there. Begin the URL with http://.' }
      : {}),
    field: failure.field === 'host' ? 'url' : failure.field,
    mends,
  };
}

/**
 * Why a connection broke, where TLS says so itself; null elsewhere. With TLS 1.3 a server tells that it wants a client
 * certificate after the handshake, and with the request under way.
 */
export const tlsBroke = (broken: Failure | null): Failure | null =>
  broken && /^(EPROTO$|ERR_(SSL|TLS)_)/.test(broken.code)
    ? { ...broken, field: 'tls', mends: [retry] }
    : null;

/** The same address but for one part of it. */
function changed(url: URL, change: Partial<Pick<URL, 'hostname' | 'protocol'>>): string {
  const other = new URL(url);
  // Kept where it is that of the scheme, which is another now.
  const port = other.port || (/^(https|wss):$/.test(url.protocol) ? '443' : '80');
  Object.assign(other, change);
  other.port = port;
  return new WrittenUrl(other.origin, url.pathname + url.search + url.hash).href;
}

const once = (mends: Mend[]) =>
  mends.filter((mend, i) => mends.findIndex(({ label }) => label === mend.label) === i);
