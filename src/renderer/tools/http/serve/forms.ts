import type { Route, ServeInput, What } from '../../../../contract/tools/http-server.ts';
import { MAX_HOST_NAMES, readHostNames } from '../../../../contract/payload/host-names.ts';
import {
  addressError,
  type FieldErrors,
  note,
  type Read,
  seconds,
  wholeNumber,
} from '../../../ui/form/read.ts';

/** The form that starts a server as it is typed, and how it becomes a call. Pure. */

export type Serves = What['serves'];

export const SERVES: readonly { value: Serves; label: string; is: string }[] = [
  { value: 'inspector', label: 'Inspector', is: 'inspector' },
  { value: 'folder', label: 'Folder', is: 'folder' },
  { value: 'routes', label: 'Routes', is: 'routes' },
  { value: 'websocket-echo', label: 'WebSocket echo', is: 'WebSocket echo' },
  { value: 'xml-rpc-echo', label: 'XML-RPC echo', is: 'XML-RPC echo' },
];

export interface ServeForm {
  address: string;
  port: string;
  serves: string;
  folder: string;
  upload: boolean;
  /** Parted by spaces or commas. */
  hosts: string;
  tls: boolean;
  http2: boolean;
  maxClients: string;
  head: string;
  captureAll: boolean;
}

export const SERVE_DEFAULTS: ServeForm = {
  address: '127.0.0.1',
  port: '8080',
  serves: 'inspector',
  folder: '',
  upload: false,
  hosts: '',
  tls: false,
  http2: true,
  maxClients: '10000',
  head: '20',
  captureAll: false,
};

/** One route as it is typed. */
export interface RouteDraft {
  on: boolean;
  method: string;
  path: string;
  status: string;
  /** A line each: `Name: value`. */
  headers: string;
  bodyKind: 'none' | 'text' | 'file';
  text: string;
  file: string;
  delay: string;
  fault: Route['fault'];
}

export const ROUTE: RouteDraft = {
  on: true,
  method: 'GET',
  path: '/',
  status: '200',
  headers: 'Content-Type: application/json',
  bodyKind: 'text',
  text: '{}',
  file: '',
  delay: '0',
  fault: 'none',
};

/** What stands there before anything was written. */
export const FIRST_ROUTES: readonly RouteDraft[] = [
  { ...ROUTE, path: '/users/:id', text: '{"id": "{id}"}' },
  {
    ...ROUTE,
    method: '',
    path: '/slow',
    headers: 'Content-Type: text/plain',
    text: 'at last',
    delay: '2000',
  },
  { ...ROUTE, method: '', path: '/broken', text: '{"half": "of this"}', fault: 'cut' },
];

export function readServeForm(
  form: ServeForm,
  routes: readonly RouteDraft[],
): Read<ServeForm, Omit<ServeInput, 'tls'>> {
  const errors: FieldErrors<ServeForm> = {};
  const address = form.address.trim();
  note(errors, 'address', addressError('Address', address));
  const port = wholeNumber(form.port, 0, 65535);
  if (port === null) errors.port = 'Port must be a whole number from 0 to 65535. 0 picks any free port.';
  const maxClients = wholeNumber(form.maxClients, 1, 1_000_000);
  if (maxClients === null) errors.maxClients = 'Max clients must be a whole number from 1 to 1,000,000.';
  const headMs = seconds(form.head);
  if (headMs === null || headMs > 600_000) errors.head = 'Head within must be a number of seconds up to 600.';
  if (form.serves === 'folder') note(errors, 'hosts', hostsError(readHostNames(form.hosts)));
  const what = readWhat(form, routes);
  if (typeof what === 'string') errors[form.serves === 'folder' ? 'folder' : 'serves'] = what;
  if (Object.keys(errors).length > 0 || port === null || maxClients === null || headMs === null)
    return { ok: false, errors };
  if (typeof what === 'string') return { ok: false, errors };
  const { http2, captureAll } = form;
  const capture = captureAll ? 'all' : 'start';
  return { ok: true, input: { address, port, what, http2, maxClients, headMs, capture } };
}

/** What is served, or what is wrong with it. */
export function readWhat(form: ServeForm, routes: readonly RouteDraft[]): What | string {
  switch (form.serves) {
    case 'folder':
      return form.folder.trim() === ''
        ? 'Folder is empty. Choose what is to be served.'
        : { serves: 'folder', folder: form.folder.trim(), upload: form.upload, hosts: namesOf(form) };
    case 'routes': {
      const read = readRoutes(routes);
      return 'problem' in read ? read.problem : { serves: 'routes', routes: read.routes };
    }
    case 'websocket-echo':
    case 'xml-rpc-echo':
      return { serves: form.serves };
    default:
      return { serves: 'inspector' };
  }
}

const namesOf = ({ hosts }: ServeForm): string[] => {
  const read = readHostNames(hosts);
  return 'names' in read ? read.names : [];
};

function hostsError(read: ReturnType<typeof readHostNames>): string | null {
  if ('wrong' in read)
    return `“${read.wrong}” is no host name. Write names alone, such as nas.local, without http:// and port.`;
  return read.names.length > MAX_HOST_NAMES
    ? `There can be at most ${MAX_HOST_NAMES} other host names.`
    : null;
}

/** The routes, or what is wrong with the first that is wrong: its place, its field and a sentence. */
export function readRoutes(
  drafts: readonly RouteDraft[],
): { routes: Route[] } | { problem: string; at: number; field: keyof RouteDraft } {
  const routes: Route[] = [];
  for (const [at, draft] of drafts.entries()) {
    const wrong = (field: keyof RouteDraft, sentence: string) => ({
      problem: `Route ${at + 1}: ${sentence}`,
      at,
      field,
    });
    const status = wholeNumber(draft.status, 200, 599);
    const delayMs = wholeNumber(draft.delay.trim() === '' ? '0' : draft.delay, 0, 600_000);
    if (!draft.path.startsWith('/')) return wrong('path', 'Path must begin with /.');
    if (status === null) return wrong('status', 'Status must be a whole number from 200 to 599.');
    if (delayMs === null) return wrong('delay', 'Delay must be from 0 to 600,000 ms.');
    if (draft.bodyKind === 'file' && draft.file.trim() === '') return wrong('file', 'File is empty.');
    const headers: Route['headers'] = [];
    for (const line of draft.headers.split('\n').filter((text) => text.trim() !== '')) {
      const colon = line.indexOf(':');
      if (colon < 1) return wrong('headers', `“${line.trim()}” is no header. Write Name: value.`);
      headers.push({ name: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() });
    }
    routes.push({
      on: draft.on,
      method: draft.method.trim(),
      path: draft.path.trim(),
      status,
      headers,
      body: bodyOf(draft),
      delayMs,
      fault: draft.fault,
    });
  }
  return { routes };
}

function bodyOf({ bodyKind, text, file }: RouteDraft): Route['body'] {
  if (bodyKind === 'file') return { kind: 'file', path: file.trim() };
  return bodyKind === 'text' ? { kind: 'text', text } : { kind: 'none' };
}

/** A route that is served, to be edited. */
export const draftOf = (route: Route): RouteDraft => ({
  on: route.on,
  method: route.method,
  path: route.path,
  status: String(route.status),
  headers: route.headers.map(({ name, value }) => `${name}: ${value}`).join('\n'),
  bodyKind: route.body.kind,
  text: route.body.kind === 'text' ? route.body.text : '',
  file: route.body.kind === 'file' ? route.body.path : '',
  delay: String(route.delayMs),
  fault: route.fault,
});
