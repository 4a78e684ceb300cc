import { randomBytes } from 'node:crypto';
import { link, lstat, mkdir, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { BenchError, causeOf, codeOf } from '../../../bench/failure.ts';
import { cut } from '../../../bench/files/names.ts';

/** Names and places of the files of a collection. */

export const ENDING = '.request.yaml';
export const SETTINGS = 'collection.yaml';
export const ENVIRONMENTS = 'environments';

/** What no file of any system can be called, and what would be hard to type. */
// eslint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069<>:"/\\|?*]+/g;
const DEVICE = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/i;

/** A name as a file can have it on every system; the request keeps its own inside where that differs. */
export function fileName(name: string): string {
  const safe = cut(name.replace(UNSAFE, '-'), 150).replace(/^[. ]+|[. ]+$/g, '');
  return safe === '' || DEVICE.test(safe) || safe === ENVIRONMENTS
    ? `${safe}-`.replace(/^-$/, 'Request')
    : safe;
}

/** What a file is called without its ending. */
export const baseOf = (path: string): string => {
  const name = path.split('/').pop() ?? path;
  return name.endsWith(ENDING) ? name.slice(0, -ENDING.length) : name.replace(/\.ya?ml$/, '');
};

/** The folder of a path inside a collection; empty: the collection itself. */
export const parentOf = (path: string): string => path.split('/').slice(0, -1).join('/');

/**
 * The whole path of something inside a collection. Throws for what leads out of it, by `..` or through a link, or stands
 * in a hidden folder.
 */
export async function insideOf(collection: string, path: string): Promise<string> {
  const parts = path === '' ? [] : path.split('/');
  const odd = parts.some((part) => part === '' || part.startsWith('.') || /[\0\\]/.test(part));
  if (odd) throw outside(path);
  const whole = join(collection, ...parts);
  const [root, holder] = await Promise.all([
    realpath(collection),
    realpath(parts.length === 0 ? whole : dirname(whole)),
  ]).catch((error: unknown) => {
    throw gone(path === '' ? collection : path, error);
  });
  const within = relative(root, holder);
  if (within === '..' || within.startsWith(`..${sep}`) || within.startsWith(sep)) throw outside(path);
  if (parts.length > 0 && (await lstat(whole).catch(() => null))?.isSymbolicLink()) throw outside(path);
  return whole;
}

const outside = (path: string): BenchError =>
  new BenchError({
    code: 'BAD_INPUT',
    field: 'path',
    message: `${path} does not lie in the collection.`,
    hint: 'Links are not followed, and hidden files are left alone.',
  });

/** What was there is not any more, or can’t be read. */
export const gone = (what: string, error: unknown): BenchError =>
  codeOf(error) === 'ENOENT'
    ? new BenchError({ code: 'NOT_FOUND', message: `${what} is no longer there.` })
    : new BenchError({
        code: codeOf(error),
        message: `${what} can’t be read.`,
        cause: causeOf(error),
      });

/** Writes a text file as a whole: a crash leaves the old one or the new one. */
export async function writeText(path: string, text: string): Promise<void> {
  const part = join(dirname(path), `.${randomBytes(6).toString('hex')}.part`);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(part, text, { flag: 'wx' });
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw unwritable(path, error);
  }
}

const unwritable = (path: string, error: unknown): BenchError =>
  new BenchError({
    code: codeOf(error),
    message: `${path} can’t be written.`,
    hint: 'Make the folder writable, free some space, or choose another folder.',
    cause: causeOf(error),
  });

/**
 * Writes a text file that is new, under the first name like this one that is free; answers that name. Another window, or
 * another program, may look for one at the same time: what it has written is never written over.
 */
export async function writeNew(
  folder: string,
  name: string,
  ending: string,
  textFor: (name: string) => string,
): Promise<string> {
  for (;;) {
    const own = await freeName(folder, name, ending);
    const text = textFor(own);
    const part = join(folder, `.${randomBytes(6).toString('hex')}.part`);
    try {
      await mkdir(folder, { recursive: true });
      await writeFile(part, text, { flag: 'wx' });
      await link(part, join(folder, own)).catch(async (error: unknown) => {
        // Where a file can have one name only.
        if (codeOf(error) === 'EEXIST') throw error;
        await writeFile(join(folder, own), text, { flag: 'wx' });
      });
      return own;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') continue;
      throw unwritable(join(folder, own), error);
    } finally {
      await rm(part, { force: true }).catch(() => undefined);
    }
  }
}

/** The first name like this one under which nothing stands: `Users`, `Users 2`. `ending` comes behind it. */
export async function freeName(folder: string, name: string, ending: string): Promise<string> {
  for (let n = 1; ; n++) {
    const candidate = `${name}${n === 1 ? '' : ` ${n}`}${ending}`;
    if (!(await lstat(join(folder, candidate)).catch(() => null))) return candidate;
  }
}
