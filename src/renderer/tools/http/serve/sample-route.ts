import type { Route } from '../../../../contract/tools/http-server.ts';

/** What to ask a server of routes first: the first that is on and answers whole; null: there is none. */
export function sampleOf(routes: readonly Route[]): { method: string; path: string } | null {
  const on = routes.filter((route) => route.on);
  const first = on.find(({ fault }) => fault === 'none') ?? on[0];
  return first ? { method: first.method || 'GET', path: samplePath(first.path) } : null;
}

/** What has a meaning in a path: a character that stands for itself, a group that may be left out, a parameter. */
const PARTS = /\\(.)|([{}])|[:*](?:"[^"]*"|[\p{ID_Start}$_][\p{ID_Continue}$]*)/gu;

/** An address that fits this path: parameters are 1, and what may be left out is. See path-to-regexp. */
function samplePath(path: string): string {
  let found = '';
  let depth = 0;
  let from = 0;
  const add = (text: string) => {
    if (depth === 0) found += text;
  };
  for (const part of path.matchAll(PARTS)) {
    const [whole, itself, brace] = part;
    add(path.slice(from, part.index));
    from = part.index + whole.length;
    if (brace === undefined) add(itself ?? '1');
    else depth = Math.max(0, depth + (brace === '{' ? 1 : -1));
  }
  add(path.slice(from));
  return found;
}
