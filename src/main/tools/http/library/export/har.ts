import type { Har } from 'har-format';
import type { Header, Hop } from '../../../../../contract/http/exchange.ts';
import { cleanHop, cleanRequest } from '../clean.ts';
import type { Entry } from '../history.ts';

/** Bytes of one body. */
const MAX_BODY = 1024 * 1024;
/** Bytes of all bodies together. */
const MAX_BODIES = 64 * 1024 * 1024;

type HarEntry = Har['log']['entries'][number];

/**
 * Exchanges as a HAR 1.2 file, oldest first, each hop an entry: without passwords and tokens. Of an exchange of this run
 * the answer’s body is in it while it is kept.
 */
export async function harOf(
  entries: readonly Entry[],
  clean: (text: string) => string,
  version: string,
): Promise<string> {
  const made: HarEntry[] = [];
  let room = MAX_BODIES;
  for (const entry of entries.toReversed()) {
    const hops = (entry.whole?.hops ?? entry.hops).map((hop) => cleanHop(hop, clean));
    for (const [index, hop] of hops.entries()) {
      const last = index === hops.length - 1;
      const body =
        last && room > 0 ? await entry.whole?.body(Math.min(MAX_BODY, room)).catch(() => null) : null;
      room -= body?.length ?? 0;
      made.push(
        entryOf(hop, index === 0 ? bodyOf(entry, clean) : null, body ?? null, last ? entry.row.bytes : 0),
      );
    }
  }
  const har: Har = {
    log: { version: '1.2', creator: { name: 'Wirebench', version }, entries: made },
  };
  return JSON.stringify(har, null, 2);
}

function entryOf(
  hop: Hop,
  sent: HarEntry['request']['postData'] | null,
  body: Uint8Array | null,
  bytes: number,
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
      content: { size: body?.length ?? 0, mimeType: type, ...contentOf(body, type) },
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

function bodyOf(
  { request, whole }: Entry,
  clean: (text: string) => string,
): HarEntry['request']['postData'] | null {
  const { body, headers } = cleanRequest(whole?.request ?? request, clean);
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

function contentOf(body: Uint8Array | null, type: string): { text?: string; encoding?: string } {
  if (body === null || body.length === 0) return {};
  const textual = /^text\/|json|xml|javascript|x-www-form-urlencoded/i.test(type);
  if (textual) {
    try {
      return { text: new TextDecoder('utf-8', { fatal: true }).decode(body) };
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
