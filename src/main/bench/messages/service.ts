import type { Saved, Step } from '../../../contract/messages.ts';
import { dispatcher } from '../dispatcher.ts';
import { BenchError } from '../failure.ts';
import type { HostServices } from '../host.ts';
import { latest } from '../latest.ts';
import { saveBytes } from '../save-bytes.ts';
import type { Uploads } from '../uploads.ts';
import { exported, readImport } from './import.ts';
import type { MessageLibrary } from './library.ts';
import type { SequenceRuns } from './runs.ts';
import { subtree } from './tree.ts';

export interface MessageParts {
  host: HostServices;
  library: MessageLibrary;
  runs: SequenceRuns;
  uploads: Uploads;
}

const never = new AbortController().signal;

/** Saved messages, sequences and their runs. See the contract for each call. */
export function messagesService({ host, library, runs, uploads }: MessageParts) {
  const d = dispatcher.messages;
  return {
    watch: d.watch.handler(({ signal }) =>
      latest(library.get(), (tell) => library.onChange(tell), signal ?? never),
    ),
    put: d.put.handler(async ({ input }) => ({ id: await library.put(input.item, input.was) })),
    move: d.move.handler(async ({ input }) => {
      await library.move(input.ids, input.folder, input.before);
      return {};
    }),
    remove: d.remove.handler(({ input }) => library.remove(input.ids)),
    undo: d.undo.handler(async ({ input }) => {
      await library.undo(input.undo);
      return {};
    }),
    import: d.import.handler(async ({ input }) => {
      const { items, format, notes } = readImport(input.name, await uploads.whole(input));
      await library.add(items);
      return { added: items.filter(({ kind }) => kind !== 'folder').length, format, notes };
    }),
    export: d.export.handler(({ input, signal }) => {
      const { items } = library.get();
      const chosen = input.ids ? withSent(items, subtree(items, input.ids)) : items;
      const there = new Set(chosen.map(({ id }) => id));
      const text = exported(
        chosen.map((item) => ({ ...item, folder: there.has(item.folder ?? '') ? item.folder : null })),
      );
      return saveBytes(host.save.bind(host), 'wirebench-messages.json', Buffer.from(text), signal);
    }),
    run: d.run.handler(({ input: { session, sequence } }) => {
      if (!('id' in sequence)) return { run: runs.start(session, { ...sequence, id: null }) };
      const saved = library.find(sequence.id);
      if (saved?.kind !== 'sequence')
        throw new BenchError({ code: 'NOT_FOUND', message: 'The sequence is no longer there.' });
      return { run: runs.start(session, saved) };
    }),
    stop: d.stop.handler(({ input }) => {
      runs.stop(input.run);
      return {};
    }),
    runs: d.runs.handler(({ signal }) => runs.watch(signal ?? never)),
  };
}

/** With the saved messages that chosen sequences send. */
function withSent(items: readonly Saved[], ids: Set<string>): Saved[] {
  const sent = (steps: readonly Step[]): string[] =>
    steps.flatMap((step) =>
      step.kind === 'repeat'
        ? sent(step.steps)
        : step.kind === 'send' && 'saved' in step.message
          ? [step.message.saved]
          : [],
    );
  for (const item of items)
    if (item.kind === 'sequence' && ids.has(item.id)) for (const id of sent(item.steps)) ids.add(id);
  return items.filter(({ id }) => ids.has(id));
}
