import type { Command } from '../../../ui/command.ts';
import type { commandsOf } from '../../../ui/sessions/commands.ts';
import { useLibrary } from '../library/library-store.ts';
import { currentRequest, useHttp } from '../store.ts';
import { openRuns, showRun, useRuns } from './store.ts';

/** What can be run now: the collection that is in use, and the request that is looked at where it is kept. */
export function runCommands(command: ReturnType<typeof commandsOf>): Command[] {
  const { context } = useHttp.getState();
  const { saved } = currentRequest(useHttp.getState());
  const { collections } = useLibrary.getState();
  const collection = saved?.collection ?? context.collection ?? collections[0]?.folder;
  const last = useRuns.getState().all.at(-1);
  const words = 'runner tests expectations junit assertions';
  return [
    ...(collection === undefined
      ? []
      : [command('run', 'Run the collection', () => openRuns(collection, ''), words)]),
    ...(saved === null
      ? []
      : [command('run.request', 'Run the request', () => openRuns(saved.collection, saved.path), words)]),
    ...(last ? [command('run.show', 'Show the latest run', () => showRun(last.id), words)] : []),
  ];
}
