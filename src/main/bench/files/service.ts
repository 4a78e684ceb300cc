import { lstat, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { dispatcher } from '../dispatcher.ts';
import type { HostServices } from '../host.ts';
import type { Files } from './files.ts';
import { wholePath } from './whole-path.ts';

export interface FilesParts {
  files: Files;
  host: HostServices;
}

/** Paths that are looked at at once. */
const AT_ONCE = 64;
const never = new AbortController().signal;

/** How files are handed over: by the desktop’s dialogs, by paths, and by pages that lend them. */
export function filesService({ files, host }: FilesParts) {
  const d = dispatcher.files;
  return {
    pick: d.pick.handler(async ({ input, signal }) => ({
      paths: await host.pick(input.what, input.title, signal),
    })),
    look: d.look.handler(async ({ input, signal }) => {
      const items: Looked[] = [];
      for (let from = 0; from < input.paths.length; from += AT_ONCE) {
        signal?.throwIfAborted();
        items.push(...(await Promise.all(input.paths.slice(from, from + AT_ONCE).map(look))));
      }
      return { items };
    }),
    places: d.places.handler(async () => ({ downloads: await host.downloads() })),
    lend: d.lend.handler(({ signal }) => files.lend().events(signal ?? never)),
    add: d.add.handler(({ input }) => {
      files.loan(input.loan).add(input.files);
      return {};
    }),
    answer: d.answer.handler(async ({ input }) => {
      const bytes = new Uint8Array(await input.bytes.arrayBuffer());
      files.loan(input.loan).answer(input.ask, bytes);
      return {};
    }),
    answerMany: d.answerMany.handler(async ({ input }) => {
      const bytes = new Uint8Array(await input.bytes.arrayBuffer());
      files.loan(input.loan).answerMany(input.ask, input.read, bytes);
      return {};
    }),
    failed: d.failed.handler(({ input }) => {
      files.loan(input.loan).failed(input.ask, input.message);
      return {};
    }),
  };
}

interface Looked {
  path: string;
  name: string;
  kind: 'file' | 'folder' | 'link' | 'other' | 'missing';
  size: number | null;
  modified: number | null;
}

/** What a path leads to; `link` only where it leads nowhere. */
async function look(path: string): Promise<Looked> {
  const full = wholePath(path);
  const name = basename(full) || full;
  const found = await stat(full).catch(() => lstat(full).catch(() => null));
  if (!found) return { path: full, name, kind: 'missing', size: null, modified: null };
  const kind = found.isDirectory()
    ? 'folder'
    : found.isFile()
      ? 'file'
      : found.isSymbolicLink()
        ? 'link'
        : 'other';
  return { path: full, name, kind, size: kind === 'file' ? found.size : null, modified: found.mtimeMs };
}
