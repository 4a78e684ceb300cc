import type { HttpRequest } from '../../../../contract/http/request.ts';
import { getClient } from '../../../bridge/connection.ts';

/** As many as main takes in one load. */
const MOST = 1000;
const PAGE = 1000;
const AT_ONCE = 16;

/** The requests below a folder of a collection (empty: all of it), in its order; WebSockets are left out. */
export async function requestsBelow(collection: string, folder: string): Promise<HttpRequest[]> {
  const { httpLibrary } = getClient();
  const paths: string[] = [];
  for (let from = 0, total = 1; from < total && paths.length < MOST; from += PAGE) {
    const page = await httpLibrary.tree({ collection, from, count: PAGE });
    total = page.total;
    for (const item of page.items)
      if (
        item.kind === 'request' &&
        item.of !== 'websocket' &&
        item.problem === null &&
        (folder === '' || item.path.startsWith(`${folder}/`))
      )
        paths.push(item.path);
  }
  const requests: HttpRequest[] = [];
  const wanted = paths.slice(0, MOST);
  for (let n = 0; n < wanted.length; n += AT_ONCE) {
    const some = wanted.slice(n, n + AT_ONCE).map((path) => httpLibrary.read({ collection, path }));
    for (const { request } of await Promise.all(some)) requests.push(request);
  }
  return requests;
}
