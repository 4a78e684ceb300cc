import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import type { Body, HttpRequest } from '../../../../contract/http/request.ts';
import type { Item } from '../../../../contract/files.ts';
import { parseHex } from '../../../../contract/payload/hex.ts';
import { readHttpUrl } from '../../../../contract/payload/http-url.ts';
import { checksOf } from './k6-checks.ts';
import { typeOf } from '../request/file-body.ts';
import { literal, type Texts } from './k6-texts.ts';
import { takeAllSecrets } from '../library/take-secrets.ts';

/** The parts of a script that one request is. */
export interface K6Request {
  /** Statements before the options: files are opened there. */
  init: string[];
  /** A function that sends it and checks the answer. */
  code: string;
  notes: string[];
}

/** Writes one request. `n` makes its names its own. */
export function k6Request(written: HttpRequest, texts: Texts, n: number): K6Request {
  const request = takeAllSecrets(written, (name, value) => texts.hide(name, value));
  const { options } = request;
  const init: string[] = [];
  const checks = checksOf(request.expectations, texts);
  const notes = [...checks.notes];
  const headers = headersOf(request, texts);
  const has = (name: string) => headers.some((row) => row.name.toLowerCase() === name);
  const { expression, type } = bodyOf(request, texts, n, init, notes);
  if (type !== null && type !== '""' && !has('content-type')) headers.push({ name: 'Content-Type', key: literal('Content-Type'), value: type }); // prettier-ignore
  if (options.compressed && !has('accept-encoding'))
    headers.push({
      name: 'Accept-Encoding',
      key: literal('Accept-Encoding'),
      value: literal('gzip, deflate, br, zstd'),
    });
  const params = [
    `headers: { ${merged(headers).join(', ')} }`,
    `timeout: '${options.timeoutMs || 86_400_000}ms'`,
    'redirects: 0',
    `responseType: '${checks.body ? 'text' : 'none'}'`,
    ...(request.auth.kind === 'digest' ? ["auth: 'digest'"] : []),
    ...(request.name ? [`tags: { name: ${literal(request.name)} }`] : []),
  ];
  if (options.proxy !== '')
    notes.push('k6 takes a proxy from HTTP_PROXY and HTTPS_PROXY in the environment.');
  if (options.unixSocket !== '')
    notes.push('k6 can’t use a Unix socket; the request goes to the host of its URL.');
  if (options.tls.certificate) notes.push('Give the client certificate to k6 as tlsAuth in the options.');
  // Go, which k6 is written in, then escapes the path anew.
  const odd = /["<>\\^`{|}]/.exec(request.url.replaceAll(/\{\{[^{}]*\}\}|[?#].*$/gs, ''))?.[0];
  if (odd !== undefined)
    notes.push(
      `k6 sends ${odd} in a path as an escape, and what is escaped there without need as it is meant.`,
    );
  const method = request.kind === 'xml-rpc' ? '"POST"' : texts.text(request.method.trim());
  const send = `const answer = http.request(${method}, ${urlOf(request, texts)}, ${expression}, {\n      ${params.join(',\n      ')},\n    });`;
  const look =
    checks.rows.length > 0 ? `\n    check(answer, {\n      ${checks.rows.join(',\n      ')},\n    });` : '';
  return { init, notes, code: `() => {\n    ${send}${look}\n  }` };
}

interface Row {
  name: string;
  key: string;
  value: string;
}

function headersOf({ headers, auth }: HttpRequest, texts: Texts): Row[] {
  const rows = headers.flatMap(({ name, value, on }): Row[] => {
    if (!on || name.trim() === '') return [];
    return [{ name: name.trim(), key: texts.text(name.trim()), value: texts.text(value.trim()) }];
  });
  if (auth.kind === 'bearer')
    rows.push({
      name: 'Authorization',
      key: literal('Authorization'),
      value: `'Bearer ' + ${texts.text(auth.token)}`,
    });
  if (auth.kind === 'basic') {
    const both = `${texts.text(auth.user)} + ':' + ${texts.text(auth.password)}`;
    rows.push({
      name: 'Authorization',
      key: literal('Authorization'),
      value: `'Basic ' + encoding.b64encode(${both})`,
    });
  }
  return rows;
}

/** k6 knows each name once. */
function merged(rows: readonly Row[]): string[] {
  const names = new Map<string, Row>();
  for (const row of rows) {
    const lower = row.name.toLowerCase();
    const there = names.get(lower);
    const between = lower === 'cookie' ? '; ' : ', ';
    names.set(lower, there ? { ...there, value: `${there.value} + '${between}' + ${row.value}` } : row);
  }
  return [...names.values()].map(({ key, value }) => `[${key}]: ${value}`);
}

function urlOf({ url, auth }: HttpRequest, texts: Texts): string {
  let written = url.trim();
  const userinfo = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#@]*)@/i.exec(written);
  if (userinfo) written = `${userinfo[1]}${written.slice(userinfo[0].length)}`;
  const read = written.includes('{{') ? null : readHttpUrl(written);
  const address = read?.ok ? literal(read.url.href) : `address(${texts.text(written)})`;
  if (auth.kind === 'digest')
    return `withUser(${address}, ${texts.text(auth.user)}, ${texts.text(auth.password)})`;
  if (!userinfo) return address;
  const [user = '', ...password] = (userinfo[2] ?? '').split(':');
  return `withUser(${address}, ${texts.text(user)}, ${texts.text(password.join(':'))})`;
}

function bodyOf(
  request: HttpRequest,
  texts: Texts,
  n: number,
  init: string[],
  notes: string[],
): { expression: string; type: string | null } {
  // prettier-ignore
  if (request.kind !== 'http') {
    notes.push(
      `${request.kind === 'websocket' ? 'A WebSocket' : 'The call of XML-RPC'} is not in this script: k6 can’t be told of it as it is written.`,
    );
    return { expression: 'null', type: literal('text/xml') };
  }
  const { body } = request;
  switch (body.kind) {
    case 'none':
      return { expression: 'null', type: null };
    case 'json':
      return { expression: texts.text(body.text), type: literal('application/json') };
    case 'text':
      return { expression: texts.text(body.text), type: texts.text(body.type) };
    case 'hex': {
      const read = parseHex(body.text);
      if (!read.ok) notes.push('The body is no hex as it stands.');
      return {
        expression: `new Uint8Array([${read.ok ? read.bytes.join(', ') : ''}]).buffer`,
        type: texts.text(body.type),
      };
    }
    case 'form': {
      const fields = body.fields.filter(({ on, name, value }) => on && (name !== '' || value !== ''));
      const pairs = fields.map(({ name, value }) => `[${texts.text(name)}, ${texts.text(value)}]`);
      return {
        expression: `form([${pairs.join(', ')}])`,
        type: literal('application/x-www-form-urlencoded'),
      };
    }
    case 'multipart':
      return multipart(body, texts, n, init);
    case 'file':
      init.push(`const file${n} = ${opened(body.file, 'body.bin')};`);
      return { expression: `file${n}`, type: body.type === '' ? null : texts.text(body.type) };
  }
}

function multipart({ parts }: Extract<Body, { kind: 'multipart' }>, texts: Texts, n: number, init: string[]) {
  const boundary = `----Wirebench${randomBytes(12).toString('hex')}`;
  const rows = parts.flatMap((part, i) => {
    if (!part.on) return [];
    const name = texts.text(part.name);
    if (part.kind === 'text')
      return [`{ name: ${name}, type: ${texts.text(part.type)}, content: ${texts.text(part.value)} }`];
    init.push(`const file${n}_${i} = ${opened(part.file, `part-${i + 1}.bin`)};`);
    const fileName = part.fileName || nameOf(part.file) || `part-${i + 1}.bin`;
    const type = texts.text(part.type || typeOf(fileName));
    return [`{ name: ${name}, fileName: ${texts.text(fileName)}, type: ${type}, content: file${n}_${i} }`];
  });
  return {
    expression: `multipart(${literal(boundary)}, [${rows.join(', ')}])`,
    type: literal(`multipart/form-data; boundary=${boundary}`),
  };
}

const nameOf = (file: Item | null): string => (file?.kind === 'path' ? basename(file.path) : '');

/** What a page has lent has no path: it has to be put beside the script. */
const opened = (file: Item | null, beside: string): string =>
  `open(${literal(file?.kind === 'path' ? file.path : beside)}, 'b')`;
