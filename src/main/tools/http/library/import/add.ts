import type { Collection } from '../collection.ts';
import { mergeEnvironment, keepSecrets } from '../environments.ts';
import { saveItem } from '../files.ts';
import { fileName, insideOf, parentOf } from '../places.ts';
import { MAX_ITEMS } from '../scan.ts';
import type { SecretStore } from '../secret-store.ts';
import { takeSecrets } from '../take-secrets.ts';
import { titleOf } from '../title.ts';
import type { Imported } from './imported.ts';
import { filesSent } from './shared.ts';
import { mkdir } from 'node:fs/promises';
import { BenchError } from '../../../../bench/failure.ts';

const MAX_NOTES = 20;

/** Writes what a file brought into a folder of a collection. Passwords become secret variables. */
export async function addImported(
  collection: Collection,
  secrets: SecretStore,
  folder: string,
  brought: Imported,
): Promise<{ added: number; notes: string[] }> {
  const { requests, notes } = brought;
  await collection.look();
  if (collection.items.length + requests.length > MAX_ITEMS)
    throw new BenchError({
      code: 'TOO_MUCH',
      message: `These are ${requests.length.toLocaleString('en-US')} requests; a collection shows at most ${MAX_ITEMS.toLocaleString('en-US')}.`,
      hint: 'Nothing was changed. Open an empty folder as a collection, and import it there.',
    });
  const wanted: { name: string; value: string }[] = [];
  const instead = (name: string, value: string): string => {
    wanted.push({ name, value });
    return value;
  };
  for (const { request } of requests) takeSecrets(request, instead);
  const kept = await keepSecrets(collection, secrets, wanted);
  const made = new Set<string>();
  for (const { folders, request } of requests) {
    const path = [folder, ...folders.map(fileName)].filter(Boolean).join('/');
    if (path !== '' && !made.has(path)) {
      await makePath(collection, path);
      made.add(path);
    }
    const own = takeSecrets(request, (name, value) => `{{${kept.get(value) ?? name}}}`);
    await saveItem(
      collection,
      { path: null, folder: path, request: { ...own, name: own.name || titleOf(own) } },
      false,
    );
  }
  const { variables, environments } = brought;
  if (variables.length > 0 || brought.secrets.length > 0)
    await mergeEnvironment(collection, null, { variables, secrets: brought.secrets });
  for (const one of environments) await mergeEnvironment(collection, fileName(one.name), one);
  await collection.look();
  const said =
    kept.size > 0
      ? [
          `${kept.size === 1 ? 'A password or token is' : `${kept.size} passwords and tokens are`} not in the files: secret variables stand for them.`,
        ]
      : [];
  const files = requests.flatMap(({ request }) => filesSent(request));
  const all = [...said, ...new Set([...notes, ...files])];
  const more = all.length - MAX_NOTES;
  return {
    added: requests.length,
    notes: more > 0 ? [...all.slice(0, MAX_NOTES), `And ${more} more.`] : all,
  };
}

async function makePath(collection: Collection, path: string): Promise<void> {
  const parent = parentOf(path);
  if (parent !== '') await makePath(collection, parent);
  await mkdir(await insideOf(collection.folder, path), { recursive: true });
}
