import { randomBytes } from 'node:crypto';
import { quote } from 'shlex';
import type { HttpRequest, Pair } from '../../../../../contract/http/request.ts';
import { ADDED_HEADERS } from '../../../../../contract/payload/http-request.ts';
import { readHttpUrl } from '../../../../../contract/payload/http-url.ts';
import { HAS_DOTS } from '../../../../../contract/payload/written-url.ts';
import { fillVariables } from '../../../../../contract/payload/variables.ts';
import { BenchError } from '../../../../bench/failure.ts';
import { takeSecrets } from '../take-secrets.ts';

/** Where the values of variables come from. */
interface Variables {
  get(name: string): { value: string; secret: boolean } | undefined;
}

/**
 * A request as a command line of curl for a Unix shell. Passwords, tokens and secret variables become variables of the
 * shell, which the notes name. Throws NO_CURL for a WebSocket.
 */
export function curlOf(request: HttpRequest, variables: Variables): { text: string; notes: string[] } {
  if (request.kind === 'websocket')
    throw new BenchError({
      code: 'NO_CURL',
      message: 'A WebSocket can’t be written as a command of curl.',
      hint: 'curl makes the handshake at most: it has no way to send messages. “python3 -m websockets” with the URL is a command that has.',
    });
  const shell = new Set<string>();
  const notes: string[] = [];
  // Stands around the name of a shell variable until all is quoted: nobody who writes a request can know it.
  const mark = `shell${randomBytes(12).toString('hex')}`;
  const hide = (name: string): string => {
    const own = name
      .toUpperCase()
      .replace(/[^A-Z0-9]+/g, '_')
      .replace(/^(?=\d)|^$/, '_');
    shell.add(own);
    return mark + own + mark;
  };
  const get = (name: string): string | undefined => {
    try {
      const found = variables.get(name);
      return found?.secret ? hide(name) : found?.value;
    } catch {
      // It has no value now; the shell’s variable stands for it all the same.
      return hide(name);
    }
  };
  const fill = (text: string): string => {
    const filled = fillVariables(text, get);
    if (filled.ok) return filled.text;
    if (filled.why === 'missing') notes.push(`There is no variable ${filled.name}.`);
    return text;
  };
  const taken = takeSecrets(request, hide);
  const words: string[][] = [];
  const add = (...parts: string[]): void => {
    words.push(parts);
  };
  const { options, auth, body } = taken;
  const on = (list: readonly Pair[]) => list.filter((one) => one.on);
  const url = fill(taken.url).trim();
  const marked = url.includes(mark) ? null : readHttpUrl(url, { noHost: options.unixSocket !== '' });
  const implied = body.kind === 'none' ? 'GET' : 'POST';
  const method = fill(taken.kind === 'xml-rpc' ? 'POST' : taken.method);
  if (method === 'HEAD') add('--head');
  else if (method !== implied || body.kind === 'file') add('--request', method);
  for (const { name, value } of on(taken.headers)) {
    const [called, said] = [fill(name), fill(value).trim()];
    // With a colon and nothing behind it curl leaves the header out, as is done here with those that are added.
    const none = ADDED_HEADERS.has(called.toLowerCase()) ? ':' : ';';
    add('--header', said === '' ? `${called}${none}` : `${called}: ${said}`);
  }
  const hasType = on(taken.headers).some(({ name }) => /^content-type$/i.test(name));
  if (auth.kind === 'bearer') add('--oauth2-bearer', fill(auth.token));
  else if (auth.kind !== 'none') {
    if (auth.kind === 'digest') add('--digest');
    add('--user', `${fill(auth.user)}:${fill(auth.password)}`);
  }
  const type = (wanted: string): void => {
    if (!hasType && wanted !== '') add('--header', `Content-Type: ${fill(wanted)}`);
  };
  if (body.kind === 'json' || body.kind === 'text') {
    type(body.kind === 'json' ? 'application/json' : body.type);
    // Else curl would call it a form.
    if (body.kind === 'text' && body.type === '' && !hasType) add('--header', 'Content-Type:');
    add('--data-raw', fill(body.text));
  } else if (body.kind === 'form') {
    const fields = on(body.fields)
      .filter(({ name, value }) => name !== '' || value !== '')
      .map(({ name, value }) => [fill(name), fill(value)]);
    add('--data-raw', new URLSearchParams(fields).toString());
  } else if (body.kind === 'multipart') {
    for (const part of body.parts.filter((one) => one.on)) {
      const ending = part.type === '' ? '' : `;type=${part.type}`;
      if (part.kind === 'text' && ending === '')
        add('--form-string', `${fill(part.name)}=${fill(part.value)}`);
      else if (part.kind === 'text')
        add('--form', `${fill(part.name)}=${inQuotes(fill(part.value))}${ending}`);
      else {
        const name = part.fileName === '' ? '' : `;filename=${inQuotes(fill(part.fileName))}`;
        add('--form', `${fill(part.name)}=@${inQuotes(pathOf(part.file))}${name}${ending}`);
      }
    }
  } else if (body.kind === 'file') {
    type(body.type);
    add('--data-binary', `@${pathOf(body.file)}`);
  } else if (body.kind === 'hex')
    notes.push('The body in hex was left out: save it to a file, and send that.');
  if (taken.kind === 'xml-rpc') notes.push('The call of XML-RPC was left out: curl sends what is in a file.');
  if (options.followRedirects) {
    add('--location');
    if (options.maxRedirects !== 50) add('--max-redirs', String(options.maxRedirects));
  }
  if (options.compressed) add('--compressed');
  if (!options.tls.verify) add('--insecure');
  if (options.version === '1.1') add('--http1.1');
  if (options.version === '2') add(/^https:/i.test(url) ? '--http2' : '--http2-prior-knowledge');
  if (options.proxy !== '') add('--proxy', fill(options.proxy).replace(/^socks5:/, 'socks5h:'));
  if (options.unixSocket !== '') add('--unix-socket', fill(options.unixSocket));
  // 0: none, as here.
  add('--max-time', String(options.timeoutMs / 1000));
  const target = marked?.ok ? marked.url.href : url;
  // curl would take these for lists of addresses.
  if (/[[\]{}]/.test(target.replace(/^([a-z]+:\/\/)?([^/?#]*@)?\[[^/\]]*\]/i, ''))) add('--globoff');
  // It would take them out.
  if (HAS_DOTS.test(target.replace(/[?#].*$/s, ''))) add('--path-as-is');
  // What begins by a hyphen would be an option.
  const asked = target.startsWith('-') ? ['--url', target] : [target];
  const lines = [['curl', ...asked], ...words].map((parts) =>
    parts.map((part) => quoted(part, mark)).join(' '),
  );
  if (shell.size > 0)
    notes.push(`Set ${[...shell].join(', ')} in the shell first: secrets are not written into the command.`);
  return { text: lines.join(' \\\n  '), notes: [...new Set(notes)] };
}

/** For a Unix shell; what stands between marks is a variable of it. */
function quoted(text: string, mark: string): string {
  const parts = text.split(mark);
  if (parts.length === 1) return quote(text);
  return parts
    .map((part, index) => (index % 2 === 1 ? `"$${part}"` : part === '' ? '' : quote(part)))
    .join('');
}

/** For what `--form` takes apart. */
const inQuotes = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

const pathOf = (file: { kind: string; path?: string } | null): string => file?.path ?? 'FILE';
