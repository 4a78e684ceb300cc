import type { HttpRequest } from '../../../../../contract/http/request.ts';
import { fillVariables, VARIABLE, variablesIn } from '../../../../../contract/payload/variables.ts';
import type { Imported } from '../import/imported.ts';

/** A request with the variables that hold for it, of its folders and its own. */
export interface Scoped {
  request: HttpRequest;
  variables: ReadonlyMap<string, string>;
}

/** Characters of all that is put into requests: a few words could name each other without an end. */
const MOST = 4 * 1024 * 1024;

/**
 * Here variables hold for a whole collection, or for all of an environment. One of a folder or a request becomes one of
 * the collection where that says the same; else its value is put where it is used. Changes the requests.
 */
export function settleScopes(
  all: readonly Scoped[],
  { variables, environments }: Pick<Imported, 'variables' | 'environments'>,
  notes: Set<string>,
): void {
  const values = new Map<string, Set<string>>();
  for (const { variables: own } of all)
    for (const [name, value] of own) values.set(name, (values.get(name) ?? new Set()).add(value));
  // An environment comes before the collection, and after a folder.
  const named = new Set(
    environments.flatMap((one) => [...one.variables.map(({ name }) => name), ...one.secrets]),
  );
  for (const { name, value } of variables) values.get(name)?.add(value);
  const shared = new Set<string>();
  for (const [name, each] of values) if (each.size === 1 && !named.has(name)) shared.add(name);
  const known = new Set(variables.map(({ name }) => name));
  for (const name of shared)
    if (!known.has(name)) variables.push({ name, value: [...(values.get(name) ?? [])][0] ?? '' });
  let left = MOST;
  for (const { request, variables: own } of all) {
    const local = new Map([...own].filter(([name]) => !shared.has(name)));
    if (local.size === 0) continue;
    const fill = (text: string): string => {
      if (!variablesIn(text).some((name) => local.has(name))) return text;
      const filled = fillVariables(text.replace(VARIABLE, keep(local)), (name) =>
        within(local.get(name), local),
      );
      if (!filled.ok || (left -= filled.text.length) < 0) return text;
      notes.add('Variables of folders and single requests whose values differ were put where they are used.');
      return filled.text;
    };
    Object.assign(request, eachText(request, fill));
  }
}

/** What is no variable of the folder stays as it is written. */
const keep =
  (local: ReadonlyMap<string, string>) =>
  (whole: string, escaped: string, name: string): string =>
    escaped === '' && local.has(name) ? whole : `\\${whole}`;

const within = (value: string | undefined, local: ReadonlyMap<string, string>): string | undefined =>
  value?.replace(VARIABLE, keep(local));

/** A copy in which each text is as `change` has it. */
function eachText<T>(value: T, change: (text: string) => string): T {
  if (typeof value === 'string') return change(value) as T;
  if (Array.isArray(value)) return value.map((one: unknown) => eachText(one, change)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, eachText(one, change)])) as T;
}
