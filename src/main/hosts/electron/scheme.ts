import { protocol } from 'electron';
import type { Site } from '../common/site.ts';
import { commonHeaders } from '../common/policy.ts';
import { isOwn, SCHEME } from './origin.ts';

/** Must run before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Answers the page's requests with the window's own files. The page has its bridge and connects to nothing else. */
export function serveSite(site: Site): void {
  protocol.handle(SCHEME, (request) => {
    const found =
      isOwn(request.url) && request.method === 'GET' ? site.answer(new URL(request.url).pathname, []) : null;
    if (!found)
      return new Response('There is no such file.\n', { status: 404, headers: { ...commonHeaders } });
    return new Response(found.body, { headers: found.headers });
  });
}
