import { isIP } from 'node:net';
import { hostname } from 'node:os';
import type { Came, Incoming } from '../handler.ts';

/** The host that is asked, without its port; null: none is said. */
const hostOf = (text: string | undefined): string | null => {
  if (text === undefined || text === '') return null;
  try {
    return new URL(`http://${text}`).hostname.replace(/^\[|\]$/g, '');
  } catch {
    return text;
  }
};

const asked = ({ headers }: Incoming): string | undefined =>
  headers.host ?? (headers[':authority'] as string | undefined);

/**
 * Why a request is not let at the files: a page of another site has made a browser of this machine send it, by a name of
 * its own that it points here (DNS rebinding). Null: it is let.
 */
export function otherName(
  request: Incoming,
  came: Pick<Came, 'local'>,
  allowed: readonly string[],
): string | null {
  const host = hostOf(asked(request));
  if (host === null || !/^(127\.|\[?(::1|::ffff:127\.))/.test(came.local)) return null;
  if (isIP(host) !== 0 || /(^|\.)localhost$/.test(host) || host === hostname().toLowerCase()) return null;
  return allowed.includes(host)
    ? null
    : `${host} is no name of this machine, and any page could read the folder under a name of its own. Ask for localhost or by its address, or start the server with ${host} among “Other host names”.`;
}

/** Why a request may not change the files: a page of another site sends it. Null: it may. */
export function otherSite(request: Incoming): string | null {
  const { origin } = request.headers;
  if (origin === undefined || request.headers['sec-fetch-site'] === 'same-origin') return null;
  return origin.replace(/^https?:\/\//, '') === asked(request)
    ? null
    : `A page of ${origin === 'null' ? 'another site' : origin} sends this, and only pages of this server may put files here.`;
}
