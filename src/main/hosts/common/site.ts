import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { commonHeaders, contentSecurityPolicy } from './policy.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

export interface SiteAnswer {
  headers: Record<string, string>;
  body: Uint8Array<ArrayBuffer>;
}

/** The window's own files, read once. What is not in this table does not exist, whatever its path says. */
export interface Site {
  /** The answer for a path such as `/assets/index.js`, or null. `connect` is what the page may connect to. */
  answer(path: string, connect: readonly string[]): SiteAnswer | null;
}

/** Reads the built window below `root`, a directory with an `index.html`. */
export async function openSite(root: string): Promise<Site> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    files.set(`/${relative(root, file).split(sep).join('/')}`, new Uint8Array(await readFile(file)));
  }
  const index = files.get('/index.html');
  if (!index) throw new Error(`there is no index.html in ${root}`);
  const template = new TextDecoder().decode(index);
  files.delete('/index.html');

  return {
    answer(path, connect) {
      if (path === '/' || path === '/index.html') return page(template, connect);
      const bytes = files.get(path);
      if (!bytes) return null;
      // Names below /assets/ hold a hash of the content.
      const caching = path.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-cache';
      return {
        headers: { ...commonHeaders, 'Content-Type': typeOf(path), 'Cache-Control': caching },
        body: bytes,
      };
    },
  };
}

/** The page with a fresh nonce in its `<meta name="csp-nonce">`, where the page reads it for its style elements. */
function page(template: string, connect: readonly string[]): SiteAnswer {
  const nonce = randomBytes(16).toString('base64url');
  const html = template.replace(
    /<meta\s[^>]*name="csp-nonce"[^>]*>/,
    `<meta name="csp-nonce" content="${nonce}" />`,
  );
  return {
    headers: {
      ...commonHeaders,
      'Content-Type': TYPES['.html'] as string,
      'Content-Security-Policy': contentSecurityPolicy(nonce, connect),
      'Cache-Control': 'no-store',
    },
    body: new TextEncoder().encode(html),
  };
}

const typeOf = (path: string) => TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream';
