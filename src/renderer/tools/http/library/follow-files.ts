import { create } from 'zustand';
import type { LibraryItem } from '../../../../contract/http/library.ts';
import { getClient } from '../../../bridge/connection.ts';
import { announce } from '../../../ui/announce.ts';
import { type OpenRequest, patchOpen, useHttp } from '../store.ts';

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

/** Brings the requests that are open up to what their files hold now. */
export async function followFiles(collection: string, items: readonly LibraryItem[]): Promise<void> {
  const files = new Map(items.map((item) => [item.path, item]));
  for (const one of useHttp.getState().open) {
    const { saved } = one;
    if (saved === null || saved.collection !== collection) continue;
    const item = files.get(saved.path);
    if (!item || item.kind !== 'request') {
      // It was moved or removed: what is written here is all there is of it.
      patchOpen(one.key, { saved: null, changed: true });
      setConflict(one.key, false);
    } else if (item.revision === saved.revision) setConflict(one.key, false);
    else if (one.changed) {
      setConflict(one.key, true);
      announce(`${item.name} was changed on the disk, and here too.`);
    } else if (item.problem === null) await takeFile(one.key);
  }
}

/** Takes what the file holds, whatever is written here. Rejects as the call does. */
export async function takeFile(key: string): Promise<void> {
  const find = (): OpenRequest | undefined => useHttp.getState().open.find((one) => one.key === key);
  const before = find();
  if (!before?.saved) return;
  const { collection, path } = before.saved;
  const { request, revision } = await getClient().httpLibrary.read({ collection, path });
  const now = find();
  if (!now || (now.changed && !before.changed)) return;
  patchOpen(key, { draft: request, changed: false, saved: { collection, path, revision } });
  setConflict(key, false);
  announce(`${request.name} was read again from its file.`);
}
