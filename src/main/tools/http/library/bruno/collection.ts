import { type Imported, imported } from '../import/imported.ts';
import { noteOdd } from '../import/shared.ts';
import { type Above, aboveAt, NOTHING_ABOVE } from './above.ts';
import { environmentsOf } from './environments.ts';
import { kindOf, type Reading, requestAt } from './item.ts';
import type { Place } from './place.ts';
import { settleScopes, type Scoped } from './scopes.ts';

/** A collection as far as it was read. */
export interface Read extends Reading {
  name: string | null;
  requests: (Scoped & { folders: string[] })[];
  variables: ReadonlyMap<string, string>;
  environments: { name: string; at: Place }[];
}

export const MAX_DEPTH = 20;

export const nothingRead = (name: string | null, folder: string | null): Read => ({
  name,
  folder,
  notes: new Set(),
  requests: [],
  variables: new Map(),
  environments: [],
});

/** Takes over what a collection says of itself (`opencollection.yml`), and what all in it has from above. */
export function readCollection(at: Place, read: Read): Above {
  const config = at.in('config');
  read.name = at.in('info').text('name') || read.name;
  read.environments.push(...config.each('environments').map((one) => ({ name: 'Environment', at: one })));
  if (config.each('clientCertificates').length > 0)
    read.notes.add('Client certificates were left out: choose them in the TLS settings of a request.');
  if (config.in('proxy').in('config').text('hostname') !== '')
    read.notes.add('The proxy of the collection was left out: say it in the options of a request.');
  const above = aboveAt(at.in('request'), NOTHING_ABOVE, read.notes);
  read.variables = above.variables;
  readItems(at.each('items'), [], { ...above, variables: new Map() }, read);
  return { ...above, variables: new Map() };
}

/** Takes over items and what lies in their folders. */
export function readItems(items: readonly Place[], folders: string[], above: Above, read: Read): void {
  if (folders.length > MAX_DEPTH) {
    if (items.length > 0) read.notes.add(`Folders in more than ${MAX_DEPTH} others were left out.`);
    return;
  }
  for (const item of items) {
    if (kindOf(item) === 'folder') {
      const name = item.in('info').text('name') || 'Folder';
      const own = aboveAt(item.in('request'), above, read.notes);
      readItems(item.each('items'), [...folders, name], own, read);
    } else readItem(item, '', folders, above, read);
  }
}

/** Takes over a request; says where an item is none. */
export function readItem(item: Place, name: string, folders: string[], above: Above, read: Read): void {
  const found = requestAt(item, name, above, read);
  if (found) read.requests.push({ folders, ...found });
  else if (kindOf(item) === null) read.notes.add(`${name || 'An item'} was left out: it is no request.`);
}

/** What was read, as a whole. */
export function importedFrom(read: Read): Imported {
  const { name, notes } = read;
  const named = (one: string): boolean => {
    const fits = /^[^{}\s]{1,200}$/.test(one);
    if (!fits)
      notes.add(`The variable “${one.slice(0, 100)}” was left out: a name has no spaces and no braces.`);
    return fits;
  };
  const environments = environmentsOf(read.environments, notes).map((one) => ({
    name: one.name,
    variables: one.variables.filter((each) => named(each.name)),
    secrets: one.secrets.filter(named),
  }));
  const variables = [...read.variables].map(([each, value]) => ({ name: each, value }));
  settleScopes(read.requests, { variables, environments }, notes);
  const requests = read.requests.map(({ folders, request }) => ({ folders, request }));
  for (const { request } of requests) noteOdd(request, notes);
  return imported('bruno', {
    name,
    requests,
    environments,
    variables: variables.filter((one) => named(one.name)),
    notes: [...notes],
  });
}
