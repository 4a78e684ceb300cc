import type { HttpRequest, Part } from '../../../../../contract/http/request.ts';
import { blankRequest } from '../../../../../contract/payload/http-request.ts';
import { type Imported, imported } from './imported.ts';
import {
  type ApiKey,
  bodyOf,
  graphQlBody,
  isRecord,
  noteOdd,
  pairOf,
  records,
  textOf,
  withPath,
  withQuery,
} from './shared.ts';

export const isPostman = (content: Record<string, unknown>): boolean =>
  isRecord(content['info']) && Array.isArray(content['item']);
/** An environment, which Postman exports in a file of its own. */
export const isPostmanEnvironment = (content: Record<string, unknown>): boolean =>
  Array.isArray(content['values']) && (content['_postman_variable_scope'] !== undefined || 'name' in content);

const LANGUAGES: Record<string, string> = {
  json: 'application/json',
  xml: 'application/xml',
  html: 'text/html',
  javascript: 'application/javascript',
  text: 'text/plain',
};

/** Reads a collection of Postman, format 2.0 or 2.1. */
export async function readPostman(content: Record<string, unknown>): Promise<Imported> {
  const { Collection, ItemGroup } = (await import('postman-collection')).default;
  const collection = new Collection(content);
  const notes = new Set<string>();
  if (hasScripts(content, 0)) notes.add('Scripts were left out: no user code runs here.');
  const requests: Imported['requests'] = [];
  collection.forEachItem((item) => {
    const folders: string[] = [];
    for (let above = item.parent(); above && above !== collection; above = above.parent())
      if (ItemGroup.isItemGroup(above)) folders.unshift(textOf((above as { name?: string }).name, 'Folder'));
    if (item.responses.count() > 0) notes.add('Answers that were kept as examples were left out.');
    // Plain data: what the library makes of it has its own ways with variables.
    const plain = item.request.toJSON() as unknown as Record<string, unknown>;
    const { auth, key } = authOf(item.getAuth()?.toJSON(), notes);
    const path = new Map(item.request.url.variables.all().map((one) => [nameOf(one), textOf(one.value)]));
    const bare = withPath(rawUrl(plain['url'], item.request.url.toString()), path);
    const url = key?.place === 'query' ? withQuery(bare, key.name, key.value) : bare;
    requests.push({
      folders,
      request: blankRequest({
        name: item.name,
        method: textOf(plain['method'], 'GET'),
        url,
        queryOff: records((plain['url'] as Record<string, unknown> | undefined)?.['query'])
          .filter((one) => one['disabled'] === true)
          .map((one) => ({ name: textOf(one['key']), value: textOf(one['value']) })),
        headers: [
          ...records(plain['header']).map((one) =>
            pairOf(one['key'], one['value'], one['disabled'] !== true),
          ),
          ...(key?.place === 'header' ? [pairOf(key.name, key.value)] : []),
        ],
        auth,
        body: bodyFor(item.toJSON() as object as Record<string, unknown>, plain, notes),
        docs: descriptionOf(plain['description']),
      }),
    });
  });
  for (const { request } of requests) noteOdd(request, notes);
  const variables = collection.variables
    .all()
    .map((one) => ({ name: nameOf(one), value: textOf(one.value) }))
    .filter(({ name }) => /^[^{}\s]+$/.test(name));
  return imported('postman', { name: textOf(collection.name), requests, variables, notes: [...notes] });
}

export function readPostmanEnvironment(content: Record<string, unknown>): Imported {
  const values = records(content['values']).filter(
    (one) => one['enabled'] !== false && /^[^{}\s]+$/.test(textOf(one['key'])),
  );
  const secret = values.filter((one) => one['type'] === 'secret');
  return imported('postman', {
    environments: [
      {
        name: textOf(content['name'], 'Environment'),
        variables: values
          .filter((one) => !secret.includes(one))
          .map((one) => ({ name: textOf(one['key']), value: textOf(one['value']) })),
        secrets: secret.map((one) => textOf(one['key'])),
      },
    ],
    notes:
      secret.length > 0 ? ['Secrets are taken over by name: enter their values in the environment.'] : [],
  });
}

/** Early files call it an id. */
const nameOf = (one: { key?: unknown; id?: unknown }): string => textOf(one.key) || textOf(one.id);

/** As it is written, without what is switched off. */
function rawUrl(url: unknown, made: string): string {
  if (typeof url === 'string') return url;
  const off = isRecord(url) && records(url['query']).some((one) => one['disabled'] === true);
  return isRecord(url) && typeof url['raw'] === 'string' && !off ? url['raw'] : made;
}

const descriptionOf = (value: unknown): string =>
  isRecord(value) ? textOf(value['content']) : textOf(value);

/** Scripts stand at requests, at folders, and at the collection. */
function hasScripts(content: Record<string, unknown>, depth: number): boolean {
  const own = records(content['event']).some(({ script }) => {
    const lines: unknown = isRecord(script) ? script['exec'] : script;
    return [lines].flat().some((line) => textOf(line).trim() !== '');
  });
  return own || (depth < 100 && records(content['item']).some((item) => hasScripts(item, depth + 1)));
}

function authOf(auth: unknown, notes: Set<string>): { auth: HttpRequest['auth']; key?: ApiKey } {
  const none = { kind: 'none' } as const;
  if (!isRecord(auth)) return { auth: none };
  const type = textOf(auth['type']);
  const of = (key: string): string =>
    textOf(records(auth[type]).find((one) => one['key'] === key)?.['value']);
  if (type === 'basic' || type === 'digest')
    return { auth: { kind: type, user: of('username'), password: of('password') } };
  if (type === 'bearer') return { auth: { kind: 'bearer', token: of('token') } };
  // A token that was there already, or a variable for it.
  if (type === 'oauth2' && of('accessToken') !== '') {
    notes.add('Of OAuth 2 the token was taken over: it is not renewed here.');
    return { auth: { kind: 'bearer', token: of('accessToken') } };
  }
  if (type === 'apikey' && of('key') !== '')
    return {
      auth: none,
      key: { place: of('in') === 'query' ? 'query' : 'header', name: of('key'), value: of('value') },
    };
  if (type !== '' && type !== 'noauth') notes.add(`Authorization by ${type} was left out.`);
  return { auth: none };
}

/** Postman sends none with some methods, unless it is told to. */
const BARE = /^(?:get|head|copy|purge|unlock)$/i;

function bodyFor(
  item: Record<string, unknown>,
  request: Record<string, unknown>,
  notes: Set<string>,
): HttpRequest['body'] {
  const type = records(request['header']).find(
    (one) => one['disabled'] !== true && /^content-type$/i.test(textOf(one['key'])),
  );
  const body = postmanBody(request['body'], type && textOf(type['value']), notes);
  const isEmpty =
    (body.kind === 'form' && body.fields.length === 0) ||
    (body.kind === 'multipart' && body.parts.length === 0);
  const behavior = item['protocolProfileBehavior'];
  const isSent = isRecord(behavior) && behavior['disableBodyPruning'] === true;
  if (isEmpty || body.kind === 'none') return { kind: 'none' };
  if (!BARE.test(textOf(request['method'], 'GET')) || isSent) return body;
  notes.add('Bodies of GET and HEAD were left out: Postman does not send them either.');
  return { kind: 'none' };
}

function postmanBody(body: unknown, type: string | undefined, notes: Set<string>): HttpRequest['body'] {
  if (!isRecord(body) || body['disabled'] === true) return { kind: 'none' };
  const mode = textOf(body['mode']);
  if (mode === 'raw') {
    const options =
      isRecord(body['options']) && isRecord(body['options']['raw']) ? body['options']['raw'] : {};
    // What says no type is sent as plain text.
    const own = LANGUAGES[textOf(options['language'])] ?? type ?? 'text/plain';
    const made = bodyOf(own, textOf(body['raw']));
    return made.kind === 'text' && type !== undefined ? { ...made, type: '' } : made;
  }
  if (mode === 'urlencoded') {
    const fields = records(body['urlencoded']).map((one) =>
      pairOf(one['key'], one['value'], one['disabled'] !== true),
    );
    return { kind: 'form', fields };
  }
  if (mode === 'formdata') {
    const parts = records(body['formdata']).flatMap((one): Part[] => {
      const common = {
        name: textOf(one['key']),
        on: one['disabled'] !== true,
        type: textOf(one['contentType']),
      };
      if (one['type'] !== 'file') return [{ kind: 'text', ...common, value: textOf(one['value']) }];
      const paths = (Array.isArray(one['src']) ? one['src'] : [one['src']]).map((path) => textOf(path));
      return (paths.length > 0 ? paths : ['']).map((path): Part => ({
        kind: 'file',
        ...common,
        file: path === '' ? null : { kind: 'path', path },
        fileName: textOf(one['fileName']),
      }));
    });
    return { kind: 'multipart', parts };
  }
  if (mode === 'file') {
    const path = isRecord(body['file']) ? textOf(body['file']['src']) : '';
    return { kind: 'file', file: path === '' ? null : { kind: 'path', path }, type: '' };
  }
  if (mode === 'graphql' && isRecord(body['graphql'])) {
    const { query, variables } = body['graphql'];
    return graphQlBody(textOf(query), textOf(variables));
  }
  if (mode !== '') notes.add(`A body of kind ${mode} was left out.`);
  return { kind: 'none' };
}
