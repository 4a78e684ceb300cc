import type { HttpRequest } from '../../../../contract/http/request.ts';
import { getClient } from '../../../bridge/connection.ts';
import { toFailure } from '../../../bridge/failure.ts';
import { announce } from '../../../ui/announce.ts';
import { copyMade } from '../../../ui/clipboard.ts';
import { openAtUrl } from '../request/open.ts';
import { contextOf, openRequest, type OpenRequest, patchOpen, showRequest, useHttp } from '../store.ts';
import { setConflict } from './follow-files.ts';
import { told, useLibrary } from './library-store.ts';
import { sayNews } from './news.ts';
import { openDialog, usePanel } from './panel-store.ts';

/** What is done with requests that are kept, from the list, the palette and the keyboard. */

const openOf = (key: string): OpenRequest | undefined =>
  useHttp.getState().open.find((one) => one.key === key);

/** Shows a kept request, and opens it where it is not open yet. */
export async function openKept(collection: string, path: string): Promise<void> {
  const there = useHttp
    .getState()
    .open.find(({ saved }) => saved?.collection === collection && saved.path === path);
  if (there) return showRequest(there.key);
  await told(async (library) => {
    const { request, revision } = await library.read({ collection, path });
    openRequest(request, { saved: { collection, path, revision } });
  });
}

export type SaveHow = 'careful' | 'over';

/** Saves an open request over its file; asks where to where it has none, and how where both have changed. */
export async function saveRequest(key: string, how: SaveHow = 'careful'): Promise<void> {
  const one = openOf(key);
  if (!one) return;
  if (one.saved === null) return openDialog({ kind: 'save', key });
  try {
    await putRequest(
      key,
      one.saved.collection,
      one.saved.path,
      '',
      how === 'over' ? undefined : one.saved.revision,
    );
  } catch (error) {
    const failure = toFailure(error);
    if (failure.code === 'CHANGED') openDialog({ kind: 'conflict', key });
    else patchOpen(key, { failure });
    announce(failure.message);
  }
}

/** Writes an open request into a collection: over the file at `path`, or into a new one. Rejects as the call does. */
export async function putRequest(
  key: string,
  collection: string,
  path: string | null,
  folder: string,
  was: string | undefined,
  name?: string,
): Promise<void> {
  const before = openOf(key);
  if (!before) return;
  const draft: HttpRequest = name === undefined ? before.draft : { ...before.draft, name };
  const saved = await getClient().httpLibrary.save({
    collection,
    path,
    folder,
    request: draft,
    ...(was === undefined ? {} : { was }),
  });
  const now = openOf(key);
  if (!now) return;
  // What was typed while it was written is not in the file.
  const same = now.draft === before.draft;
  patchOpen(key, {
    ...(same ? { draft: saved.request } : {}),
    changed: !same,
    saved: { collection, path: saved.path, revision: saved.revision },
    failure: null,
  });
  setConflict(key, false);
  usePanel.setState({ selected: `${collection}\n${saved.path}` });
  sayNews([`Saved ${saved.request.name}.`, ...saved.notes].join(' '));
}

export async function removeItems(collection: string, paths: string[], name: string): Promise<void> {
  await told(async (library) => {
    const { undo } = await library.remove({ collection, paths });
    usePanel.setState({ undo: { id: undo, text: `Removed ${name}` } });
    announce(`Removed ${name}. It can be undone.`);
  });
}

export async function undoRemoval(): Promise<void> {
  const { undo } = usePanel.getState();
  usePanel.setState({ undo: null });
  if (undo) await told((library) => library.undo({ undo: undo.id }));
}

export async function duplicateItem(collection: string, path: string): Promise<void> {
  await told(async (library) => {
    const copy = await library.duplicate({ collection, path });
    usePanel.setState({ selected: `${collection}\n${copy.path}` });
  });
}

export async function closeCollection(collection: string): Promise<void> {
  await told((library) => library.close({ collection }));
}

/** The request as a command of curl, on the clipboard. */
export async function copyAsCurl(one: OpenRequest): Promise<void> {
  await copyMade(
    'http.request',
    async () => {
      const { text, notes } = await getClient().httpLibrary.exportCurl({
        request: one.draft,
        context: contextOf(one),
      });
      if (notes.length > 0) sayNews(notes.join(' '));
      return text;
    },
    'Copied as a curl command.',
  );
}

/** The folders of a collection as choices. */
export function folderChoices(collection: string): { value: string; label: string }[] {
  const items = useLibrary.getState().trees.get(collection) ?? [];
  return [
    { value: '', label: 'The collection itself' },
    ...items
      .filter(({ kind }) => kind === 'folder')
      .map(({ path }) => ({ value: path, label: path.split('/').join(' / ') })),
  ];
}

/** Opens what a command of curl asks for. Rejects as the call does. */
export async function openCurl(text: string): Promise<string[]> {
  const { requests, notes } = await getClient().httpLibrary.importCurl({ text });
  for (const request of requests) patchOpen(openAtUrl(request), { changed: true });
  announce(
    `Opened ${requests.length === 1 ? 'the request' : `${requests.length} requests`} of the curl command.`,
  );
  return notes;
}
