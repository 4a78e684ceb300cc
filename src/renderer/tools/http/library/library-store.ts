import { create } from 'zustand';
import type { CollectionBrief, LibraryItem, LibraryState } from '../../../../contract/http/library.ts';
import type { BenchClient } from '../../../bridge/client.ts';
import { getClient, onOpen } from '../../../bridge/connection.ts';
import { isAbort, toFailure } from '../../../bridge/failure.ts';
import { recall, remember } from '../../../bridge/memory.ts';
import { announce } from '../../../ui/announce.ts';
import { useHttp } from '../store.ts';
import { followFiles } from './follow-files.ts';
import { useLibraryNews } from './news.ts';

/** What main has of collections, and their trees as they were read last. */
interface LibraryUi extends LibraryState {
  trees: ReadonlyMap<string, readonly LibraryItem[]>;
}

export const useLibrary = create<LibraryUi>(() => ({
  collections: [],
  history: { version: 0, entries: 0 },
  problem: null,
  trees: new Map(),
}));

export const collectionOf = (folder: string): CollectionBrief | undefined =>
  useLibrary.getState().collections.find((one) => one.folder === folder);

const PAGE = 1000;
const versions = new Map<string, number>();

/** Follows the collections from the start, so that what is edited by hand is seen wherever it is shown. */
export function followLibrary(): void {
  onOpen((client, signal) => {
    versions.clear();
    follow(client, signal).catch((error: unknown) => {
      if (!signal.aborted && !isAbort(error)) console.error('the collections ended', error);
    });
  });
  const context = recall(CONTEXT, { collection: '', environment: '' });
  useHttp.setState({
    context: { collection: context.collection || null, environment: context.environment || null },
  });
}

const CONTEXT = 'http.context';

/** Whose variables and cookies are used from now on. */
export function chooseContext(collection: string | null, environment: string | null): void {
  useHttp.setState({ context: { collection, environment } });
  remember(CONTEXT, { collection: collection ?? '', environment: environment ?? '' }, 'disk');
}

async function follow(client: BenchClient, signal: AbortSignal): Promise<void> {
  for await (const state of await client.httpLibrary.watch(undefined, { signal })) {
    const { trees } = useLibrary.getState();
    const open = new Set(state.collections.map(({ folder }) => folder));
    useLibrary.setState({ ...state, trees: new Map([...trees].filter(([folder]) => open.has(folder))) });
    for (const { folder, version, problem } of state.collections) {
      if (versions.get(folder) === version) continue;
      versions.set(folder, version);
      await readTree(client, folder, problem !== null);
    }
  }
}

async function readTree(client: BenchClient, folder: string, wrong: boolean): Promise<void> {
  const all: LibraryItem[] = [];
  try {
    for (let total = 1; all.length < total;) {
      const page = await client.httpLibrary.tree({ collection: folder, from: all.length, count: PAGE });
      all.push(...page.items);
      ({ total } = page);
      if (page.items.length === 0) break;
    }
  } catch {
    // It was closed meanwhile.
    return;
  }
  const before = useLibrary.getState().trees.get(folder) ?? [];
  useLibrary.setState(({ trees }) => ({ trees: new Map(trees).set(folder, all) }));
  // A folder that is not there for now, such as one on a drive, takes no request with it.
  if (!wrong || all.length > 0) await followFiles(folder, all, before);
}

/** Does something; a failure is shown in the panel. Undefined where it failed. */
export async function told<T>(
  act: (client: BenchClient['httpLibrary']) => Promise<T>,
): Promise<T | undefined> {
  useLibraryNews.setState({ failure: null, text: null });
  try {
    return await act(getClient().httpLibrary);
  } catch (error) {
    const failure = toFailure(error);
    useLibraryNews.setState({ failure });
    announce(failure.message);
    return undefined;
  }
}
