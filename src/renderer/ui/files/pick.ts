import { useBench } from '../../bridge/bench-store.ts';
import { getClient } from '../../bridge/connection.ts';
import { heldByPage, type PageFile, type Taken } from './chosen.ts';
import { pathOf } from './path-of.ts';
import { lookAt } from './read-drop.ts';
import { countRead } from './reading.ts';

/** Lets the user choose files in the system’s dialog; nothing where it is cancelled. */
export const pickFiles = (signal: AbortSignal): Promise<Taken> =>
  pick('files', 'Choose files to send', signal);

/** Lets the user choose folders, with all that is in them. */
export const pickFolders = (signal: AbortSignal): Promise<Taken> =>
  pick('folders', 'Choose a folder to send', signal);

/** Lets the user choose a folder of this machine to receive into; null where it is cancelled or there is no dialog. */
export async function pickFolder(title: string): Promise<string | null> {
  const { paths } = await getClient().files.pick({ what: 'folder', title });
  return paths?.[0] ?? null;
}

async function pick(what: 'files' | 'folders', title: string, signal: AbortSignal): Promise<Taken> {
  if (useBench.getState().info?.can.nativeDialogs) {
    const { paths } = await getClient().files.pick({ what, title }, { signal });
    return { chosen: await lookAt(paths ?? []), notTaken: [] };
  }
  const files = await choose(what);
  const paths = files.map(pathOf).filter((path) => path !== null);
  if (what === 'files' && paths.length === files.length) return { chosen: await lookAt(paths), notTaken: [] };
  const chosen =
    what === 'folders'
      ? await foldersOf(files, signal)
      : await inSlices(files, signal, (file) => heldByPage(file.name, 'file', [{ path: file.name, file }]));
  return { chosen, notTaken: [] };
}

/** The browser’s own dialog. It asks the user once more before it gives a whole folder to a page. */
function choose(what: 'files' | 'folders'): Promise<File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.webkitdirectory = what === 'folders';
    input.hidden = true;
    const done = (files: File[]) => {
      input.remove();
      resolve(files);
    };
    input.addEventListener('cancel', () => done([]));
    input.addEventListener('change', () => done([...(input.files ?? [])]));
    document.body.append(input);
    input.click();
  });
}

/** Files with their paths in the chosen folder, with the folders between; empty folders a browser does not tell. */
async function foldersOf(files: readonly File[], signal: AbortSignal): Promise<Taken['chosen']> {
  const roots = new Map<string, { known: Set<string>; files: PageFile[] }>();
  const add = (file: File): number => {
    const path = file.webkitRelativePath || file.name;
    const parts = path.split('/');
    const name = parts[0] ?? path;
    const root = roots.get(name) ?? { known: new Set<string>(), files: [] };
    roots.set(name, root);
    for (let depth = 1; depth < parts.length; depth++) {
      const folder = parts.slice(0, depth).join('/');
      if (root.known.has(folder)) continue;
      root.known.add(folder);
      root.files.push({ path: folder, file: null });
    }
    root.files.push({ path, file });
    return file.size;
  };
  await inSlices(files, signal, add);
  return [...roots].map(([name, root]) => heldByPage(name, 'folder', root.files));
}

/** How long the window may be kept from other things. */
const SLICE_MS = 8;

/**
 * What `act` makes of each. It is the first to ask for their sizes: the browser asks the system then, for each anew,
 * and the window stands still for it. Afterwards they are known.
 */
async function inSlices<T>(
  files: readonly File[],
  signal: AbortSignal,
  act: (file: File) => T,
): Promise<T[]> {
  const all: T[] = [];
  let until = performance.now() + SLICE_MS;
  for (const file of files) {
    all.push(act(file));
    countRead();
    if (performance.now() < until) continue;
    await new Promise<void>((resolve) => setTimeout(resolve));
    signal.throwIfAborted();
    until = performance.now() + SLICE_MS;
  }
  return all;
}
