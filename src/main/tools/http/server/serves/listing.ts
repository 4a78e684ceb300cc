import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Incoming, Outgoing } from '../handler.ts';

/** A longer list is cut. */
const MOST = 5000;

interface Listed {
  name: string;
  folder: boolean;
  size: number | null;
  modified: Date | null;
}

/** The page that lists a folder: nothing of a name is taken for HTML, and nothing on it runs. */
export async function listing(
  path: string,
  names: readonly string[],
  uploads: boolean,
  request: Incoming,
  response: Outgoing,
): Promise<void> {
  const all = (await readdir(path, { withFileTypes: true })).filter(({ name }) => !name.startsWith('.'));
  const entries = await Promise.all(
    all.slice(0, MOST).map(async (entry): Promise<Listed> => {
      const about = await stat(join(path, entry.name)).catch(() => null);
      return {
        name: entry.name,
        folder: about?.isDirectory() ?? false,
        size: about?.isFile() ? about.size : null,
        modified: about?.mtime ?? null,
      };
    }),
  );
  entries.sort((a, b) => Number(b.folder) - Number(a.folder) || a.name.localeCompare(b.name));
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

/** Pure: the page of a folder at `names`. */
export function page(
  names: readonly string[],
  entries: readonly Listed[],
  count: number,
  uploads: boolean,
): string {
  const title = escaped(`/${names.join('/')}`);
  const rows = entries.map(({ name, folder, size, modified }) => {
    const shown = escaped(folder ? `${name}/` : name);
    // As a path of its own, so that a name such as `javascript:x` is none of the schemes.
    const to = escaped(`./${encodeURIComponent(name)}${folder ? '/' : ''}`);
    const cells = [
      `<a href="${to}">${shown}</a>`,
      size === null ? '' : size.toLocaleString('en-US'),
      modified ? `${modified.toISOString().slice(0, 19).replace('T', ' ')} UTC` : '',
    ];
    return `<tr><td>${cells.join('</td><td>')}</td></tr>`;
  });
  const more =
    count > entries.length
      ? `<p>${(count - entries.length).toLocaleString('en-US')} more are not listed.</p>`
      : '';
  const form = uploads
    ? '<form method="post" enctype="multipart/form-data"><input type="file" name="file" multiple aria-label="Files"> <button>Upload</button></form>'
    : '';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<style>body{font:14px/1.5 system-ui,sans-serif;margin:24px}td,th{padding:2px 16px 2px 0;text-align:left}td:nth-child(2){text-align:right;font-variant-numeric:tabular-nums}</style></head>
<body><h1>${title}</h1>
${names.length > 0 ? '<p><a href="../">Up</a></p>' : ''}
<table><thead><tr><th>Name</th><th>Bytes</th><th>Modified</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table>
${more}${form}</body></html>
`;
}

const MEANT: { [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => MEANT[one] ?? one);
