import { create } from 'zustand';
import type { LibraryItem } from '../../../../contract/http/library.ts';
import { getClient } from '../../../bridge/connection.ts';
import { announce } from '../../../ui/announce.ts';
import { type OpenRequest, patchOpen, useHttp } from '../store.ts';
import { sayNews } from './news.ts';

/** Open requests whose files have changed on the disk, while they were changed here too: by key. */
export const useConflicts = create<{ keys: ReadonlySet<string> }>(() => ({ keys: new Set() }));

export function setConflict(key: string, is: boolean): void {
  useConflicts.setState(({ keys }) => {
    if (keys.has(key) === is) return {};
    const next = new Set(keys);
    if (is) next.add(key);
    else next.delete(key);
    return { keys: next };
  });
}

/** Brings the requests that are open up to what their files hold now; `before`: what there was when they were read last. */
export async function followFiles(
  collection: string,
  items: readonly LibraryItem[],
  before: readonly LibraryItem[],
): Promise<void> {
  const files = new Map(items.map((item) => [item.path, item]));
  const known = new Set(before.map(({ path }) => path));
  for (const { key } of useHttp.getState().open) {
    found(key, collection, files);
    const one = openOf(key);
    const saved = one?.saved;
    if (!one || !saved || saved.collection !== collection || isRenaming(collection, saved.path)) continue;
    const item = files.get(saved.path);
    if (item?.kind !== 'request') {
      const fresh = items.filter((each) => each.kind === 'request' && !known.has(each.path));
      const same = fresh.filter((each) => each.kind === 'request' && each.revision === saved.revision);
      if (same.length === 1 && same[0]) moved(one, saved.path, same[0].path);
      else lost(one, saved.path);
    } else if (item.revision === saved.revision) setConflict(key, false);
    else if (one.changed) {
      setConflict(key, true);
      announce(`${item.name} was changed on the disk, and here too.`);
    } else if (item.problem === null) {
      // Where it changes again meanwhile, that is told again.
      await takeFile(key).catch(() => undefined);
    }
  }
}

/** It was moved on the disk, or renamed in another window. */
function moved({ key, draft, saved }: OpenRequest, from: string, to: string): void {
  if (!saved) return;
  const name = draft.name === nameIn(from) ? nameIn(to) : draft.name;
  patchOpen(key, { draft: { ...draft, name }, saved: { ...saved, path: to } });
  announce(`${draft.name} is ${to} now.`);
}

/** What is written here is all there is of it. */
function lost(one: OpenRequest, path: string): void {
  const { key, draft } = one;
  gone.set(key, one);
  patchOpen(key, { saved: null, changed: true });
  setConflict(key, false);
  sayNews(`${path} is no longer on the disk. ${draft.name} is still open here: save it to keep it.`);
}

/** Open requests as they were when their files went: another branch of version control may bring those back. */
const gone = new Map<string, OpenRequest>();

function found(key: string, collection: string, files: ReadonlyMap<string, LibraryItem>): void {
  const was = gone.get(key);
  const saved = was?.saved;
  if (!was || !saved || saved.collection !== collection || !files.has(saved.path)) return;
  gone.delete(key);
  const now = openOf(key);
  if (now?.saved === null) patchOpen(key, { saved, changed: now.draft === was.draft ? was.changed : true });
}

const nameIn = (path: string): string => path.replace(/^.*\//, '').replace(/\.request\.yaml$/, '');

const openOf = (key: string): OpenRequest | undefined =>
  useHttp.getState().open.find((one) => one.key === key);

/** What is being renamed here: who asked for it says what became of the requests that are open. */
const renaming = new Set<string>();
const isRenaming = (collection: string, path: string): boolean =>
  [...renaming].some((id) => `${collection}\n${path}`.startsWith(id));

/** Gives a request or a folder another name; what is open of it keeps its file, and gets that name. */
export async function renameItem(collection: string, path: string, name: string): Promise<string> {
  const id = `${collection}\n${path}`;
  renaming.add(id);
  try {
    const made = await getClient().httpLibrary.rename({ collection, path, name });
    for (const { key, draft, saved } of useHttp.getState().open) {
      if (saved?.collection !== collection) continue;
      if (saved.path === path)
        patchOpen(key, {
          draft: { ...draft, name: name.trim() },
          saved: {
            ...saved,
            path: made.path,
            revision: made.revisions?.was === saved.revision ? made.revisions.now : saved.revision,
          },
        });
      else if (saved.path.startsWith(`${path}/`))
        patchOpen(key, { saved: { ...saved, path: made.path + saved.path.slice(path.length) } });
    }
    return made.path;
  } finally {
    renaming.delete(id);
  }
}

/** Takes what the file holds, whatever is written here. Rejects as the call does. */
export async function takeFile(key: string): Promise<void> {
  const before = openOf(key);
  if (!before?.saved) return;
  const { collection, path } = before.saved;
  const { request, revision } = await getClient().httpLibrary.read({ collection, path });
  const now = openOf(key);
  if (!now || (now.changed && !before.changed)) return;
  patchOpen(key, { draft: request, changed: false, saved: { collection, path, revision } });
  setConflict(key, false);
  announce(`${request.name} was read again from its file.`);
}
