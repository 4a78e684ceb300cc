import type { Environment } from '../../../../contract/http/library.ts';
import { BenchError } from '../../../bench/failure.ts';
import type { Collection } from './collection.ts';
import { NO_ENVIRONMENT, readEnvironment, writeEnvironment } from './environment-file.ts';
import { changed } from './files.ts';
import { ENVIRONMENTS, SETTINGS, writeText } from './places.ts';
import { revisionOfText } from './scan.ts';
import type { SecretStore } from './secret-store.ts';

/** Reads and writes the variables of a collection. The values of secrets never get into a file. */

const labelOf = (name: string | null): string => (name === null ? SETTINGS : `${ENVIRONMENTS}/${name}.yaml`);

export async function environmentOf(
  collection: Collection,
  secrets: SecretStore,
  name: string | null,
): Promise<Environment & { revision: string }> {
  const { text, revision } = await collection.environment(name);
  return {
    variables: text.variables,
    secrets: text.secrets.map((secret) => ({
      name: secret,
      set: secrets.get(collection.folder, name, secret) !== undefined,
    })),
    revision,
  };
}

export async function saveEnvironment(
  collection: Collection,
  secrets: SecretStore,
  name: string | null,
  environment: Environment,
  { values, was }: { values: Readonly<Record<string, string>>; was?: string | undefined },
): Promise<string> {
  const names = [...environment.variables, ...environment.secrets].map((one) => one.name);
  const twice = names.find((one, index) => names.indexOf(one) !== index);
  if (twice !== undefined)
    throw new BenchError({
      code: 'BAD_INPUT',
      field: 'name',
      message: `There are two variables called ${twice}.`,
      hint: 'Give one of them another name.',
    });
  const there = await collection.environment(name).catch((error: unknown) => {
    if (error instanceof BenchError && error.failure.code === 'NOT_FOUND') return null;
    throw error;
  });
  if (was !== undefined && (there?.revision ?? '') !== was) throw changed(labelOf(name), there === null);
  if (was === undefined && name !== null && there !== null)
    throw new BenchError({
      code: 'EXISTS',
      field: 'name',
      message: `There is an environment “${name}” already.`,
      hint: 'Choose another name, or edit that one.',
    });
  const now = {
    name: there?.text.name ?? null,
    variables: environment.variables,
    secrets: environment.secrets.map((one) => one.name),
  };
  const text = writeEnvironment(labelOf(name), now, there?.source ?? null);
  if (text !== there?.source) await writeText(collection.fileOf(name), text);
  for (const { name: secret } of environment.secrets) {
    const value = values[secret];
    if (value !== undefined) secrets.set(collection.folder, name, secret, value);
  }
  await collection.look();
  return revisionOfText(text);
}

/**
 * Makes secret variables of what all environments of a collection share, for values that were typed into a request.
 * Answers a name for each that no other value has.
 */
export async function keepSecrets(
  collection: Collection,
  secrets: SecretStore,
  wanted: readonly { name: string; value: string }[],
): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  if (wanted.length === 0) return names;
  const { text, source } = await collection.environment(null);
  const taken = new Set([...text.variables.map((one) => one.name), ...text.secrets]);
  const added: string[] = [];
  for (const { name, value } of wanted) {
    if (names.has(value)) continue;
    let own = name;
    // One that is the same already, or had no value, is taken.
    const fits = (one: string) =>
      !taken.has(one) ||
      (text.secrets.includes(one) && [value, undefined].includes(secrets.get(collection.folder, null, one)));
    for (let n = 2; !fits(own); n++) own = `${name}${n}`;
    if (!taken.has(own)) added.push(own);
    taken.add(own);
    secrets.set(collection.folder, null, own, value);
    names.set(value, own);
  }
  if (added.length > 0)
    await writeText(
      collection.fileOf(null),
      writeEnvironment(SETTINGS, { ...text, secrets: [...text.secrets, ...added] }, source),
    );
  return names;
}

/** A new environment with variables that an import brought; one of that name gets those that it has not. */
export async function mergeEnvironment(
  collection: Collection,
  name: string | null,
  brought: { variables: { name: string; value: string }[]; secrets: string[] },
): Promise<void> {
  const there = await collection.environment(name).catch(() => null);
  const text = there?.text ?? NO_ENVIRONMENT;
  const known = new Set([...text.variables.map((one) => one.name), ...text.secrets]);
  const fresh = brought.variables.filter(
    (one) => !known.has(one.name) && !brought.secrets.includes(one.name),
  );
  const now = {
    ...text,
    variables: [...text.variables, ...new Map(fresh.map((one) => [one.name, one])).values()],
    secrets: [...new Set([...text.secrets, ...brought.secrets.filter((one) => !known.has(one))])],
  };
  if (JSON.stringify(now) === JSON.stringify(text) && there?.source) return;
  const source = writeEnvironment(labelOf(name), now, there?.source ?? null);
  readEnvironment(labelOf(name), source);
  await writeText(collection.fileOf(name), source);
}
