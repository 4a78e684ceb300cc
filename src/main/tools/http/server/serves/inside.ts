import type { Stats } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { codeOf } from '../../../../bench/failure.ts';

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

/** What the head of an answer is made of. */
export type About = Pick<Stats, 'size' | 'mtime' | 'ctime' | 'ino'>;
export type There = { kind: 'file' | 'folder'; path: string; about: About };
export type Found = There | { status: number; why: string };

/** What stands there, by its true path, which is inside the root. */
export async function inside(root: string, names: readonly string[]): Promise<Found> {
  if (hidden(names)) return HIDDEN;
  try {
    const path = await realpath(join(root, ...names));
    const about = await stat(path);
    return judged(root, path, about.isFile() ? 'file' : about.isDirectory() ? 'folder' : 'other', about);
  } catch (error) {
    return notFound(codeOf(error));
  }
}

/** Names that are not told of, whatever stands there. */
export const hidden = (names: readonly string[]): boolean => names.some((name) => name.startsWith('.'));
export const HIDDEN = {
  status: 404,
  why: 'There is no such file: names that begin with a dot are not served.',
};

/** What is told of what stands at a true path. */
export function judged(root: string, path: string, kind: There['kind'] | 'other', about: About): Found {
  if (path !== root && !path.startsWith(root.endsWith(sep) ? root : root + sep))
    return { status: 403, why: 'It is a link that leads out of the folder.' };
  if (hidden(relative(root, path).split(sep)))
    return { status: 403, why: 'It is a link to what is not served.' };
  if (kind === 'other') return { status: 403, why: 'It is a pipe, a socket or a device, and no file.' };
  return { kind, path, about };
}

/** What is told where the system can’t say what stands there. */
export function notFound(code: string): { status: number; why: string } {
  if (code === 'EACCES' || code === 'EPERM')
    return { status: 403, why: 'The system does not let it be read.' };
  if (code === 'ELOOP') return { status: 403, why: 'It is a link that leads back to itself.' };
  return { status: 404, why: 'There is no such file.' };
}
