import { create } from 'zustand';
import type { Library, Run, Saved, SavedFolder, SavedMessage, Sequence } from '../../../contract/messages.ts';
import { revisionOf } from '../../../contract/payload/revision.ts';
import type { BenchClient } from '../../bridge/client.ts';
import { getClient } from '../../bridge/connection.ts';
import { toFailure } from '../../bridge/failure.ts';
import { announce } from '../announce.ts';

/** What is saved, as main has it. Every window of a bench sees a change at once. */
export const useLibrary = create<Library>(() => ({ items: [], problem: null }));

/** The runs of sequences by their ids, oldest first. */
export const useRuns = create<{ runs: ReadonlyMap<string, Run> }>(() => ({ runs: new Map() }));

/** Follows what is saved until the signal aborts. */
export async function followLibrary(client: BenchClient, signal: AbortSignal): Promise<void> {
  for await (const library of await client.messages.watch(undefined, { signal }))
    useLibrary.setState(library);
}

/** Follows the runs until the signal aborts. */
export async function followRuns(client: BenchClient, signal: AbortSignal): Promise<void> {
  useRuns.setState({ runs: new Map() });
  for await (const { run, removed } of await client.messages.runs(undefined, { signal })) {
    useRuns.setState(({ runs }) => {
      const next = new Map(runs);
      for (const id of removed) next.delete(id);
      if (run) next.set(run.id, run);
      return { runs: next };
    });
    if (run && run.state !== 'running' && run.endedAt !== null && Date.now() - run.endedAt < 2000)
      announce(`${run.name} ${run.state}.`);
  }
}

export const isMessage = (item: Saved): item is SavedMessage => item.kind === 'message';
export const isFolder = (item: Saved): item is SavedFolder => item.kind === 'folder';

export const itemOf = (id: string): Saved | undefined =>
  useLibrary.getState().items.find((item) => item.id === id);

/** The message or sequence that a key fires. */
export const itemOfKey = (key: string): SavedMessage | Sequence | undefined =>
  useLibrary
    .getState()
    .items.find((item): item is SavedMessage | Sequence => 'key' in item && item.key === key);

/** Adds or changes an item; rejects as the call does, with CHANGED where it is no longer `was`. Answers its id. */
export async function putItem(item: Saved, was?: Saved): Promise<string> {
  return (await getClient().messages.put(was ? { item, was: revisionOf(was) } : { item })).id;
}

/** A removal that can be undone, until the next one. */
export const useUndo = create<{ undo: { id: string; count: number } | null }>(() => ({ undo: null }));

export async function removeItems(ids: readonly string[]): Promise<void> {
  await told(async () => {
    const { removed, undo } = await getClient().messages.remove({ ids: [...ids] });
    useUndo.setState({ undo: { id: undo, count: removed } });
    announce(`Removed ${removed}. It can be undone.`);
  });
}

export async function undoRemoval(): Promise<void> {
  const { undo } = useUndo.getState();
  useUndo.setState({ undo: null });
  if (undo) await told(async () => void (await getClient().messages.undo({ undo: undo.id })));
}

export async function moveItems(
  ids: readonly string[],
  folder: string | null,
  before: string | null,
): Promise<void> {
  await told(async () => void (await getClient().messages.move({ ids: [...ids], folder, before })));
}

/** What the last act in the panel came to. */
export const usePanelNews = create<{ failure: ReturnType<typeof toFailure> | null; text: string | null }>(
  () => ({
    failure: null,
    text: null,
  }),
);

/** Does something; a failure is shown in the panel. */
export async function told(act: () => Promise<void>): Promise<void> {
  usePanelNews.setState({ failure: null, text: null });
  try {
    await act();
  } catch (error) {
    const failure = toFailure(error);
    usePanelNews.setState({ failure });
    announce(failure.message);
  }
}
