import { isAbsolute } from 'node:path';
import { parseArgs } from 'node:util';
import type { HttpRequest, Pair } from '../../../../../contract/http/request.ts';
import {
  ADDED_HEADERS,
  blankRequest,
  REQUEST_OPTIONS,
} from '../../../../../contract/payload/http-request.ts';
import { HAS_DOTS, withoutDots } from '../../../../../contract/payload/written-url.ts';
import type { FileOf } from './curl-form.ts';
import { CURL_OPTIONS } from './curl-options.ts';
import { bodyOf, type Given, urlEncoded } from './curl-body.ts';
import { commandsOf } from './curl-words.ts';
import { bad, type Command } from './shell.ts';

/** What is told of one command, or of a script. */
const MAX_NOTES = 20;

export interface CurlRead {
  requests: HttpRequest[];
  /** What could not be taken over, a sentence each. */
  notes: string[];
}

/**
 * Reads command lines of curl, as shells and browsers write them: one request for each URL. Throws BAD_INPUT where there
 * is none.
 */
export function readCurl(text: string): CurlRead {
  const read: CurlRead = { requests: [], notes: [] };
  for (const command of commandsOf(text, read.notes)) readCommand(command, read);
  if (read.requests.length === 0)
    throw bad('There is no URL in this command of curl.', 'Add the address that is asked.');
  const notes = [...new Set(read.notes)];
  const more = notes.length - MAX_NOTES;
  read.notes = more > 0 ? [...notes.slice(0, MAX_NOTES), `And ${more} more.`] : notes;
  return read;
}

function readCommand({ words, stdin }: Command, read: CurlRead): void {
  const { tokens } = parseArgs({
    // The short form of --next is no letter.
    args: words.map((word) => (word === '-:' ? '--next' : word)),
    options: { ...CURL_OPTIONS },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  let part: Given[] = [];
  const flush = () => {
    read.requests.push(...requestsOf(part, stdin, read.notes));
    part = [];
  };
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    // What curl would put its own variables into: they are written as ours are.
    if (token.kind === 'positional' || token.name === 'expand-url')
      part.push({ name: 'url', value: token.value ?? '' });
    else if (token.name === 'next') flush();
    else {
      const off = CURL_OPTIONS[token.name] ? undefined : /^no-(.+)$/.exec(token.name)?.[1];
      // Takes back what was said before.
      if (off !== undefined && CURL_OPTIONS[off]?.type === 'boolean')
        part = part.filter(({ name }) => name !== off);
      else part.push({ name: token.name, value: token.value ?? '' });
    }
  }
  flush();
}

/** Options that change nothing of what is sent, or only how curl shows it. */
const SILENT = new Set(
  (
    'silent show-error progress-bar no-progress-meter output output-dir remote-name include verbose fail ' +
    'fail-with-body write-out create-dirs no-buffer globoff disable trace trace-ascii trace-time stderr ' +
    'remote-header-name remote-time parallel styled-output anyauth http1.0 raw url tcp-nodelay dump-header ' +
    'cookie-jar junk-session-cookies no-clobber remove-on-error no-sessionid location-trusted'
  ).split(' '),
);

function requestsOf(given: readonly Given[], stdin: Command['stdin'], notes: string[]): HttpRequest[] {
  const urls = given.filter(({ name }) => name === 'url').map(({ value }) => value);
  const all = (name: string) => given.filter((one) => one.name === name).map(({ value }) => value);
  const last = (name: string): string | undefined => all(name).at(-1);
  const has = (name: string): boolean => given.some((one) => one.name === name);
  const file: FileOf = (path) => {
    if (path === '-') return null;
    if (!isAbsolute(path) && !path.startsWith('~/'))
      notes.push(`The file ${path} lies where curl is started: choose it before you send.`);
    return { kind: 'path', path };
  };

  const headers: Pair[] = [];
  const add = (name: string, value: string) => headers.push({ name, value, on: true });
  for (const line of all('header')) {
    const colon = line.indexOf(':');
    // `X;` sends an empty header, `X:` takes one away.
    if (colon < 0 && line.endsWith(';')) add(line.slice(0, -1).trim(), '');
    else if (line.startsWith('@')) notes.push(`The headers in the file ${line.slice(1)} were not read.`);
    else if (colon > 0 && line.slice(colon + 1).trim() !== '')
      add(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
    else if (colon > 0 && ADDED_HEADERS.has(line.slice(0, colon).trim().toLowerCase()))
      add(line.slice(0, colon).trim(), '');
  }
  const agent = last('user-agent');
  if (agent !== undefined) add('User-Agent', agent);
  const referer = last('referer');
  if (referer !== undefined) add('Referer', referer.replace(/;auto$/, ''));
  const cookies = all('cookie');
  const typed = cookies.filter((one) => one.includes('='));
  if (typed.length > 0) add('Cookie', typed.join(';'));
  if (typed.length < cookies.length) notes.push('Cookies in a file of curl were not read.');
  const range = last('range');
  if (range !== undefined) add('Range', `bytes=${range}`);

  const { body, method: implied, json } = bodyOf(given, file, stdin, notes);
  if (json) {
    if (!headers.some(({ name }) => /^content-type$/i.test(name))) add('Content-Type', 'application/json');
    if (!headers.some(({ name }) => /^accept$/i.test(name))) add('Accept', 'application/json');
  }
  const asQuery = !has('get')
    ? ''
    : 'text' in body
      ? body.text
      : body.kind === 'form'
        ? new URLSearchParams(body.fields.map((one) => [one.name, one.value])).toString()
        : '';
  if (has('get') && body.kind === 'file') notes.push('What is in the file was not put into the query.');
  const method =
    last('request') ?? (has('head') ? 'HEAD' : has('get') ? 'GET' : has('upload-file') ? 'PUT' : implied);

  const user = last('user');
  const colon = user?.indexOf(':') ?? -1;
  const credentials =
    user === undefined
      ? null
      : { user: colon < 0 ? user : user.slice(0, colon), password: colon < 0 ? '' : user.slice(colon + 1) };
  const bearer = last('oauth2-bearer');
  const auth: HttpRequest['auth'] =
    bearer !== undefined
      ? { kind: 'bearer', token: bearer }
      : credentials && !['aws-sigv4', 'ntlm', 'ntlm-wb', 'negotiate'].some(has)
        ? { kind: has('digest') ? 'digest' : 'basic', ...credentials }
        : { kind: 'none' };

  const options = optionsOf(given, notes);
  if (!has('globoff') && urls.some((url) => /\{[^{}]*,[^{}]*\}|\[\w+-\w+(:\d+)?\]/.test(url)))
    notes.push('curl would ask for a list of addresses: what stands in {} and [] was left as it is.');
  for (const { name, value } of given)
    if (!SILENT.has(name) && !TAKEN.has(name))
      notes.push(`--${name}${CURL_OPTIONS[name]?.type === 'string' ? ` ${value}` : ''} was left out.`);
  const more = all('url-query').map((one) => (one.startsWith('+') ? one.slice(1) : urlEncoded(one, notes)));
  const query = [asQuery, ...more].filter(Boolean).join('&');
  return urls.map((url) => {
    const asked = has('path-as-is') ? url : pathOfCurl(url);
    const made = blankRequest({
      method,
      url: withMore(uploadedTo(asked, last('upload-file')), query),
      headers,
      auth,
      body: has('get') ? { kind: 'none' } : body,
      options,
    });
    return /^wss?:/i.test(url) ? asWebSocket(made) : made;
  });
}

/** A URL as curl asks it unless told otherwise: `.` and `..` are taken out of its path. */
function pathOfCurl(url: string): string {
  const [, where = '', path = '', rest = ''] =
    /^((?:[a-z][a-z0-9+.-]*:\/\/)?[^/?#]*)([^?#]*)(.*)$/is.exec(url) ?? [];
  return HAS_DOTS.test(path) ? where + withoutDots(path) + rest : url;
}

/** A handshake says these itself. */
const OF_HANDSHAKE = /^(?:upgrade|connection|sec-websocket-(?:key|version|extensions|protocol))$/i;

/** A WebSocket says what a browser wrote as headers in its own way. */
function asWebSocket(request: HttpRequest): HttpRequest {
  const said = request.headers.filter(({ name }) => /^sec-websocket-protocol$/i.test(name));
  const protocols = said.flatMap(({ value }) => value.split(',').map((one) => one.trim())).filter(Boolean);
  return {
    ...request,
    kind: 'websocket',
    headers: request.headers.filter(({ name }) => !OF_HANDSHAKE.test(name)),
    webSocket: { ...request.webSocket, protocols },
  };
}

/** With a query more, before the fragment. */
function withMore(url: string, query: string): string {
  if (query === '') return url;
  const [before = '', fragment = ''] = url.split(/(?=#)(.*)/s);
  const between = /[?&]$/.test(before) ? '' : before.includes('?') ? '&' : '?';
  return `${before}${between}${query}${fragment}`;
}

/** What is uploaded to a folder gets the name of the file, as curl has it. */
const uploadedTo = (url: string, path: string | undefined): string =>
  path === undefined || path === '-' || !/^(?:[a-z]+:\/\/)?[^/?#]*(?:\/|\/[^?#]*\/)?$/i.test(url)
    ? url
    : `${url.replace(/\/$/, '')}/${encodeURIComponent(path.replace(/^.*[/\\]/s, ''))}`;

const TAKEN = new Set(
  (
    'header user-agent referer cookie range request head get upload-file user oauth2-bearer digest basic ' +
    'url-query data data-ascii data-raw data-binary data-urlencode json form form-string location location-trusted compressed ' +
    'insecure max-time connect-timeout max-redirs http1.1 http2 http2-prior-knowledge proxy socks5 ' +
    'socks5-hostname proxy-user unix-socket no-keepalive path-as-is cacert tlsv1.2 tlsv1.3'
  ).split(' '),
);

function optionsOf(given: readonly Given[], notes: string[]): HttpRequest['options'] {
  const last = (name: string) => given.findLast((one) => one.name === name)?.value;
  const has = (name: string): boolean => given.some((one) => one.name === name);
  const seconds = Number(last('max-time') ?? last('connect-timeout') ?? Number.NaN);
  const socks = last('socks5') ?? last('socks5-hostname');
  const proxy = socks === undefined ? (last('proxy') ?? '') : `socks5://${socks}`;
  const user = last('proxy-user');
  const whole = proxy === '' || /^[a-z0-9]+:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
  if (has('cacert'))
    notes.push('The file of trusted certificates was left out: choose it in the TLS settings.');
  const redirects = Number(last('max-redirs') ?? 50);
  return {
    ...REQUEST_OPTIONS,
    timeoutMs:
      seconds >= 0 && seconds <= 86_400
        ? Math.max(seconds > 0 ? 1 : 0, Math.round(seconds * 1000))
        : REQUEST_OPTIONS.timeoutMs,
    followRedirects: has('location') || has('location-trusted'),
    maxRedirects: Math.min(50, Math.max(0, Number.isInteger(redirects) ? redirects : 50)),
    version: has('http1.1') ? '1.1' : has('http2-prior-knowledge') ? '2' : 'auto',
    proxy: user === undefined ? whole : whole.replace('://', `://${user}@`),
    unixSocket: last('unix-socket') ?? '',
    compressed: has('compressed'),
    keepAlive: !has('no-keepalive'),
    tls: { ...REQUEST_OPTIONS.tls, verify: !has('insecure') },
  };
}
