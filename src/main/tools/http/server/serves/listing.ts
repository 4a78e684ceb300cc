import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Incoming, Outgoing } from '../handler.ts';
import { inside } from './inside.ts';
import { type Listed, page } from './page.ts';

/** A longer list is cut. */
const MOST = 20_000;
/** So many files are looked at together: others have to be read meanwhile. */
const AT_ONCE = 64;

export interface Place {
  root: string;
  /** Its true path. */
  path: string;
  names: readonly string[];
  uploads: boolean;
}

/** The page that lists a folder: nothing of a name is taken for HTML, and nothing on it runs. */
export async function listing(place: Place, request: Incoming, response: Outgoing): Promise<void> {
  const { path, names, uploads } = place;
  const all = (await readdir(path, { withFileTypes: true })).filter(({ name }) => !name.startsWith('.'));
  const byName = new Intl.Collator('en', { numeric: true }).compare;
  all.sort((a, b) => Number(b.isDirectory()) - Number(a.isDirectory()) || byName(a.name, b.name));
  const entries: Listed[] = [];
  for (let at = 0; at < Math.min(all.length, MOST) && !response.destroyed; at += AT_ONCE)
    entries.push(
      ...(await Promise.all(all.slice(at, Math.min(at + AT_ONCE, MOST)).map((one) => looked(place, one)))),
    );
  const body = Buffer.from(page(names, entries, all.length, uploads));
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': body.length,
    'cache-control': 'no-store',
    'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'`,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
  if (request.method === 'HEAD') response.end();
  else response.end(body);
}

/** What stands at a name. Of what is not served nothing is told but its name. */
async function looked({ root, path, names }: Place, entry: Dirent): Promise<Listed> {
  const { name } = entry;
  const nothing = { name, folder: false, size: null, modified: null };
  if (!entry.isFile() && !entry.isDirectory()) {
    const found = await inside(root, [...names, name]);
    if ('why' in found) return { ...nothing, why: found.why };
  }
  const about = await stat(join(path, name)).catch(() => null);
  if (!about)
    return { ...nothing, why: name.includes('\ufffd') ? 'Its name is no UTF-8.' : 'It can’t be looked at.' };
  const { mtime, size } = about;
  return about.isDirectory()
    ? { name, folder: true, size: null, modified: mtime, why: null }
    : { name, folder: false, size, modified: mtime, why: null };
}
