import type { Charset } from '../../../../contract/payload/charset.ts';
import type { Layout } from '../../../../contract/tools/http-view.ts';

/** What a Content-Type says, as far as it decides how a body is looked at. */
export const essence = (type: string): string => (type.split(';')[0] ?? '').trim().toLowerCase();

/** How a body of this type can be laid out; null: it is no text with a form. */
export function layoutOf(type: string): Layout | null {
  const kind = essence(type);
  if (/[/+]json$/.test(kind) || /^application\/(x-ndjson|jsonl|json-seq)$/.test(kind)) return 'json';
  if (kind === 'text/html' || kind === 'application/xhtml+xml') return 'html';
  if (/[/+]xml$/.test(kind)) return 'xml';
  return null;
}

export type Previewed = 'image' | 'html' | 'pdf';

export function previewOf(type: string): Previewed | null {
  const kind = essence(type);
  if (kind === 'text/html' || kind === 'application/xhtml+xml') return 'html';
  if (kind === 'application/pdf') return 'pdf';
  return /^image\/(png|jpeg|gif|webp|avif|bmp|svg\+xml|x-icon|vnd\.microsoft\.icon)$/.test(kind)
    ? 'image'
    : null;
}

export const isEvents = (type: string): boolean => essence(type) === 'text/event-stream';

/** What is read by people rather than by programs. */
export const isText = (type: string): boolean =>
  essence(type).startsWith('text/') ||
  layoutOf(type) !== null ||
  /^application\/(javascript|x-www-form-urlencoded|x-yaml|yaml|toml|sql|graphql)$/.test(essence(type));

/** The one of our charsets that is nearest to what an answer says; UTF-8 where it says nothing. */
export function charsetOf(said: string | null): Charset {
  const name = (said ?? '').toLowerCase();
  if (/^(iso-8859-1|latin-?1|windows-1252|cp1252|us-ascii)$/.test(name)) return 'Latin-1';
  if (name === 'utf-16be') return 'UTF-16BE';
  return name.startsWith('utf-16') ? 'UTF-16LE' : 'UTF-8';
}

/** A name for the file that a body is saved as: what the answer says, else the end of the address, else its type. */
export function fileNameOf(url: string, disposition: string | null, type: string): string {
  const said = /filename\*?=(?:UTF-8'')?"?([^";]+)"?/i.exec(disposition ?? '')?.[1];
  const last = /^[^?#]*\/([^/?#]+)(?:[?#]|$)/.exec(url.replace(/^[a-z]+:\/\/[^/]*/i, ''))?.[1];
  const name = (said ?? last ?? '')
    .replace(/[^\p{L}\p{N}._ -]/gu, '_')
    .replace(/^\.+/, '')
    .slice(0, 200);
  if (name !== '') return name;
  return `answer.${EXTENSIONS[layoutOf(type) ?? previewOf(type) ?? ''] ?? (isText(type) ? 'txt' : 'bin')}`;
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  json: 'json',
  xml: 'xml',
  html: 'html',
  pdf: 'pdf',
  image: 'png',
};
