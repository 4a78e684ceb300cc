import type { Stats } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { relative, sep } from 'node:path';
import { contentType } from 'mime-types';
import send from 'send';
import type { What } from '../../../../../contract/tools/http-server.ts';
import { BenchError, codeOf } from '../../../../bench/failure.ts';
import { type Came, type Incoming, type Outgoing, pathOf, say, type Served } from '../handler.ts';
import { otherName, otherSite } from './foreign.ts';
import { HIDDEN, hidden, inside, partsOf, type There } from './inside.ts';
import { listing } from './listing.ts';
import { pour } from './pour.ts';
import { Quick, type Whole } from './quick.ts';
import { upload } from './upload.ts';

/** Files are read in pieces of this size over HTTP/2, where a hundred can be under way on one connection. */
const PIECE_H2 = 64 * 1024;

type Folder = Extract<What, { serves: 'folder' }>;

/** Serves the files of a folder. Rejects with a BenchError that names the field `folder`. */
export async function folderServed(what: Folder): Promise<Served> {
  const { folder } = what;
  let root: string;
  try {
    root = await realpath(folder);
    if (!(await stat(root)).isDirectory()) throw notAFolder(folder, 'It is a file.');
  } catch (error) {
    if (error instanceof BenchError) throw error;
    const missing = codeOf(error) === 'ENOENT';
    throw notAFolder(folder, missing ? 'There is nothing there.' : `The system says ${codeOf(error)}.`);
  }
  const quick = new Quick();
  return {
    webSocket: false,
    answer: (request, response, came) => answer(root, what, quick, request, response, came),
    end: () => quick.end(),
  };
}

const notAFolder = (folder: string, hint: string) =>
  new BenchError({ code: 'BAD_INPUT', field: 'folder', message: `${folder} can’t be served.`, hint });

async function answer(
  root: string,
  { upload: uploads, hosts }: Folder,
  quick: Quick,
  request: Incoming,
  response: Outgoing,
  came: Came,
): Promise<void> {
  const { method = '', url = '' } = request;
  const refuse = (status: number, why: string, more = {}) => {
    came.remark(why);
    say(response, status, why, more);
  };
  const name = otherName(request, came, hosts);
  if (name !== null) return refuse(421, name);
  const parts = partsOf(pathOf(url));
  if ('why' in parts) return refuse(400, parts.why);
  if (method === 'PUT' || method === 'POST') {
    if (!uploads) return refuse(405, 'Files can’t be put into this folder.', { allow: 'GET, HEAD, OPTIONS' });
    const site = otherSite(request);
    if (site !== null) return refuse(403, site);
    return upload(root, parts.names, request, response, came);
  }
  if (method !== 'GET' && method !== 'HEAD') {
    const allow = uploads ? 'GET, HEAD, OPTIONS, PUT, POST' : 'GET, HEAD, OPTIONS';
    if (method !== 'OPTIONS') return refuse(405, `${method} is not for files.`, { allow });
    response.writeHead(204, { allow });
    return void response.end();
  }
  if (hidden(parts.names)) return refuse(HIDDEN.status, HIDDEN.why);
  const seen = await quick.look(root, parts.names, method === 'GET' && !parts.folder);
  // Its end has been told already.
  if (isGone(response)) return seen?.whole?.left();
  const found = seen?.found ?? (await inside(root, parts.names));
  if ('why' in found) return refuse(found.status, found.why);
  if (found.kind === 'file') {
    // `a.txt/` is no folder.
    if (parts.folder) return refuse(404, 'There is no such folder.');
    return file(root, found, seen?.whole ?? null, request, response, came);
  }
  if (!parts.folder) {
    const [, query = ''] = /(\?.*)$/.exec(url) ?? [];
    const to = `/${parts.names.map(encodeURIComponent).join('/')}/${query}`;
    return say(response, 301, `The folder is at ${to}`, { location: to });
  }
  const index = await inside(root, [...parts.names, 'index.html']);
  if ('kind' in index && index.kind === 'file') return file(root, index, null, request, response, came);
  await listing({ root, path: found.path, names: parts.names, uploads }, request, response);
}

/** The client has left, or over HTTP/2 reset the stream. */
const isGone = (response: Outgoing & { stream?: { destroyed: boolean } | null }): boolean =>
  response.destroyed || response.stream?.destroyed === true;

function file(
  root: string,
  { path, about }: There,
  whole: Whole | null,
  request: Incoming,
  response: Outgoing,
  came: Came,
): Promise<void> {
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
    // It has been looked at, and what is there to know of it is there.
    stream.sendFile = (at) => stream.send(at, about as Stats);
    if (whole)
      stream.stream = (_at, { start = 0 }: { start?: number } = {}) =>
        whole.send(start, Number(response.getHeaders()['content-length']), response);
    else if (request.httpVersion !== '2')
      stream.stream = (at, { start = 0 }: { start?: number } = {}) =>
        void poured(at, start, response, came).then(resolve, (error: unknown) => stream.emit('error', error));
    response.on('close', () => {
      whole?.left();
      resolve();
    });
    stream.pipe(response as unknown as ServerResponse);
  });
}

/** The part of the file that the head of the answer tells. */
async function poured(path: string, start: number, response: Outgoing, came: Came): Promise<void> {
  const size = Number(response.getHeaders()['content-length']);
  const what = await pour(path, start, size, response);
  if (what === 'whole' && size === 0) return void response.end();
  if (what !== 'short') return;
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
