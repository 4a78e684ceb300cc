import { type HttpRequest, requestSchema } from '../../../../contract/http/request.ts';
import { blankRequest, REQUEST_OPTIONS } from '../../../../contract/payload/http-request.ts';
import { badFile, readYaml } from './yaml/read.ts';
import { type Written, yamlOf, yamlWith } from './yaml/write.ts';

/**
 * A request as a text file. What is as usual is left out; numbers and switches are plain, and a person may write
 * headers and form fields as `name: value` lines too.
 */

/** Members that hold a switch or a number; all others are texts, however they look. */
const NOT_TEXT = new Set([
  ...['on', 'atMost', 'timeoutMs', 'followRedirects', 'maxRedirects', 'compressed', 'cookies', 'keepAlive'],
  ...['idleMs', 'lenient', 'keepKeys', 'handshakeMs', 'verify', 'deflate'],
]);

/** Reads a request file. `name`: as it is called where its file does not say. Throws BAD_FILE with line and column. */
export function readRequest(file: string, name: string, text: string): HttpRequest {
  const { plain, where } = readYaml(file, text);
  if (!isRecord(plain)) throw badFile(file, where([]), 'It holds no request: there is no “url:” in it.');
  const parsed = requestSchema.safeParse(asRequest(plain, name));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = (issue?.path ?? []).filter((step) => typeof step !== 'symbol');
  const named = path.filter((step) => typeof step === 'string').join(' ');
  const said = issue?.message ?? '';
  throw badFile(file, where(path), `${named === '' ? '' : `“${named}”: `}${said}`);
}

/** The text of a request file: `was` with what has changed, comments and all that is not known kept. */
export function writeRequest(file: string, name: string, request: HttpRequest, was: string | null): string {
  const now = toFile(request, name);
  if (was !== null) {
    try {
      const text = yamlWith(file, was, toFile(readRequest(file, name, was), name), now);
      if (JSON.stringify(toFile(readRequest(file, name, text), name)) === JSON.stringify(now)) return text;
    } catch {
      // It can’t be read: it is written anew.
    }
  }
  return yamlOf(now);
}

type Json = Written | undefined;

function toFile(request: HttpRequest, name: string): Written {
  const blank = blankRequest();
  const { kind, method, url, headers, auth, body, expectations, docs, queryOff } = request;
  const some = <T>(list: readonly T[], map: (one: T) => Written): Json =>
    list.length > 0 ? list.map(map) : undefined;
  const { tls, ...options } = request.options;
  return {
    name: request.name === name || request.name === '' ? undefined : request.name,
    kind: kind === 'http' ? undefined : kind,
    method: kind === 'http' ? method : undefined,
    url,
    queryOff: some(queryOff, (one) => ({ ...one })),
    headers: some(headers, withoutOn),
    auth: auth.kind === 'none' ? undefined : { ...auth },
    body: body.kind === 'none' ? undefined : bodyOf(body),
    xmlRpc: kind === 'xml-rpc' ? request.xmlRpc : undefined,
    webSocket: kind === 'websocket' ? different(request.webSocket, blank.webSocket) : undefined,
    expectations: some(expectations, withoutOn),
    options: different(
      { ...different(options, blank.options), tls: different(withoutKeys(tls), REQUEST_OPTIONS.tls) },
      {},
    ),
    docs: docs === '' ? undefined : docs,
  };
}

const withoutOn = ({ on, ...rest }: { on: boolean }): Written => (on ? { ...rest } : { ...rest, on });

function bodyOf(body: HttpRequest['body']): Written {
  if (body.kind === 'form') return { kind: 'form', fields: body.fields.map(withoutOn) };
  if (body.kind === 'file') return typedAs(body.type, { kind: 'file', file: fileOf(body.file) });
  if (body.kind === 'json' || body.kind === 'none') return { ...body };
  if (body.kind !== 'multipart') return typedAs(body.type, { kind: body.kind, text: body.text });
  const parts = body.parts.map(({ type, ...part }) => {
    const own = part.kind === 'file' ? { ...part, ...{ file: fileOf(part.file) } } : part;
    return typedAs(type, withoutOn(own) as Members);
  });
  return { kind: 'multipart', parts };
}

type Members = { [key: string]: Json };
const typedAs = (type: string, members: Members): Written => (type === '' ? members : { ...members, type });

/** A page’s own file is gone with the page. */
const fileOf = (file: { kind: string; path?: string } | null): Written => file?.path ?? null;

/** Keys and their pass phrases don’t go into a file. */
function withoutKeys(tls: HttpRequest['options']['tls']): Omit<typeof tls, 'certificate'> {
  const kept = { ...tls };
  delete kept.certificate;
  return kept;
}

/** The members that are not as usual; undefined where all are. */
function different(value: object, usual: object): { [key: string]: Json } | undefined {
  const own = Object.entries(value).filter(
    ([key, each]) =>
      each !== undefined && JSON.stringify(each) !== JSON.stringify((usual as Record<string, unknown>)[key]),
  );
  return own.length > 0 ? Object.fromEntries(own) : undefined;
}

type Loose = { [key: string]: unknown };

/** What a file says, filled up with what is usual; it is checked afterwards. */
function asRequest(file: Loose, name: string): Loose {
  const blank = blankRequest();
  const own = typed(file) as Loose;
  const options = isRecord(own['options']) ? own['options'] : {};
  const { tls } = REQUEST_OPTIONS;
  const given = (key: keyof HttpRequest): unknown => own[key] ?? blank[key];
  return {
    kind: given('kind'),
    name: own['name'] ?? name,
    method: given('method'),
    url: given('url'),
    queryOff: pairsOf(own['queryOff'] ?? []),
    headers: pairsOf(own['headers'] ?? []),
    auth: isRecord(own['auth']) ? { user: '', password: '', token: '', ...own['auth'] } : given('auth'),
    body: bodyFrom(own['body']),
    xmlRpc: given('xmlRpc'),
    webSocket: isRecord(own['webSocket']) ? { ...blank.webSocket, ...own['webSocket'] } : given('webSocket'),
    expectations: listOf(own['expectations'] ?? []).map((one) =>
      isRecord(one) ? { on: true, how: 'equals', value: '', ...one } : one,
    ),
    options: { ...REQUEST_OPTIONS, ...options, tls: { ...tls, ...(options['tls'] as Loose | undefined) } },
    docs: given('docs'),
  };
}

function bodyFrom(body: unknown): unknown {
  if (body === undefined || body === null) return { kind: 'none' };
  if (!isRecord(body)) return body;
  const file = (value: unknown) => (typeof value === 'string' ? { kind: 'path', path: value } : null);
  switch (body['kind']) {
    case 'json':
    case 'text':
    case 'hex':
      return { type: '', ...body, text: body['text'] ?? '' };
    case 'form':
      return { ...body, fields: pairsOf(body['fields'] ?? []) };
    case 'multipart':
      return {
        ...body,
        parts: listOf(body['parts'] ?? []).map((part) => {
          if (!isRecord(part)) return part;
          const all = { on: true, type: '', ...part };
          return part['kind'] === 'file' ? { fileName: '', ...all, file: file(part['file']) } : all;
        }),
      };
    case 'file':
      return { type: '', ...body, file: file(body['file']) };
    default:
      return body;
  }
}

/** Names with values, as a list or as a map. */
function pairsOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => withOn(isRecord(one) ? { value: '', ...one } : one));
  if (!isRecord(value)) return value;
  return Object.entries(value).map(([name, each]) => ({ name, value: each ?? '', on: true }));
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);
const withOn = (one: unknown): unknown => (isRecord(one) ? { on: true, ...one } : one);

/** Switches and numbers become such. */
function typed(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => typed(one));
  // Headers may be a map, in which `on` would be the name of one.
  if (isRecord(value))
    return key === 'headers' || key === 'fields'
      ? value
      : Object.fromEntries(
          Object.entries(value).flatMap(([name, each]) => (each === null ? [] : [[name, typed(each, name)]])),
        );
  if (typeof value !== 'string' || !NOT_TEXT.has(key)) return value;
  if (/^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
}

const isRecord = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
