import type { HttpRequest } from '../../../../../contract/http/request.ts';
import {
  blankRequest,
  MAX_REDIRECTS,
  REQUEST_OPTIONS,
} from '../../../../../contract/payload/http-request.ts';
import { pairOf, withPath, withQuery } from '../import/shared.ts';
import { type Above, authAt, headersAt, noteScripts, SCRIPTS, variablesAt } from './above.ts';
import { expectationsOf } from './asserts.ts';
import { bodyAt, filesIn } from './body.ts';
import { docsAt, type Place } from './place.ts';
import type { Scoped } from './scopes.ts';

/** What is read of each request beside it. */
export interface Reading {
  notes: Set<string>;
  /** Where the files of the collection lie; null: nobody knows. */
  folder: string | null;
}

const KINDS = ['http', 'graphql', 'websocket', 'grpc', 'script', 'app', 'folder'] as const;
export type ItemKind = (typeof KINDS)[number];

/** What an item is: what it says, or the part that only one kind has. Null: no item. */
export function kindOf(item: Place): ItemKind | null {
  const info = item.raw('info');
  const said = info === undefined ? item.text('type') : item.in('info').text('type');
  const known = KINDS.find((kind) => kind === said);
  if (known !== undefined || said !== '') return known ?? null;
  return KINDS.slice(0, 4).find((kind) => item.has(kind)) ?? (item.has('items') ? 'folder' : null);
}

/** A request of OpenCollection; null where it is one that can’t be sent here, which the notes say. */
export function requestAt(item: Place, name: string, above: Above, reading: Reading): Scoped | null {
  const { notes } = reading;
  const kind = kindOf(item);
  if (kind === 'grpc') notes.add('Calls of gRPC were left out.');
  if (kind === 'script' || kind === 'app') notes.add(SCRIPTS);
  if (kind !== 'http' && kind !== 'graphql' && kind !== 'websocket') return null;
  const at = item.in(kind);
  const runtime = item.in('runtime');
  noteScripts(runtime, notes);
  if (item.each('examples').length > 0) notes.add('Answers that were kept as examples were left out.');
  // Early files had it beside the scripts.
  const { auth, key } = authAt(at.has('auth') ? at : runtime, above, notes);
  const plain = urlAt(at);
  const headers = headersAt(at, above.headers);
  if (key?.place === 'header') headers.push(pairOf(key.name, key.value));
  const request = blankRequest({
    kind: kind === 'websocket' ? 'websocket' : 'http',
    name: item.in('info').text('name') || name,
    method: (at.text('method') || (kind === 'graphql' ? 'POST' : 'GET')).toUpperCase(),
    url: key?.place === 'query' ? withQuery(plain, key.name, key.value) : plain,
    queryOff: at
      .each('params')
      .filter((one) => one.text('type') !== 'path' && one.isTrue('disabled'))
      .map((one) => ({ name: one.text('name'), value: one.text('value') })),
    headers,
    auth,
    expectations: expectationsOf(
      runtime.each('assertions').map((one) => ({
        name: one.text('expression'),
        value: `${one.text('operator')} ${one.text('value')}`.trim(),
        enabled: !one.isTrue('disabled'),
      })),
      notes,
    ),
    body: kind === 'websocket' ? { kind: 'none' } : bodyAt(at, filesIn(reading.folder, notes), notes),
    options: optionsAt(item.in('settings')),
    docs: docsAt(item, 'docs') || docsAt(item.in('info'), 'description'),
  });
  if (kind === 'websocket') takeProtocols(request, at, notes);
  return { request, variables: new Map([...above.variables, ...variablesAt(runtime)]) };
}

/** The URL says the query; parameters alone make one where it has none. */
function urlAt(at: Place): string {
  const params = at.each('params').filter((one) => !one.isTrue('disabled'));
  const isPath = (one: Place): boolean => one.text('type') === 'path';
  const path = new Map(params.filter(isPath).map((one) => [one.text('name'), one.text('value')]));
  const url = withPath(at.text('url').trim(), path);
  if (url.includes('?')) return url;
  return params
    .filter((one) => !isPath(one) && one.text('name') !== '')
    .reduce((made, one) => withQuery(made, one.text('name'), one.text('value')), url);
}

function optionsAt(settings: Place): HttpRequest['options'] {
  const whole = (key: string): number | null => {
    const value = Number(settings.text(key) || Number.NaN);
    return Number.isInteger(value) && value >= 0 ? value : null;
  };
  const timeoutMs = whole('timeout');
  const redirects = whole('maxRedirects');
  return {
    ...REQUEST_OPTIONS,
    // 0 is what stands in every file, and means that of the settings of the program.
    ...(timeoutMs === null || timeoutMs === 0 ? {} : { timeoutMs: Math.min(timeoutMs, 86_400_000) }),
    ...(settings.text('followRedirects') === 'false' ? { followRedirects: false } : {}),
    ...(redirects === null ? {} : { maxRedirects: Math.min(redirects, MAX_REDIRECTS) }),
  };
}

function takeProtocols(request: HttpRequest, at: Place, notes: Set<string>): void {
  const isProtocol = ({ name, on }: { name: string; on: boolean }) =>
    on && /^sec-websocket-protocol$/i.test(name);
  const said = request.headers.filter(isProtocol).flatMap(({ value }) => value.split(','));
  request.headers = request.headers.filter((one) => !isProtocol(one));
  request.webSocket = {
    ...request.webSocket,
    protocols: said.map((one) => one.trim()).filter(Boolean).slice(0, 100), // prettier-ignore
  };
  if (at.has('message')) notes.add('Messages of WebSockets were left out: write them when it is connected.');
}
