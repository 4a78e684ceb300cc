import type { Body, HttpRequest } from '../../../../contract/http/request.ts';
import type { Item } from '../../../../contract/files.ts';
import { parseHex } from '../../../../contract/payload/hex.ts';
import { readHttpUrl } from '../../../../contract/payload/http-url.ts';
import { checksOf } from './k6-checks.ts';
import { literal, type Texts } from './k6-texts.ts';

/** Headers whose value is a secret, unless it is made of variables. */
const SECRET = new Set(['authorization', 'proxy-authorization', 'cookie', 'x-api-key', 'x-auth-token']);

/** The parts of a script that one request is. */
export interface K6Request {
  /** Statements before the options: files are opened there. */
  init: string[];
  /** A function that sends it and checks the answer. */
  code: string;
  notes: string[];
}

/** Writes one request. `n` makes its names its own. */
export function k6Request(request: HttpRequest, texts: Texts, n: number): K6Request {
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
    const lower = name.trim().toLowerCase();
    const shown = SECRET.has(lower) ? texts.secret(value, lower.toUpperCase()) : texts.text(value.trim());
    return [{ name: name.trim(), key: name.includes('{{') ? `[${texts.text(name.trim())}]` : literal(name.trim()), value: shown }]; // prettier-ignore
  });
  if (auth.kind === 'bearer')
    rows.push({
      name: 'Authorization',
      key: '"Authorization"',
      value: `'Bearer ' + ${texts.secret(auth.token, 'TOKEN')}`,
    });
  if (auth.kind === 'basic') {
    const both = `${texts.text(auth.user)} + ':' + ${texts.secret(auth.password, 'PASSWORD')}`;
    rows.push({
      name: 'Authorization',
      key: '"Authorization"',
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
  return [...names.values()].map(({ key, value }) => `${key}: ${value}`);
}

function urlOf({ url, auth }: HttpRequest, texts: Texts): string {
  let written = url.trim();
  const userinfo = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#@]*)@/i.exec(written);
  if (userinfo) written = `${userinfo[1]}${written.slice(userinfo[0].length)}`;
  const read = written.includes('{{') ? null : readHttpUrl(written);
  const address = read?.ok ? literal(read.url.href) : `address(${texts.text(written)})`;
  if (auth.kind === 'digest')
    return `withUser(${address}, ${texts.text(auth.user)}, ${texts.secret(auth.password, 'PASSWORD')})`;
  if (!userinfo) return address;
  const [user = '', password = ''] = (userinfo[2] ?? '').split(':');
  return `withUser(${address}, ${texts.text(user)}, ${texts.secret(password, 'PASSWORD')})`;
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
    notes.push('The call of XML-RPC is not in this script: save its body as a request of HTTP first.');
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

/** k6 makes the parts, and the Content-Type with its boundary. */
function multipart({ parts }: Extract<Body, { kind: 'multipart' }>, texts: Texts, n: number, init: string[]) {
  const rows = parts.flatMap((part, i) => {
    if (!part.on) return [];
    if (part.kind === 'text') return [`[${texts.text(part.name)}]: ${texts.text(part.value)}`];
    init.push(`const file${n}_${i} = ${opened(part.file, `part-${i + 1}.bin`)};`);
    const more = [part.fileName, part.type].map((text) => texts.text(text || 'file'));
    return [`[${texts.text(part.name)}]: http.file(file${n}_${i}, ${part.type ? more.join(', ') : more[0]})`];
  });
  return { expression: `{ ${rows.join(', ')} }`, type: null };
}

/** What a page has lent has no path: it has to be put beside the script. */
const opened = (file: Item | null, beside: string): string =>
  `open(${literal(file?.kind === 'path' ? file.path : beside)}, 'b')`;
