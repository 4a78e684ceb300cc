import { lstat, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { HttpRequest, Part } from '../../../../../contract/http/request.ts';
import { blankRequest } from '../../../../../contract/payload/http-request.ts';
import { type Imported, imported } from './imported.ts';
import { expectationsOf } from './bruno-asserts.ts';
import { type ApiKey, bodyOf, isRecord, pairOf, records, textOf, withPath, withQuery } from './shared.ts';
import { unreadable } from './unreadable.ts';

const SCRIPTS = 'Scripts were left out: no user code runs here.';
const MAX_FILES = 5000;
const MAX_DEPTH = 20;
const MAX_FILE = 4 * 1024 * 1024;
type Loose = Record<string, unknown>;

const lang = async () => (await import('@usebruno/lang')).default;

export const isBru = (text: string): boolean => /^\s*meta\s*\{/.test(text);

/** Reads one request of Bruno. */
export async function readBru(file: string, text: string): Promise<Imported> {
  const notes = new Set<string>();
  const { bruToJsonV2 } = await lang();
  const request = requestOf(
    parsed(file, () => bruToJsonV2(text)),
    { kind: 'none' },
    notes,
  );
  return imported('bruno', { requests: [{ folders: [], request }], notes: [...notes] });
}

/** Reads a collection of Bruno: a folder of `.bru` files. Links are not followed. */
export async function readBrunoFolder(folder: string): Promise<Imported> {
  const read = imported('bruno', { name: basename(folder) });
  const notes = new Set<string>();
  let files = 0;
  const { bruToJsonV2, bruToEnvJsonV2, collectionBruToJson } = await lang();
  const text = async (path: string): Promise<string> => {
    const found = await lstat(path);
    // A pipe would never end, and a link leads elsewhere.
    if (!found.isFile()) throw unreadable(path, 'it is no file');
    if (++files > MAX_FILES || found.size > MAX_FILE)
      throw unreadable(folder, `it has more than ${MAX_FILES} files, or one of more than 4 MiB`);
    return readFile(path, 'utf8');
  };
  const walk = async (at: string, folders: string[], above: HttpRequest['auth']): Promise<void> => {
    if (folders.length > MAX_DEPTH) return;
    const entries = await readdir(at, { withFileTypes: true });
    let inherited = above;
    for (const { name } of entries.filter(
      (one) => one.isFile() && /^(collection|folder)\.bru$/.test(one.name),
    )) {
      const source = await text(join(at, name));
      const own = parsed(name, () => collectionBruToJson(source));
      if (own['script'] || own['tests']) notes.add(SCRIPTS);
      const { headers } = own;
      if (records(headers).length > 0)
        notes.add('Headers of a folder or of the whole collection were left out.');
      const auth = authOf(own['auth'], above, notes);
      inherited = auth ?? above;
      read.variables.push(...variablesOf(own));
    }
    for (const entry of entries) {
      const path = join(at, entry.name);
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      if (entry.isDirectory() && !(folders.length === 0 && entry.name === 'environments'))
        await walk(path, [...folders, entry.name], inherited);
      if (!entry.isFile() || !/(?<!^(collection|folder))\.bru$/.test(entry.name)) continue;
      const source = await text(path);
      const content = parsed(entry.name, () => bruToJsonV2(source));
      if (!isRecord(content['http'])) notes.add('What is no request of HTTP was left out.');
      else read.requests.push({ folders, request: requestOf(content, inherited, notes) });
    }
  };
  await walk(folder, [], { kind: 'none' });
  for (const entry of await readdir(join(folder, 'environments'), { withFileTypes: true }).catch(() => [])) {
    const { name } = entry;
    if (!entry.isFile() || !name.endsWith('.bru')) continue;
    const source = await text(join(folder, 'environments', name));
    const all = records(parsed(name, () => bruToEnvJsonV2(source))['variables']).filter(
      (one) => one['enabled'] !== false,
    );
    read.environments.push({
      name: name.slice(0, -4),
      variables: all
        .filter((one) => one['secret'] !== true)
        .map((one) => ({ name: textOf(one['name']), value: textOf(one['value']) })),
      secrets: all.filter((one) => one['secret'] === true).map((one) => textOf(one['name'])),
    });
  }
  if (read.requests.length === 0 && read.environments.length === 0) {
    const inYaml = await lstat(join(folder, 'opencollection.yml')).catch(() => null);
    throw inYaml
      ? unreadable(
          folder,
          'it is kept as YAML (OpenCollection), which is not read',
          'Bruno can export it as a collection of Postman: import that.',
        )
      : unreadable(
          folder,
          'there is no file of Bruno (.bru) in it',
          'Choose the folder with bruno.json in it.',
        );
  }
  return { ...read, notes: [...notes] };
}

function parsed(file: string, read: () => Loose): Loose {
  try {
    return read();
  } catch (error) {
    const said = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw unreadable(file, said.replace(/:$/, ''));
  }
}

const variablesOf = (content: Loose): { name: string; value: string }[] =>
  records(isRecord(content['vars']) ? content['vars']['req'] : [])
    .filter((one) => one['enabled'] !== false)
    .map((one) => ({ name: textOf(one['name']), value: textOf(one['value']) }));

function requestOf(content: Loose, inherited: HttpRequest['auth'], notes: Set<string>): HttpRequest {
  const http = isRecord(content['http']) ? content['http'] : {};
  const params = records(content['params']);
  const isOn = (one: Loose): boolean => one['enabled'] !== false;
  const path = new Map(
    params.filter((one) => one['type'] === 'path').map((one) => [textOf(one['name']), textOf(one['value'])]),
  );
  if (content['script'] || content['tests']) notes.add(SCRIPTS);
  if (variablesOf(content).length > 0) notes.add('Variables of single requests were left out.');
  const own = { ...(isRecord(content['auth']) ? content['auth'] : {}), mode: http['auth'] };
  const key = keyOf(own);
  const url = withPath(textOf(http['url']), path);
  return blankRequest({
    name: textOf(isRecord(content['meta']) ? content['meta']['name'] : ''),
    method: textOf(http['method'], 'get').toUpperCase(),
    url: key?.place === 'query' ? withQuery(url, key.name, key.value) : url,
    queryOff: params
      .filter((one) => one['type'] === 'query' && !isOn(one))
      .map((one) => ({ name: textOf(one['name']), value: textOf(one['value']) })),
    headers: [
      ...records(content['headers']).map((one) => pairOf(one['name'], one['value'], isOn(one))),
      ...(key?.place === 'header' ? [pairOf(key.name, key.value)] : []),
    ],
    auth: authOf(own, inherited, notes) ?? { kind: 'none' },
    expectations: expectationsOf(content['assertions'], notes),
    body: brunoBody(textOf(http['body']), isRecord(content['body']) ? content['body'] : {}, notes),
    docs: textOf(content['docs']),
  });
}

function keyOf(auth: Loose): ApiKey | null {
  const of = auth['apikey'];
  if (auth['mode'] !== 'apikey' || !isRecord(of) || textOf(of['key']) === '') return null;
  const place = textOf(of['placement']).startsWith('query') ? 'query' : 'header';
  return { place, name: textOf(of['key']), value: textOf(of['value']) };
}

/** Null where nothing is said of it. */
function authOf(
  auth: unknown,
  inherited: HttpRequest['auth'],
  notes: Set<string>,
): HttpRequest['auth'] | null {
  if (!isRecord(auth)) return null;
  const mode = textOf(auth['mode']);
  const of = isRecord(auth[mode]) ? auth[mode] : {};
  if (mode === 'basic' || mode === 'digest')
    return { kind: mode, user: textOf(of['username']), password: textOf(of['password']) };
  if (mode === 'bearer') return { kind: 'bearer', token: textOf(of['token']) };
  if (mode === 'inherit') return inherited;
  if (mode === 'apikey') return { kind: 'none' };
  if (mode !== '' && mode !== 'none') notes.add(`Authorization by ${mode} was left out.`);
  return mode === '' ? null : { kind: 'none' };
}

const fileAt = (path: string): { kind: 'path'; path: string } | null =>
  path === '' ? null : { kind: 'path', path };

const TYPES: Record<string, string> = {
  json: 'application/json',
  xml: 'application/xml',
  text: 'text/plain',
  sparql: 'application/sparql-query',
};

function brunoBody(mode: string, body: Loose, notes: Set<string>): HttpRequest['body'] {
  const type = TYPES[mode];
  if (type !== undefined) return bodyOf(type, textOf(body[mode]));
  if (mode === 'formUrlEncoded' || mode === 'form-urlencoded')
    return {
      kind: 'form',
      fields: records(body['formUrlEncoded']).map((one) =>
        pairOf(one['name'], one['value'], one['enabled'] !== false),
      ),
    };
  if (mode === 'multipartForm' || mode === 'multipart-form')
    return {
      kind: 'multipart',
      parts: records(body['multipartForm']).flatMap((one): Part[] => {
        const common = {
          name: textOf(one['name']),
          on: one['enabled'] !== false,
          type: textOf(one['contentType']),
        };
        const values = [one['value']].flat().map((value) => textOf(value));
        if (one['type'] !== 'file') return [{ kind: 'text', ...common, value: values.join('') }];
        return (values.length > 0 ? values : ['']).map((path): Part => ({
          kind: 'file',
          ...common,
          file: fileAt(path),
          fileName: '',
        }));
      }),
    };
  if (mode === 'file') {
    const all = records(body['file']);
    const one = all.find(({ selected }) => selected === true) ?? all[0];
    if (all.length > 1) notes.add('Of several files to choose from as a body, the chosen one was taken.');
    return { kind: 'file', file: fileAt(textOf(one?.['filePath'])), type: textOf(one?.['contentType']) };
  }
  if (mode === 'graphql' && isRecord(body['graphql'])) {
    const { query, variables } = body['graphql'];
    const own = textOf(variables).trim();
    return {
      kind: 'json',
      text: `{"query":${JSON.stringify(textOf(query))}${own === '' ? '' : `,"variables":${own}`}}`,
    };
  }
  if (mode !== '' && mode !== 'none') notes.add(`A body of kind ${mode} was left out.`);
  return { kind: 'none' };
}
