import type { Dirent } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { BenchError } from '../../../../bench/failure.ts';
import type { Imported } from '../import/imported.ts';
import { NO_CHANGE, unreadable } from '../import/unreadable.ts';
import { type Above, aboveAt, NOTHING_ABOVE } from './above.ts';
import { bruAbove, bruEnvironment, bruItem } from './bru.ts';
import { importedFrom, MAX_DEPTH, nothingRead, readCollection, readItem } from './collection.ts';
import type { Place } from './place.ts';
import { readYml } from './yml.ts';

const MAX_FILES = 5000;
const MAX_FILE = 4 * 1024 * 1024;

/** How the files of a collection are written. */
interface Form {
  is: RegExp;
  collection: RegExp;
  folder: RegExp;
  item: ReadFile;
  above: ReadFile;
  environment: ReadFile;
}
/** `name`: of the file, as it is told. */
type ReadFile = (name: string, text: string) => Place | Promise<Place>;

const BRU: Form = {
  is: /\.bru$/,
  collection: /^collection\.bru$/,
  folder: /^folder\.bru$/,
  item: bruItem,
  above: bruAbove,
  environment: bruEnvironment,
};
const YML: Form = {
  is: /\.ya?ml$/,
  collection: /^opencollection\.ya?ml$/,
  folder: /^folder\.ya?ml$/,
  item: readYml,
  above: readYml,
  environment: readYml,
};

/**
 * Reads a collection of Bruno: a folder of `.bru` or `.yml` files. Links are not followed. A file that can’t be read is
 * told and left out; throws BAD_FILE where that is so for all, or for one that says what holds for others.
 */
export async function readBrunoFolder(folder: string): Promise<Imported> {
  const top = await readdir(folder, { withFileTypes: true });
  const form = top.some((one) => one.isFile() && YML.collection.test(one.name)) ? YML : BRU;
  const read = nothingRead(basename(folder), folder);
  const ignored = new Set(['node_modules']);
  const failures: BenchError[] = [];
  let files = 0;
  const placeIn = async (inside: string, reader: ReadFile): Promise<Place> => {
    const path = join(folder, inside);
    const found = await lstat(path);
    // A pipe would never end, and a link leads elsewhere.
    if (!found.isFile()) throw unreadable(path, 'it is no file');
    if (++files > MAX_FILES || found.size > MAX_FILE)
      throw new BenchError({
        ...unreadable(folder, `it has more than ${MAX_FILES} files, or one of more than 4 MiB`).failure,
        code: 'TOO_MUCH',
      });
    return reader(inside, await readFile(path, 'utf8'));
  };
  /** What can’t be read is left out. */
  const kept = async (act: () => Promise<void>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof BenchError) || error.failure.code === 'TOO_MUCH') throw error;
      failures.push(error);
    }
  };
  const walk = async (inside: string, entries: Dirent[], folders: string[], above: Above): Promise<void> => {
    for (const entry of entries) {
      const { name } = entry;
      if (name.startsWith('.') || ignored.has(name)) continue;
      const path = join(inside, name);
      if (entry.isDirectory()) {
        if (inside === '' && name === 'environments') continue;
        if (folders.length >= MAX_DEPTH)
          read.notes.add(`Folders in more than ${MAX_DEPTH} others were left out.`);
        else await enter(path, [...folders, name], above);
      } else if (
        entry.isFile() &&
        form.is.test(name) &&
        !form.folder.test(name) &&
        !form.collection.test(name)
      )
        await kept(async () =>
          readItem(await placeIn(path, form.item), name.replace(form.is, ''), folders, above, read),
        );
    }
  };
  const enter = async (inside: string, folders: string[], above: Above): Promise<void> => {
    const entries = await readdir(join(folder, inside), { withFileTypes: true });
    const about = entries.find((one) => one.isFile() && form.folder.test(one.name));
    if (!about) return walk(inside, entries, folders, above);
    const at = await placeIn(join(inside, about.name), form.above);
    const called = at.in('info').text('name').trim();
    const own = aboveAt(at.in('request'), above, read.notes);
    await walk(inside, entries, called === '' ? folders : [...folders.slice(0, -1), called], own);
  };
  const about = top.find((one) => one.isFile() && form.collection.test(one.name));
  const at = about && (await placeIn(about.name, form.above));
  const above = at ? readCollection(at, read) : NOTHING_ABOVE;
  for (const name of ignoredIn(at)) ignored.add(name);
  await walk('', top, [], above);
  const beside = await readdir(join(folder, 'environments'), { withFileTypes: true }).catch(() => []);
  for (const { name } of beside.filter((one) => one.isFile() && form.is.test(one.name)))
    await kept(async () => {
      const found = await placeIn(join('environments', name), form.environment);
      read.environments.push({ name: name.replace(form.is, ''), at: found });
    });
  const whole = importedFrom(read);
  if (whole.requests.length === 0 && whole.environments.length === 0)
    throw (
      failures[0] ??
      unreadable(
        folder,
        'there is no request of Bruno (.bru, .yml) in it',
        'Choose the folder with bruno.json or opencollection.yml in it.',
      )
    );
  const left = failures.map(({ failure }) =>
    failure.hint === undefined || failure.hint === NO_CHANGE
      ? failure.message
      : `${failure.message} ${failure.hint}`,
  );
  return { ...whole, notes: [...left, ...whole.notes] };
}

/** Folders that Bruno passes over as well. */
function ignoredIn(collection: Place | undefined): string[] {
  const names = collection?.in('extensions').in('bruno').raw('ignore');
  return Array.isArray(names) ? names.filter((one) => typeof one === 'string') : [];
}
