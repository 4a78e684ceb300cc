import type { HttpRequest, Pair } from '../../../../../contract/http/request.ts';
import { VARIABLE } from '../../../../../contract/payload/variables.ts';

/** Pieces that imports of several formats need. */

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const records = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter(isRecord) : [];
/** A text, or what is written as a number or a switch; else the other. */
export const textOf = (value: unknown, other = ''): string =>
  typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : other;
export const pairOf = (name: unknown, value: unknown, on = true): Pair => ({
  name: textOf(name),
  value: textOf(value),
  on,
});

/** The values of `:name` in the path of a URL put in their places; those without one stay. */
export const withPath = (url: string, values: ReadonlyMap<string, string>): string =>
  url.replace(/\/:([^/?#:]+)/g, (whole, name: string) => {
    const value = values.get(name);
    return value === undefined || value === ''
      ? whole
      : `/${/\{\{/.test(value) ? value : encodeURIComponent(value)}`;
  });

/** A key that is sent with each request, as a header or in the URL. */
export interface ApiKey {
  place: 'header' | 'query';
  name: string;
  value: string;
}

/** The URL with one more parameter; what is a variable stays one. */
export function withQuery(url: string, name: string, value: string): string {
  const escaped = (text: string) => (/\{\{/.test(text) ? text : encodeURIComponent(text));
  const [before = '', fragment] = url.split(/(?=#)/);
  return `${before}${before.includes('?') ? '&' : '?'}${escaped(name)}=${escaped(value)}${fragment ?? ''}`;
}

/** Fields, where writing them again gives the very same text. */
export function formOf(text: string): Pair[] | null {
  if (text === '' || !text.includes('=')) return null;
  const fields = [...new URLSearchParams(text)].map(([name, value]) => ({ name, value, on: true }));
  return new URLSearchParams(fields.map(({ name, value }) => [name, value])).toString() === text
    ? fields
    : null;
}

/** A body of a type: JSON and forms as such where they are. */
export function bodyOf(type: string, text: string): HttpRequest['body'] {
  if (text === '') return { kind: 'none' };
  if (/json/i.test(type)) return { kind: 'json', text };
  const fields = /x-www-form-urlencoded/i.test(type) ? formOf(text) : null;
  return fields ? { kind: 'form', fields } : { kind: 'text', text, type };
}

/** A question of GraphQL as it is sent over HTTP. `variables`: JSON, or nothing. */
export const graphQlBody = (query: string, variables: string): HttpRequest['body'] => ({
  kind: 'json',
  text: `{"query":${JSON.stringify(query)}${variables.trim() === '' ? '' : `,"variables":${variables}`}}`,
});

/** Says which `{{…}}` of a request is no variable here: some programs make a new value in its place. */
export function noteOdd(request: HttpRequest, notes: Set<string>): void {
  const { url, headers, body, auth } = request;
  const text = JSON.stringify([url, headers, body, auth]).replace(VARIABLE, '');
  for (const [whole, name = ''] of text.matchAll(/\{\{([^{}"\\]{1,100})\}\}/g))
    notes.add(
      /^\s*\$/.test(name)
        ? `${whole} is a new value each time elsewhere; here it is sent as it stands: write a value instead.`
        : `${whole} is no name of a variable here, and is sent as it stands: give it one without spaces.`,
    );
}

/** Headers that say what follows from the rest of a request. */
export const FOLLOWS = /^(:.*|content-length|host|connection|transfer-encoding|accept-encoding)$/i;

/** The files of this machine that a request would send, as sentences: nobody should send one that another has named. */
export function filesSent({ name, method, url, body }: HttpRequest): string[] {
  const items = body.kind === 'file' ? [body.file] : body.kind === 'multipart' ? body.parts.map((one) => (one.kind === 'file' ? one.file : null)) : []; // prettier-ignore
  const what = (name || `${method} ${url}`).slice(0, 100);
  return items.flatMap((item) =>
    item?.kind === 'path'
      ? [`“${what}” sends the file ${item.path} of this machine: see that this is meant before you send it.`]
      : [],
  );
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
