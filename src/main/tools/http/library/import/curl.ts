import { isAbsolute } from 'node:path';
import { parseArgs } from 'node:util';
import type { HttpRequest, Pair } from '../../../../../contract/http/request.ts';
import { blankRequest, REQUEST_OPTIONS } from '../../../../../contract/payload/http-request.ts';
import { HAS_DOTS, withoutDots } from '../../../../../contract/payload/written-url.ts';
import { type FileOf, partsOf } from './curl-form.ts';
import { CURL_OPTIONS } from './curl-options.ts';
import { bad, wordsOf } from './curl-words.ts';

export interface CurlRead {
  requests: HttpRequest[];
  /** What could not be taken over, a sentence each. */
  notes: string[];
}

/** Whether a text begins as a command line of curl does. */
export const isCurl = (text: string): boolean => /^\s*(\$ )?(\S*[/\\])?curl(\.exe)?\s/i.test(text);

/**
 * Reads a command line of curl, as shells and browsers write it: one request for each URL. Throws BAD_INPUT where it is
 * none.
 */
export function readCurl(text: string): CurlRead {
  const words = wordsOf(text);
  if (!/^(.*[/\\])?curl(\.exe)?$/i.test(words[0] ?? ''))
    throw bad('This is no command line of curl.', 'It begins with the word curl.');
  const { tokens } = parseArgs({
    args: words.slice(1),
    options: { ...CURL_OPTIONS },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const read: CurlRead = { requests: [], notes: [] };
  let part: Given[] = [];
  const flush = () => {
    read.requests.push(...requestsOf(part, read.notes));
    part = [];
  };
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional') part.push({ name: 'url', value: token.value });
    else if (token.name === 'next') flush();
    else part.push({ name: token.name, value: token.value ?? '' });
  }
  flush();
  if (read.requests.length === 0)
    throw bad('There is no URL in this command of curl.', 'Add the address that is asked.');
  read.notes = [...new Set(read.notes)];
  return read;
}

interface Given {
  name: string;
  value: string;
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

function requestsOf(given: readonly Given[], notes: string[]): HttpRequest[] {
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
    else if (colon > 0 && !/^content-type:/i.test(line))
      notes.push(`curl would leave ${line.slice(0, colon)} out; it is sent here as usual.`);
  }
  const agent = last('user-agent');
  if (agent !== undefined) add('User-Agent', agent);
  const referer = last('referer');
  if (referer !== undefined) add('Referer', referer.replace(/;auto$/, ''));
  const cookies = all('cookie');
  const typed = cookies.filter((one) => one.includes('='));
  if (typed.length > 0) add('Cookie', typed.join('; '));
  if (typed.length < cookies.length) notes.push('Cookies in a file of curl were not read.');
  const range = last('range');
  if (range !== undefined) add('Range', `bytes=${range}`);

  const { body, method: implied, json } = bodyOf(given, file, notes);
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
      : credentials
        ? { kind: has('digest') ? 'digest' : 'basic', ...credentials }
        : { kind: 'none' };

  const options = optionsOf(given, notes);
  if (!has('globoff') && urls.some((url) => /\{[^{}]*,[^{}]*\}|\[\w+-\w+(:\d+)?\]/.test(url)))
    notes.push('curl would ask for a list of addresses: what stands in {} and [] was left as it is.');
  for (const { name, value } of given)
    if (!SILENT.has(name) && !TAKEN.has(name))
      notes.push(`--${name}${CURL_OPTIONS[name]?.type === 'string' ? ` ${value}` : ''} was left out.`);
  return urls.map((url) => {
    const asked = has('path-as-is') ? url : pathOfCurl(url);
    const query = [asQuery, ...all('url-query')].filter(Boolean).join('&');
    return blankRequest({
      method,
      url: query === '' ? asked : `${asked}${asked.includes('?') ? '&' : '?'}${query}`,
      headers,
      auth,
      body: asQuery === '' ? body : { kind: 'none' },
      options,
    });
  });
}

/** A URL as curl asks it unless told otherwise: `.` and `..` are taken out of its path. */
function pathOfCurl(url: string): string {
  const [, where = '', path = '', rest = ''] =
    /^((?:[a-z][a-z0-9+.-]*:\/\/)?[^/?#]*)([^?#]*)(.*)$/is.exec(url) ?? [];
  return HAS_DOTS.test(path) ? where + withoutDots(path) + rest : url;
}

const TAKEN = new Set(
  (
    'header user-agent referer cookie range request head get upload-file user oauth2-bearer digest basic ' +
    'url-query data data-ascii data-raw data-binary data-urlencode json form form-string location compressed ' +
    'insecure max-time connect-timeout max-redirs http1.1 http2 http2-prior-knowledge proxy socks5 ' +
    'socks5-hostname proxy-user unix-socket no-keepalive path-as-is cacert tlsv1.2 tlsv1.3'
  ).split(' '),
);

function bodyOf(
  given: readonly Given[],
  file: FileOf,
  notes: string[],
): { body: HttpRequest['body']; method: string; json: boolean } {
  const forms = given.filter(({ name }) => name === 'form' || name === 'form-string');
  if (forms.length > 0) {
    const parts = forms.flatMap(({ name, value }) => partsOf(value, name === 'form', file));
    return { body: { kind: 'multipart', parts }, method: 'POST', json: false };
  }
  const upload = given.findLast(({ name }) => name === 'upload-file');
  if (upload)
    return { body: { kind: 'file', file: file(upload.value), type: '' }, method: 'PUT', json: false };
  const pieces = given.filter(({ name }) => /^(data(-ascii|-raw|-binary|-urlencode)?|json)$/.test(name));
  if (pieces.length === 0) return { body: { kind: 'none' }, method: 'GET', json: false };
  const json = pieces.some(({ name }) => name === 'json');
  const [only] = pieces;
  if (only && pieces.length === 1 && only.value.startsWith('@') && !/raw|urlencode/.test(only.name)) {
    if (only.name === 'data' || only.name === 'data-ascii')
      notes.push('curl would take line breaks out of the file; it is sent here as it is.');
    const type = json ? '' : 'application/x-www-form-urlencoded';
    return { body: { kind: 'file', file: file(only.value.slice(1)), type }, method: 'POST', json };
  }
  const text = pieces
    .map(({ name, value }) => {
      if (name === 'data-urlencode') return urlEncoded(value, notes);
      if (!value.startsWith('@') || name === 'data-raw') return value;
      notes.push(`What is in the file ${value.slice(1)} was not put into the body.`);
      return '';
    })
    .join(json ? '' : '&');
  const typed = given.findLast(
    ({ name, value }) => name === 'header' && /^content-type:/i.test(value),
  )?.value;
  const looksJson = json || /json/i.test(typed ?? '');
  if (looksJson && isJson(text)) return { body: { kind: 'json', text }, method: 'POST', json };
  const fields = typed === undefined || /x-www-form-urlencoded/i.test(typed) ? formOf(text) : null;
  if (fields) return { body: { kind: 'form', fields }, method: 'POST', json };
  const type = typed === undefined ? 'application/x-www-form-urlencoded' : '';
  return { body: { kind: 'text', text, type }, method: 'POST', json };
}

/** `name=content`, `=content`, `content`; `name@file` is not read. */
function urlEncoded(value: string, notes: string[]): string {
  const at = /^([^=]*?)@(.*)$/.exec(value);
  if (at && !value.slice(0, value.indexOf('@')).includes('=')) {
    notes.push(`What is in the file ${at[2]} was not put into the body.`);
    return '';
  }
  const equals = value.indexOf('=');
  const name = equals <= 0 ? '' : `${value.slice(0, equals)}=`;
  return name + encodeURIComponent(equals < 0 ? value : value.slice(equals + 1)).replaceAll('%20', '+');
}

/** Fields, where writing them again gives the very same text. */
export function formOf(text: string): Pair[] | null {
  if (text === '' || !text.includes('=')) return null;
  const fields = [...new URLSearchParams(text)].map(([name, value]) => ({ name, value, on: true }));
  return new URLSearchParams(fields.map(({ name, value }) => [name, value])).toString() === text
    ? fields
    : null;
}

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

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
