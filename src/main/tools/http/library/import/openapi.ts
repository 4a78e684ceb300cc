import type { HttpRequest, Pair } from '../../../../../contract/http/request.ts';
import { blankRequest } from '../../../../../contract/payload/http-request.ts';
import { type Imported, imported } from './imported.ts';
import { type ApiKey, isRecord, pairOf, records, textOf, withQuery } from './shared.ts';

export const isOpenApi = (content: Record<string, unknown>): boolean =>
  'openapi' in content || 'swagger' in content;

/** What a schema may consist of for its example, and how deep; of all schemas together. */
const MOST_NODES = 3000;
const MOST_DEPTH = 24;
const MOST_IN_ALL = 1_000_000;

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'];
type Loose = Record<string, unknown>;
type Sample = (schema: object, options?: object, spec?: object) => unknown;

/**
 * Reads a description of an API (OpenAPI 3, Swagger 2): a request for each operation, with examples for what it is
 * sent. Nothing outside of the file is read. `wrong` is told why it is none.
 */
export async function readOpenApi(content: Loose, wrong: (why: string) => Error): Promise<Imported> {
  const { dereference } = await import('@readme/openapi-parser');
  const { sample } = (await import('openapi-sampler')) as unknown as { sample: Sample };
  let api: Loose;
  try {
    api = await dereference(withinFile(content) as never, { resolve: { external: false } });
  } catch (error) {
    throw wrong(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
  }
  const paths = isRecord(api['paths']) ? api['paths'] : {};
  const notes = new Set<string>();
  let left = MOST_IN_ALL;
  const example = (schema: unknown): unknown => {
    if (!isRecord(schema)) return undefined;
    try {
      if (left <= 0) throw new Error('it is too much');
      const { copy, nodes } = unfolded(schema, MOST_NODES);
      left -= nodes;
      return sample(copy, { quiet: true, maxSampleDepth: 8, skipReadOnly: true }, api);
    } catch {
      notes.add('For some of what is sent there is no example: it is left empty.');
      return undefined;
    }
  };
  const requests: Imported['requests'] = [];
  const variables = new Map<string, string>([['baseUrl', serverOf(api, notes)]]);
  for (const [path, item] of Object.entries(paths)) {
    if (!isRecord(item)) continue;
    for (const method of METHODS) {
      const operation = item[method];
      if (!isRecord(operation)) continue;
      const tag = Array.isArray(operation['tags']) ? textOf(operation['tags'][0]) : '';
      requests.push({
        folders: tag === '' ? [] : [tag],
        request: requestOf(
          api,
          path,
          method,
          operation,
          [...records(item['parameters']), ...records(operation['parameters'])],
          { example, notes },
        ),
      });
    }
  }
  const info = isRecord(api['info']) ? api['info'] : {};
  return imported('openapi', {
    name: textOf(info['title']),
    requests,
    variables: [...variables].map(([name, value]) => ({ name, value })),
    secrets: ['user', 'password', 'token', 'apiKey'].filter((name) =>
      JSON.stringify(requests.map(({ request: { auth, url, headers } }) => [auth, url, headers])).includes(
        `{{${name}}}`,
      ),
    ),
    notes: [...notes],
  });
}

/**
 * A schema as a tree, level by level as far as it may have nodes: one that names others many times, and those others
 * again, would make an example without an end.
 */
export function unfolded(schema: Loose, most: number): { copy: Loose; nodes: number } {
  const copy: Loose = {};
  const level: { from: object; to: Loose | unknown[]; depth: number }[] = [
    { from: schema, to: copy, depth: 0 },
  ];
  let nodes = 1;
  for (const { from, to, depth } of level) {
    for (const [key, value] of Object.entries(from)) {
      if (typeof value !== 'object' || value === null) Object.assign(to, { [key]: value });
      else if (depth < MOST_DEPTH && nodes < most) {
        nodes++;
        const next = Array.isArray(value) ? [] : {};
        Object.assign(to, { [key]: next });
        level.push({ from: value, to: next, depth: depth + 1 });
      }
    }
  }
  return { copy, nodes };
}

/** A copy in which what other files or addresses would hold is left open. */
function withinFile(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withinFile);
  if (!isRecord(value)) return value;
  if (typeof value['$ref'] === 'string' && !value['$ref'].startsWith('#')) return {};
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withinFile(each)]));
}

/** Where it is served: that of the file, without an end. */
function serverOf(api: Loose, notes: Set<string>): string {
  const [server] = records(api['servers']);
  if (server) {
    const values = isRecord(server['variables']) ? server['variables'] : {};
    const url = textOf(server['url'])
      .replace(/\{([^{}]+)\}/g, (whole, name: string) =>
        isRecord(values[name]) ? textOf(values[name]['default'], whole) : whole,
      )
      .replace(/\/$/, '');
    if (records(api['servers']).length > 1)
      notes.add(
        'Of several servers the first was taken: the others can be environments with a baseUrl of their own.',
      );
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(url)) return url;
    notes.add('The server is not said with its name: change baseUrl, which has localhost.');
    return url.startsWith('//') ? `https:${url}` : `http://localhost${url.replace(/^(?=[^/])/, '/')}`;
  }
  if (typeof api['host'] !== 'string') return 'http://localhost';
  const scheme = Array.isArray(api['schemes']) ? textOf(api['schemes'][0], 'https') : 'https';
  return `${scheme}://${api['host']}${textOf(api['basePath'])}`.replace(/\/$/, '');
}

function requestOf(
  api: Loose,
  path: string,
  method: string,
  operation: Loose,
  parameters: Loose[],
  { example, notes }: { example: (schema: unknown) => unknown; notes: Set<string> },
): HttpRequest {
  // An operation’s own parameter stands for that of its path.
  const all = [
    ...new Map(parameters.map((one) => [`${textOf(one['in'])} ${textOf(one['name'])}`, one])).values(),
  ];
  const given = (one: Loose): string => {
    const value = one['example'] ?? firstOf(one['examples']) ?? example(one['schema'] ?? one);
    if (Array.isArray(value) && !value.some((each) => typeof each === 'object')) return value.join(',');
    return isRecord(value) || Array.isArray(value) ? JSON.stringify(value) : textOf(value);
  };
  const of = (place: string) => all.filter((one) => one['in'] === place);
  const query = of('query');
  const needed = query.filter((one) => one['required'] === true);
  let url = `{{baseUrl}}${path.replace(/\{([^{}]+)\}/g, (_whole, name: string) => {
    const one = of('path').find((each) => each['name'] === name);
    return encodeURIComponent((one && given(one)) || name);
  })}`;
  if (needed.length > 0)
    url += `?${new URLSearchParams(needed.flatMap((one) => asked(one, given(one)))).toString()}`;
  const headers: Pair[] = of('header')
    .filter((one) => !/^(accept|content-type|authorization)$/i.test(textOf(one['name'])))
    .map((one) => pairOf(one['name'], given(one), one['required'] === true));
  const { auth, key } = authOf(api, operation, notes);
  if (key?.place === 'query') url = withQuery(url, key.name, key.value);
  if (key?.place === 'header') headers.push(pairOf(key.name, key.value));
  if (of('cookie').length > 0) notes.add('Cookies that operations ask for were left out.');
  const { body, type } = bodyFor(api, operation, all, given, example);
  if (type !== null && body.kind === 'text') body.type = type;
  return blankRequest({
    name:
      textOf(operation['summary']) || textOf(operation['operationId']) || `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    url,
    queryOff: query
      .filter((one) => one['required'] !== true)
      .flatMap((one) => asked(one, given(one)))
      .map(([name, value]) => ({ name, value })),
    headers,
    auth,
    body,
    docs: textOf(operation['description']),
  });
}

/** A list is a parameter for each of its values, unless it is said to stand between commas. */
function asked(one: Loose, value: string): [string, string][] {
  const schema = isRecord(one['schema']) ? one['schema'] : one;
  const isEach =
    one['collectionFormat'] === 'multi' ||
    (isRecord(one['schema']) &&
      one['explode'] !== false &&
      [undefined, 'form'].includes(one['style'] as string | undefined));
  const values = schema['type'] === 'array' && isEach ? value.split(',') : [value];
  return values.map((each) => [textOf(one['name']), each]);
}

function bodyFor(
  api: Loose,
  operation: Loose,
  parameters: Loose[],
  given: (one: Loose) => string,
  example: (schema: unknown) => unknown,
): { body: HttpRequest['body']; type: string | null } {
  const inBody = parameters.find((one) => one['in'] === 'body');
  const inForm = parameters.filter((one) => one['in'] === 'formData');
  const asFile = (name: unknown) =>
    ({ kind: 'file', name: textOf(name), on: true, file: null, fileName: '', type: '' }) as const;
  const asText = (name: unknown, value: string) =>
    ({ kind: 'text', ...pairOf(name, value), type: '' }) as const;
  const consumes = [operation['consumes'] ?? api['consumes']].flat();
  if (
    inForm.some(({ type }) => type === 'file') ||
    (inForm.length > 0 && consumes.includes('multipart/form-data'))
  )
    return {
      body: {
        kind: 'multipart',
        parts: inForm.map((one) =>
          one['type'] === 'file' ? asFile(one['name']) : asText(one['name'], given(one)),
        ),
      },
      type: null,
    };
  if (inForm.length > 0)
    return {
      body: { kind: 'form', fields: inForm.map((one) => pairOf(one['name'], given(one))) },
      type: null,
    };
  const content = isRecord(operation['requestBody']) ? operation['requestBody']['content'] : null;
  const media = isRecord(content)
    ? content
    : inBody
      ? { 'application/json': { schema: inBody['schema'] } }
      : {};
  const types = Object.keys(media);
  const said = types.find((one) => /json/i.test(one)) ?? types[0];
  if (said === undefined) return { body: { kind: 'none' }, type: null };
  const { schema, example: own, examples } = media[said] as Loose;
  // Any type will do.
  const type = said.includes('*') ? 'application/json' : said;
  if (isRecord(schema) && schema['format'] === 'binary')
    return { body: { kind: 'file', file: null, type: said.includes('*') ? '' : said }, type };
  const value = own ?? firstOf(examples) ?? example(schema);
  if (/json/i.test(type)) return { body: { kind: 'json', text: JSON.stringify(value ?? {}, null, 2) }, type };
  const members = isRecord(value) ? Object.entries(value) : [];
  const flat = (each: unknown): string =>
    isRecord(each) || Array.isArray(each) ? JSON.stringify(each) : textOf(each);
  if (/x-www-form-urlencoded/i.test(type))
    return { body: { kind: 'form', fields: members.map(([name, each]) => pairOf(name, flat(each))) }, type };
  if (/multipart/i.test(type)) {
    const properties = isRecord(schema) && isRecord(schema['properties']) ? schema['properties'] : {};
    const isFile = (name: string): boolean => {
      const one = properties[name];
      const { format, items, contentMediaType } = isRecord(one) ? one : {};
      const inner = isRecord(items) ? items['format'] : undefined;
      return format === 'binary' || inner === 'binary' || contentMediaType !== undefined;
    };
    const parts = members.map(([name, each]) => (isFile(name) ? asFile(name) : asText(name, flat(each))));
    return { body: { kind: 'multipart', parts }, type };
  }
  return { body: { kind: 'text', text: typeof value === 'string' ? value : '', type }, type };
}

/** The value of the first of several examples. */
function firstOf(examples: unknown): unknown {
  const [first] = isRecord(examples) ? Object.values(examples) : [];
  return isRecord(first) ? first['value'] : undefined;
}

/** By the first scheme that is asked for, with a variable for what is secret. */
function authOf(
  api: Loose,
  operation: Loose,
  notes: Set<string>,
): { auth: HttpRequest['auth']; key?: ApiKey } {
  const none = { kind: 'none' } as const;
  const [first] = records(operation['security'] ?? api['security']);
  const name = first && Object.keys(first)[0];
  const components = isRecord(api['components'])
    ? api['components']['securitySchemes']
    : api['securityDefinitions'];
  const scheme = isRecord(components) && name !== undefined ? components[name] : null;
  if (!isRecord(scheme)) return { auth: none };
  const place = scheme['in'];
  if (scheme['type'] === 'apiKey' && (place === 'header' || place === 'query'))
    return { auth: none, key: { place, name: textOf(scheme['name']), value: '{{apiKey}}' } };
  if (scheme['type'] === 'apiKey' && place === 'cookie')
    return {
      auth: none,
      key: { place: 'header', name: 'Cookie', value: `${textOf(scheme['name'])}={{apiKey}}` },
    };
  const how = `${textOf(scheme['type'])} ${textOf(scheme['scheme'])}`.toLowerCase();
  if (/basic/.test(how)) return { auth: { kind: 'basic', user: '{{user}}', password: '{{password}}' } };
  if (/digest/.test(how)) return { auth: { kind: 'digest', user: '{{user}}', password: '{{password}}' } };
  if (/bearer|oauth2|openidconnect/.test(how)) return { auth: { kind: 'bearer', token: '{{token}}' } };
  notes.add(`Authorization by ${how.trim()} was left out.`);
  return { auth: none };
}
