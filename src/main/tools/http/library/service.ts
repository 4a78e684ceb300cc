import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { LibraryState } from '../../../../contract/http/library.ts';
import { wholePath } from '../../../bench/files/whole-path.ts';
import { dispatcher } from '../../../bench/dispatcher.ts';
import { BenchError } from '../../../bench/failure.ts';
import { latest } from '../../../bench/latest.ts';
import { saveBytes } from '../../../bench/save-bytes.ts';
import type { HttpParts } from '../parts.ts';
import type { Collection } from './collection.ts';
import { environmentOf, keepSecrets, saveEnvironment } from './environments.ts';
import { curlOf } from './export/curl.ts';
import { harOf } from './export/har.ts';
import { duplicateItem, makeFolder, readItem, Removals, renameItem, saveItem } from './files.ts';
import { addImported } from './import/add.ts';
import { readApart } from './import/apart.ts';
import { readCurl } from './import/curl.ts';
import type { Imported } from './import/imported.ts';
import { filesSent } from './import/shared.ts';
import { ENVIRONMENTS, fileName, gone } from './places.ts';
import { takeSecrets } from './take-secrets.ts';
import { titleOf } from './title.ts';

const never = new AbortController().signal;
/** The largest file that is imported by its path. */
const MAX_IMPORT = 64 * 1024 * 1024;

/** Collections, environments and the history of HTTP. See the contract for each call. */
export function httpLibraryService({ library, contexts, save, uploads, version }: HttpParts) {
  const d = dispatcher.httpLibrary;
  const { collections, secrets, history } = library;
  const removals = new Removals();
  const of = async (folder: string) => {
    await collections.ready();
    return collections.of(folder);
  };
  /** One act after the other in a collection. */
  const alone = async <T>(folder: string, work: (one: Collection) => Promise<T>): Promise<T> => {
    const one = await of(folder);
    return one.alone(() => work(one));
  };
  const add = ({ collection, folder }: { collection: string; folder: string }, brought: Imported) =>
    alone(collection, async (one) => ({
      format: brought.format,
      ...(await addImported(one, secrets, folder, brought)),
    }));
  const state = (): LibraryState => ({
    collections: collections.all.map((one) => one.brief()),
    history: history.state,
    problem: collections.problem,
  });
  return {
    watch: d.watch.handler(async function* ({ signal }) {
      await Promise.all([collections.ready(), history.ready()]);
      yield* latest(
        state(),
        (tell) => {
          const stop = [collections, history].map((one) => one.onChange(() => tell(state())));
          return () => stop.forEach((each) => each());
        },
        signal ?? never,
      );
    }),
    open: d.open.handler(({ input }) => collections.open(input.folder)),
    close: d.close.handler(async ({ input }) => {
      await collections.ready();
      await collections.close(input.collection);
      return {};
    }),
    tree: d.tree.handler(async ({ input }) => {
      const one = await of(input.collection);
      const { version: now } = one.brief();
      return {
        version: now,
        total: one.items.length,
        items: one.items.slice(input.from, input.from + input.count),
      };
    }),
    read: d.read.handler(async ({ input }) => {
      const { request, revision } = await readItem(await of(input.collection), input.path);
      return { request, revision };
    }),
    save: d.save.handler(async ({ input }) => {
      const { collection, path, folder, was } = input;
      const named = { ...input.request, name: input.request.name.trim() || titleOf(input.request) };
      const wanted: { name: string; value: string }[] = [];
      takeSecrets(named, (name, value) => {
        wanted.push({ name, value });
        return value;
      });
      // A client certificate stays in the request that is open, and out of its file.
      const { certificate } = named.options.tls;
      const { kept, request, saved } = await alone(collection, async (one) => {
        const names = await keepSecrets(one, secrets, wanted);
        const without = takeSecrets(named, (name, value) => `{{${names.get(value) ?? name}}}`);
        return {
          kept: names,
          request: without,
          saved: await saveItem(one, { path, folder, request: without, was }),
        };
      });
      const notes = [...new Set(kept.values())].map(
        (name) => `{{${name}}} stands in the file for what is secret. Its value is kept in memory only.`,
      );
      if (certificate) notes.push('The client certificate and its key are not in the file.');
      const back = certificate
        ? { ...request, options: { ...request.options, tls: { ...request.options.tls, certificate } } }
        : request;
      return { ...saved, request: back, notes };
    }),
    makeFolder: d.makeFolder.handler(({ input }) =>
      alone(input.collection, async (one) => ({ path: await makeFolder(one, input.path, input.name) })),
    ),
    rename: d.rename.handler(({ input }) =>
      alone(input.collection, (one) => renameItem(one, input.path, input.name)),
    ),
    duplicate: d.duplicate.handler(({ input }) =>
      alone(input.collection, async (one) => ({ path: await duplicateItem(one, input.path) })),
    ),
    remove: d.remove.handler(({ input }) =>
      alone(input.collection, (one) => removals.remove(one, input.paths)),
    ),
    undo: d.undo.handler(async ({ input }) => {
      await removals.undo(input.undo);
      return {};
    }),
    environment: d.environment.handler(async ({ input }) =>
      environmentOf(await of(input.collection), secrets, input.name),
    ),
    saveEnvironment: d.saveEnvironment.handler(({ input }) => {
      const { collection, name, environment, values, was } = input;
      return alone(collection, async (one) => ({
        revision: await saveEnvironment(one, secrets, name, environment, { values, was }),
      }));
    }),
    removeEnvironment: d.removeEnvironment.handler(({ input }) =>
      alone(input.collection, async (one) => ({
        undo: await removals.removeFile(one, `${ENVIRONMENTS}/${fileName(input.name)}.yaml`),
      })),
    ),
    importCurl: d.importCurl.handler(({ input }) => {
      const { requests, notes } = readCurl(input.text);
      return { requests, notes: [...requests.flatMap(filesSent), ...notes] };
    }),
    importFile: d.importFile.handler(async ({ input, signal = never }) => {
      await of(input.collection);
      const bytes = await uploads.whole(input);
      return add(input, await readApart({ kind: 'file', name: input.name, bytes }, signal));
    }),
    importPath: d.importPath.handler(async ({ input, signal = never }) => {
      await of(input.collection);
      const path = wholePath(input.path.trim(), 'file');
      const stats = await stat(path).catch((error: unknown) => {
        throw gone(path, error);
      });
      if (!stats.isFile() && !stats.isDirectory())
        throw new BenchError({
          code: 'BAD_FILE',
          field: 'file',
          message: `${path} is no file and no folder.`,
        });
      if (stats.size > MAX_IMPORT)
        throw new BenchError({ code: 'TOO_MUCH', field: 'file', message: `${path} is larger than 64 MiB.` });
      const name = basename(path);
      const brought = stats.isDirectory()
        ? await readApart({ kind: 'folder', name, folder: path }, signal)
        : await readApart({ kind: 'file', name, bytes: await readFile(path) }, signal);
      return add(input, brought);
    }),
    exportCurl: d.exportCurl.handler(async ({ input }) =>
      curlOf(input.request, await contexts.variables(input.context)),
    ),
    exportHar: d.exportHar.handler(async ({ input, signal }) => {
      await history.ready();
      const ids = input.ids && new Set(input.ids);
      const entries = history.find(input.search ?? '').filter(({ row }) => !ids || ids.has(row.id));
      if (entries.length === 0)
        throw new BenchError({ code: 'NOT_FOUND', message: 'There is nothing in the history to be saved.' });
      const text = await harOf(entries, input.secrets ? null : (one) => secrets.without(one), version);
      return saveBytes(save, 'wirebench.har', Buffer.from(text), signal);
    }),
    history: d.history.handler(async ({ input }) => {
      await history.ready();
      const found = history.find(input.search);
      const rows = found.slice(input.from, input.from + input.count).map(({ row }) => row);
      return { version: history.state.version, total: found.length, rows };
    }),
    recall: d.recall.handler(async ({ input }) => {
      await history.ready();
      return history.recall(input.id);
    }),
    forget: d.forget.handler(async ({ input }) => {
      await history.ready();
      await history.forget(input.ids);
      return {};
    }),
  };
}
