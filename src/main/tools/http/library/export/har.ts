import type { Har } from 'har-format';
import type { Header, Hop } from '../../../../../contract/http/exchange.ts';
import { cleanHop, cleanRequest, HIDDEN } from '../clean.ts';
import type { Entry } from '../history.ts';
import { isSecretHeader, takeAllSecrets, textWithout } from '../take-secrets.ts';

/** Bytes of one body. */
const MAX_BODY = 1024 * 1024;
/** Bytes of all bodies together. */
const MAX_BODIES = 64 * 1024 * 1024;

/** Shorter ones would be found in any text. */
const MIN_SECRET = 6;

type HarEntry = Har['log']['entries'][number];

/** Takes the values of secret variables out of a text. */
type Clean = (text: string) => string;

/**
 * Exchanges as a HAR 1.2 file, oldest first, each hop an entry: without passwords, tokens and cookies, unless `cleaner`
 * is null. Of an exchange of this run the answer’s body is in it while it is kept.
 */
export async function harOf(
  entries: readonly Entry[],
  cleaner: Clean | null,
  version: string,
): Promise<string> {
  const made: HarEntry[] = [];
  let room = MAX_BODIES;
  for (const entry of entries.toReversed()) {
    const all = entry.whole?.hops ?? entry.hops;
    const clean = cleaner && cleanerOf(entry, all, cleaner);
    const hops = clean ? all.map((hop) => cleanHop(hop, clean)) : all;
    for (const [index, hop] of hops.entries()) {
      const last = index === hops.length - 1;
      const body =
        last && room > 0 ? await entry.whole?.body(Math.min(MAX_BODY, room)).catch(() => null) : null;
      room -= body?.length ?? 0;
      made.push(
        entryOf(hop, index === 0 ? bodyOf(entry, clean) : null, {
          body: body ?? null,
          bytes: last ? entry.row.bytes : 0,
          clean,
        }),
      );
    }
  }
  const har: Har = {
    log: { version: '1.2', creator: { name: 'Wirebench', version }, entries: made },
  };
  return JSON.stringify(har, null, 2);
}

/** Also takes out what was sent as a secret, wherever an answer says it again. */
function cleanerOf({ request, whole }: Entry, hops: readonly Hop[], clean: Clean): Clean {
  const values = new Set<string>();
  const add = (value: string): void => {
    if (value.length >= MIN_SECRET) values.add(value);
  };
  takeAllSecrets(whole?.request ?? request, (_name, value) => {
    add(value);
    return value;
  });
  const headers = hops.flatMap((hop) => [...hop.request.headers, ...(hop.answer?.headers ?? [])]);
  for (const { name, value } of headers) {
    // A cookie that is set has attributes behind it.
    const pairs = /^set-cookie$/i.test(name)
      ? value.split(';', 1)
      : /^cookie$/i.test(name)
        ? value.split(/;\s*/)
        : null;
    if (pairs) for (const pair of pairs) add(/^[^=]+=(.*)$/s.exec(pair)?.[1] ?? '');
    else if (isSecretHeader(name)) add(value.replace(/^[a-z]+ +/i, ''));
  }
  const all = [...values].sort((a, b) => b.length - a.length);
  return (text) => all.reduce((made, value) => made.replaceAll(value, HIDDEN), clean(text));
}

function entryOf(
  hop: Hop,
  sent: HarEntry['request']['postData'] | null,
  { body, bytes, clean }: { body: Uint8Array | null; bytes: number; clean: Clean | null },
): HarEntry {
  const { timing, answer } = hop;
  const ms = (value: number | null): number => value ?? -1;
  const all = Object.values(timing).reduce<number>((sum, one) => sum + (one ?? 0), 0);
  const http = hop.version === '2' ? 'HTTP/2' : `HTTP/${hop.version ?? '1.1'}`;
  const type = valueOf(answer?.headers ?? [], 'content-type');
  return {
    startedDateTime: new Date(hop.startedAt).toISOString(),
    time: all,
    request: {
      method: hop.method,
      url: withoutFragment(hop.url),
      httpVersion: http,
      cookies: [],
      headers: hop.request.headers,
      queryString: queryOf(hop.url),
      ...(sent ? { postData: sent } : {}),
      headersSize: -1,
      bodySize: hop.request.bodyBytes,
    },
    response: {
      status: answer?.status ?? 0,
      statusText: answer?.reason ?? '',
      httpVersion: answer ? http : '',
      cookies: [],
      headers: answer?.headers ?? [],
      content: { size: body?.length ?? 0, mimeType: type, ...contentOf(body, type, clean) },
      redirectURL: valueOf(answer?.headers ?? [], 'location'),
      headersSize: -1,
      bodySize: bytes,
    },
    cache: {},
    timings: {
      blocked: -1,
      dns: ms(timing.name),
      // In HAR the time for TLS is part of that for connecting.
      connect: timing.connect === null ? -1 : timing.connect + (timing.proxy ?? 0) + (timing.tls ?? 0),
      ssl: ms(timing.tls),
      send: timing.send ?? 0,
      wait: timing.wait ?? 0,
      receive: timing.receive ?? 0,
    },
    ...(hop.remote === null
      ? {}
      : { serverIPAddress: hop.remote.replace(/:\d+$/, '').replace(/^\[|\]$/g, '') }),
    ...(hop.next === null ? {} : { comment: hop.next }),
  };
}

function bodyOf({ request, whole }: Entry, clean: Clean | null): HarEntry['request']['postData'] | null {
  const sent = whole?.request ?? request;
  const { body, headers } = clean ? cleanRequest(sent, clean) : sent;
  const own = headers.find(({ name, on }) => on && /^content-type$/i.test(name))?.value;
  if (body.kind === 'json') return { mimeType: own ?? 'application/json', text: body.text };
  if (body.kind === 'text') return { mimeType: own ?? (body.type || 'text/plain'), text: body.text };
  if (body.kind === 'form') {
    const params = body.fields.filter(({ on }) => on).map(({ name, value }) => ({ name, value }));
    return { mimeType: own ?? 'application/x-www-form-urlencoded', params };
  }
  if (body.kind !== 'multipart') return null;
  const params = body.parts
    .filter(({ on }) => on)
    .map((part) =>
      part.kind === 'text'
        ? { name: part.name, value: part.value }
        : { name: part.name, fileName: part.fileName },
    );
  return { mimeType: own ?? 'multipart/form-data', params };
}

function contentOf(
  body: Uint8Array | null,
  type: string,
  clean: Clean | null,
): { text?: string; encoding?: string } {
  if (body === null || body.length === 0) return {};
  const textual = /^text\/|json|xml|javascript|x-www-form-urlencoded/i.test(type);
  if (textual) {
    try {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
      return { text: clean ? clean(textWithout(text, () => HIDDEN)) : text };
    } catch {
      // Of another charset, or cut in the middle of a character.
    }
  }
  return { text: Buffer.from(body).toString('base64'), encoding: 'base64' };
}

/** A HAR has URLs as they are sent. */
const withoutFragment = (url: string): string => url.replace(/#.*$/s, '');

function queryOf(url: string): { name: string; value: string }[] {
  const query = withoutFragment(url).split('?').slice(1).join('?');
  return [...new URLSearchParams(query)].map(([name, value]) => ({ name, value }));
}

const valueOf = (headers: readonly Header[], name: string): string =>
  headers.find((one) => one.name.toLowerCase() === name)?.value ?? '';
