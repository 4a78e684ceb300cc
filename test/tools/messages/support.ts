import type { Library, Run, Saved, SavedMessage } from '../../../src/contract/messages.ts';
import { PLAIN } from '../../../src/contract/payload/message.ts';
import type { BenchClient } from '../../../src/renderer/bridge/client.ts';
import { within } from '../../support/wait.ts';

type WithoutPlace<T> = T extends Saved ? Omit<T, 'id' | 'folder'> & Partial<Pick<T, 'id' | 'folder'>> : never;

/** Something to save: new, and in no folder. */
export const item = (of: WithoutPlace<Saved>): Saved => ({ id: 'new', folder: null, ...of });

export const saved = (name: string, of: Partial<SavedMessage> = {}): Saved =>
  item({ kind: 'message', name, key: null, target: '', spec: { ...PLAIN, text: name }, ...of });

/** The runs as a window sees them. */
export function followRuns(client: BenchClient) {
  const runs = new Map<string, Run>();
  const abort = new AbortController();
  let tell: () => void = () => undefined;
  const ended = (async () => {
    try {
      for await (const update of await client.messages.runs(undefined, { signal: abort.signal })) {
        for (const id of update.removed) runs.delete(id);
        if (update.run) runs.set(update.run.id, update.run);
        tell();
      }
    } catch (error) {
      if (!(error instanceof Error)) throw error;
    }
  })();
  return {
    runs,
    until(id: string, wanted: (run: Run) => boolean): Promise<Run> {
      const found = new Promise<Run>((done) => {
        tell = () => {
          const run = runs.get(id);
          if (run && wanted(run)) done(run);
        };
        tell();
      });
      return within(found, () => `run ${id}: ${JSON.stringify(runs.get(id))}`);
    },
    async close(): Promise<void> {
      abort.abort();
      await ended;
    },
  };
}

/** Waits until the library, as a window is told of it, is as wanted. */
export async function until(client: BenchClient, wanted: (library: Library) => boolean): Promise<Library> {
  const abort = new AbortController();
  let last: Library | null = null;
  const look = async (): Promise<Library> => {
    for await (const library of await client.messages.watch(undefined, { signal: abort.signal })) {
      last = library;
      if (wanted(library)) return library;
    }
    throw new Error('the stream ended');
  };
  try {
    return await within(look(), () => `the library: ${JSON.stringify(last)}`);
  } finally {
    abort.abort();
  }
}

export const names = ({ items }: { items: readonly Saved[] }) => items.map(({ name }) => name);
