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

export type There = { kind: 'file' | 'folder'; path: string; about: Stats };
type Found = There | { status: number; why: string };

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
    if (about.isDirectory()) return { kind: 'folder', path, about };
    if (about.isFile()) return { kind: 'file', path, about };
    return { status: 403, why: 'It is a pipe, a socket or a device, and no file.' };
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EACCES' || code === 'EPERM')
      return { status: 403, why: 'The system does not let it be read.' };
    if (code === 'ELOOP') return { status: 403, why: 'It is a link that leads back to itself.' };
    return { status: 404, why: 'There is no such file.' };
  }
}
