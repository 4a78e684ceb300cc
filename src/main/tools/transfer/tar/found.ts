import type { Entry } from '../../../bench/files/source.ts';
import type { Header } from './header.ts';

/** An entry of an archive: one that can be received, one that can’t and why, or nothing to speak of. */
export type Found =
  ({ take: true } & Entry) | { take: false; path: string; why: string } | { take: false; path: null };

/** Why other types are no files. A link in full (`1`) is the same file under another name. */
const WHY: { [type: string]: string } = {
  '3': 'It is a device.',
  '4': 'It is a device.',
  '6': 'It is a named pipe.',
  S: 'It is stored as a sparse file of GNU tar. Send it with “tar c” without “-S”.',
  M: 'It is the rest of a file that began in another volume.',
};
const NOTHING: Found = { take: false, path: null };

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const textOf = (bytes: Buffer): string | null => {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
};

/** What a header stands for. `size`: of the bytes that follow. */
export function foundEntry(header: Header): Found {
  const { type, name, link, size, mode } = header;
  // The label of the archive.
  if (type === 'V') return NOTHING;
  const text = textOf(name);
  if (text === null)
    return { take: false, path: clean(name.toString()), why: 'Its name is no text (no UTF-8).' };
  const path = clean(text);
  const isFile = type === '0' || type === '7';
  const kind =
    type === '5' || type === 'D' || (isFile && text.endsWith('/')) ? 'folder' : isFile ? 'file' : 'link';
  // `tar c .` begins with the folder itself, which is the one that receives.
  if (kind === 'folder' && path === '') return NOTHING;
  const target = textOf(link);
  if (type === '1') {
    const what = `It is a hard link to ${clean(target ?? link.toString())}, sent without its bytes.`;
    return { take: false, path, why: `${what} Send it with “tar c --hard-dereference”.` };
  }
  if (kind === 'link' && type !== '2') return { take: false, path, why: WHY[type] ?? unknown(type) };
  if (kind === 'link' && target === null)
    return { take: false, path, why: 'It is a link to a name that is no text (no UTF-8).' };
  return {
    take: true,
    path,
    kind,
    size: kind === 'file' ? size : 0,
    modified: header.modified * 1000,
    mode,
    target: kind === 'link' ? (target ?? '') : '',
  };
}

const unknown = (type: string) => `It is an entry of a type that is not known (${JSON.stringify(type)}).`;

/** Without the `./` and `//` that mean nothing; what leads elsewhere stays, so that it can be refused. */
function clean(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  return (path.startsWith('/') ? '/' : '') + parts.join('/');
}
