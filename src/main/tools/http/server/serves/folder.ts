import { realpath, stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join, relative, sep } from 'node:path';
import { contentType } from 'mime-types';
import send from 'send';
import { BenchError, codeOf } from '../../../../bench/failure.ts';
import { type Came, type Incoming, type Outgoing, pathOf, say, type Served } from '../handler.ts';
import { otherName, otherSite } from './foreign.ts';
import { listing } from './listing.ts';
import { pour } from './pour.ts';
import { upload } from './upload.ts';

/** Files are read in pieces of this size over HTTP/2, where a hundred can be under way on one connection. */
const PIECE_H2 = 64 * 1024;

/** Serves the files of a folder. Rejects with a BenchError that names the field `folder`. */
export async function folderServed(folder: string, uploads: boolean): Promise<Served> {
  let root: string;
  try {
    root = await realpath(folder);
    if (!(await stat(root)).isDirectory()) throw notAFolder(folder, 'It is a file.');
  } catch (error) {
    if (error instanceof BenchError) throw error;
    const missing = codeOf(error) === 'ENOENT';
    throw notAFolder(folder, missing ? 'There is nothing there.' : `The system says ${codeOf(error)}.`);
  }
  return {
    webSocket: false,
    answer: (request, response, came) => answer(root, uploads, request, response, came),
  };
}

const notAFolder = (folder: string, hint: string) =>
  new BenchError({ code: 'BAD_INPUT', field: 'folder', message: `${folder} can’t be served.`, hint });

async function answer(
  root: string,
  uploads: boolean,
  request: Incoming,
  response: Outgoing,
  came: Came,
): Promise<void> {
  const { method = '', url = '' } = request;
  const refuse = (status: number, why: string, more = {}) => {
    came.remark(why);
    say(response, status, why, more);
  };
  const name = otherName(request, came);
  if (name !== null) return refuse(421, name);
  const parts = partsOf(pathOf(url));
  if ('why' in parts) return refuse(400, parts.why);
  if (method === 'PUT' || method === 'POST') {
    if (!uploads) return refuse(405, 'Files can’t be put into this folder.', { allow: 'GET, HEAD' });
    const site = otherSite(request);
    if (site !== null) return refuse(403, site);
    return upload(root, parts.names, request, response, came);
  }
  if (method !== 'GET' && method !== 'HEAD')
    return refuse(405, `${method} is not for files.`, {
      allow: uploads ? 'GET, HEAD, PUT, POST' : 'GET, HEAD',
    });
  const found = await inside(root, parts.names);
  if ('why' in found) return refuse(found.status, found.why);
  if (found.kind === 'file') {
    // `a.txt/` is no folder.
    if (parts.folder) return refuse(404, 'There is no such folder.');
    return file(root, found.path, request, response, came);
  }
  if (!parts.folder) {
    const [, query = ''] = /(\?.*)$/.exec(url) ?? [];
    const to = `/${parts.names.map(encodeURIComponent).join('/')}/${query}`;
    return say(response, 301, `The folder is at ${to}`, { location: to });
  }
  const index = await inside(root, [...parts.names, 'index.html']);
  if ('kind' in index && index.kind === 'file') return file(root, index.path, request, response, came);
  await listing(found.path, parts.names, uploads, request, response);
}

/** The names on the way from the root; the last one is that of a folder when it ends by `/`. */
export function partsOf(path: string): { names: string[]; folder: boolean } | { why: string } {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return { why: 'The address has a % that is not followed by two hexadecimal digits of UTF-8.' };
  }
  if (decoded.includes('\0')) return { why: 'The address holds a null character.' };
  if (sep === '\\' && /[\\:]/.test(decoded)) return { why: 'The address holds a \\ or a colon.' };
  const names = decoded.split('/').filter((name) => name !== '' && name !== '.');
  if (names.includes('..')) return { why: 'The address leads out of the folder by “..”.' };
  return { names, folder: decoded.endsWith('/') };
}

type Found = { kind: 'file' | 'folder'; path: string } | { status: number; why: string };

/** What stands there, by its true path, which is inside the root. */
export async function inside(root: string, names: readonly string[]): Promise<Found> {
  if (names.some((name) => name.startsWith('.')))
    return { status: 404, why: 'There is no such file: names that begin with a dot are not served.' };
  try {
    const path = await realpath(join(root, ...names));
    if (path !== root && !path.startsWith(root.endsWith(sep) ? root : root + sep))
      return { status: 403, why: 'It is a link that leads out of the folder.' };
    if (
      relative(root, path)
        .split(sep)
        .some((name) => name.startsWith('.'))
    )
      return { status: 403, why: 'It is a link to what is not served.' };
    const about = await stat(path);
    if (about.isDirectory()) return { kind: 'folder', path };
    if (about.isFile()) return { kind: 'file', path };
    return { status: 403, why: 'It is a pipe, a socket or a device, and no file.' };
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EACCES' || code === 'EPERM')
      return { status: 403, why: 'The system does not let it be read.' };
    if (code === 'ELOOP') return { status: 403, why: 'It is a link that leads back to itself.' };
    return { status: 404, why: 'There is no such file.' };
  }
}

function file(root: string, path: string, request: Incoming, response: Outgoing, came: Came): Promise<void> {
  const steps = relative(root, path).split(sep).map(encodeURIComponent).join('/');
  const options = { root, highWaterMark: PIECE_H2, dotfiles: 'deny', index: false } as const;
  return new Promise((resolve) => {
    const stream = send(request, `/${steps}`, options);
    stream.on(
      'error',
      (error: NodeJS.ErrnoException & { status?: number; headers?: Record<string, string> }) => {
        const status = error.status ?? 500;
        const why = WHY[status] ?? `It can’t be read: the system says ${codeOf(error)}.`;
        came.remark(why);
        if (response.headersSent) came.cut();
        else say(response, status, why, error.headers);
        resolve();
      },
    );
    stream.on('headers', (to: Outgoing) => {
      to.setHeader('Content-Type', typeOf(path));
      to.setHeader('X-Content-Type-Options', 'nosniff');
    });
    if (request.httpVersion !== '2')
      stream.stream = (at, { start = 0 }: { start?: number } = {}) =>
        void poured(at, start, response, came).then(resolve, (error: unknown) => stream.emit('error', error));
    response.on('close', resolve);
    stream.pipe(response as unknown as ServerResponse);
  });
}

/** The part of the file that the head of the answer tells. */
async function poured(path: string, start: number, response: Outgoing, came: Came): Promise<void> {
  const size = Number(response.getHeaders()['content-length']);
  const what = await pour(path, start, size, response);
  if (what === 'whole') return void response.end();
  if (what === 'left') return;
  came.remark('The file became shorter while it was sent.');
  came.cut();
}

const WHY: { [status: number]: string } = {
  403: 'It is not served.',
  404: 'There is no such file.',
  412: 'It is not as the request wants it (If-Match, If-Unmodified-Since).',
  416: 'The file has no such range.',
};

/** The list of types has a video format for the ending of TypeScript. */
const typeOf = (path: string): string =>
  /\.[cm]?tsx?$/i.test(path)
    ? 'text/plain; charset=utf-8'
    : contentType(path.slice(path.lastIndexOf(sep) + 1)) || 'application/octet-stream';
