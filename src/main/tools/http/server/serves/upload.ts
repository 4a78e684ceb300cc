import { randomBytes } from 'node:crypto';
import { createWriteStream, type WriteStream } from 'node:fs';
import { link, lstat, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { once } from 'node:events';
import { setImmediate as otherWork } from 'node:timers/promises';
import { codeOf } from '../../../../bench/failure.ts';
import { type Came, type Incoming, type Outgoing, say } from '../handler.ts';
import { boundaryOf, MultipartReader } from '../multipart.ts';
import { inside } from './inside.ts';

const PIECE = 1024 * 1024;
/** Files of one form. */
const MOST_FILES = 10_000;

/** What can’t be done, and the status that says it. */
class Refused extends Error {
  readonly status: number;
  constructor(status: number, why: string) {
    super(why);
    this.status = status;
  }
}

/** Puts what was sent into the folder: the body of PUT under its name, each file of a form under the name it brings. */
export async function upload(
  root: string,
  names: readonly string[],
  request: Incoming,
  response: Outgoing,
  came: Came,
): Promise<void> {
  try {
    if (request.method === 'PUT') await put(root, names, request, response);
    else await form(root, names, request, response);
  } catch (error) {
    // Who has left is not answered.
    if (response.destroyed || request.errored || left(request))
      return came.remark('The client left in the middle of it.');
    const refused = error instanceof Refused ? error : null;
    const why = refused?.message ?? sentence(error);
    came.remark(why);
    // The rest of the body is not read.
    say(response, refused?.status ?? statusOf(error), why, { connection: 'close' });
  }
}

async function put(
  root: string,
  names: readonly string[],
  request: Incoming,
  response: Outgoing,
): Promise<void> {
  const folder = await folderAt(root, names.slice(0, -1));
  const name = checked(names.at(-1) ?? '');
  const target = join(folder, name);
  const there = await lstat(target).catch(() => null);
  if (there && !there.isFile()) throw new Refused(409, 'There is a folder or a link of this name.');
  const part = partOf(folder);
  const to = await opened(part);
  try {
    for await (const piece of pieces(request)) await write(to, piece);
    await ended(to);
    await rename(part, target);
  } catch (error) {
    to.destroy();
    await unlink(part).catch(() => undefined);
    throw error;
  }
  say(response, there ? 200 : 201, there ? `${name} was replaced.` : `${name} is there.`);
}

async function form(
  root: string,
  names: readonly string[],
  request: Incoming,
  response: Outgoing,
): Promise<void> {
  const boundary = boundaryOf(request.headers['content-type'] ?? '');
  if (boundary === null) throw new Refused(415, 'POST takes a form of files (multipart/form-data).');
  const folder = await folderAt(root, names);
  const reader = new MultipartReader(boundary);
  const written: string[] = [];
  const numbers = new Map<string, number>();
  let open: { name: string; part: string; to: WriteStream } | null = null;
  try {
    for await (const piece of pieces(request)) {
      for (const event of reader.feed(piece)) {
        if (event.kind === 'part') {
          if (event.fileName === null || event.fileName === '') continue;
          if (left(request)) throw new Error('The client left in the middle of it.');
          if (written.length >= MOST_FILES) throw new Refused(413, 'The form has too many files.');
          const part = partOf(folder);
          const name = checked(event.fileName.replace(/^.*[\\/]/, ''));
          open = { name, part, to: await opened(part) };
        } else if (event.kind === 'data') {
          if (open) await write(open.to, event.bytes);
        } else if (open) {
          await ended(open.to);
          written.push(await named(folder, open.part, open.name, numbers));
          open = null;
        }
      }
    }
    if (!reader.over) throw new Refused(400, 'The form ends before its last boundary.');
  } finally {
    if (open) {
      open.to.destroy();
      await unlink(open.part).catch(() => undefined);
    }
  }
  if (written.length === 0) throw new Refused(400, 'The form holds no file.');
  const told = `Written: ${written.join(', ')}`;
  // A browser is shown the list again, with what is new in it.
  if (/\btext\/html\b/i.test(request.headers.accept ?? ''))
    return say(response, 303, told, {
      location: `/${names.map((name) => `${encodeURIComponent(name)}/`).join('')}`,
    });
  say(response, 201, told);
}

/** The client gave it up. Over HTTP/2 the body of such a request looks as if it had ended. */
const left = (request: Incoming): boolean => request.aborted === true;

/** The body, of a connection that is kept when not all of it is read: what is wrong has still to be said. */
async function* pieces(request: Incoming): AsyncGenerator<Buffer, void> {
  yield* request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  // Node tells of a reset right behind the end that it makes of it.
  await otherWork();
  if (left(request)) throw new Error('The client left in the middle of it.');
}

async function opened(path: string): Promise<WriteStream> {
  const to = createWriteStream(path, { flags: 'wx', highWaterMark: PIECE });
  await once(to, 'open');
  // What goes wrong later is told by the next write.
  to.on('error', () => undefined);
  return to;
}

async function write(to: WriteStream, bytes: Buffer): Promise<void> {
  if (to.errored) throw to.errored;
  if (!to.write(bytes)) await once(to, 'drain');
}

function ended(to: WriteStream): Promise<void> {
  to.end();
  return finished(to);
}

/**
 * Gives a whole file its name; one that is taken gets a number. Nothing that is there is touched. `numbers` holds where
 * to go on, since a form may have the same name thousands of times.
 */
async function named(
  folder: string,
  part: string,
  name: string,
  numbers: Map<string, number>,
): Promise<string> {
  const dot = name.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  try {
    const first = numbers.get(name) ?? 0;
    for (let i = first; ; i++) {
      const tried = i === 0 ? name : `${stem} (${i})${ending}`;
      try {
        await link(part, join(folder, tried));
        numbers.set(name, i + 1);
        return tried;
      } catch (error) {
        if (codeOf(error) !== 'EEXIST' || i >= first + 1000) throw error;
      }
    }
  } finally {
    await unlink(part).catch(() => undefined);
  }
}

async function folderAt(root: string, names: readonly string[]): Promise<string> {
  const found = await inside(root, names);
  if ('why' in found)
    throw new Refused(
      found.status,
      found.status === 404 ? 'There is no such folder to put it into.' : found.why,
    );
  if (found.kind !== 'folder') throw new Refused(409, 'It is a file, not a folder.');
  return found.path;
}

/** A name of one file in a folder. Throws {@link Refused}. */
function checked(name: string): string {
  // oxlint-disable-next-line no-control-regex
  if (name === '' || name.startsWith('.') || /[/\\\x00-\x1f\x7f]/.test(name) || Buffer.byteLength(name) > 255)
    throw new Refused(400, 'The file has a name that can’t be taken.');
  return name;
}

/** Where a file is written until it is whole; it begins with a dot, so that it is not served. */
const partOf = (folder: string): string => join(folder, `.upload-${randomBytes(8).toString('hex')}.part`);

function statusOf(error: unknown): number {
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') return 507;
  return code === 'EACCES' || code === 'EPERM' || code === 'EROFS' ? 403 : 400;
}

function sentence(error: unknown): string {
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'The disk is full.';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return 'The system does not let it be written.';
  if (code !== 'UNKNOWN') return `It can’t be written: the system says ${code}.`;
  return error instanceof Error ? error.message : 'It can’t be written.';
}
