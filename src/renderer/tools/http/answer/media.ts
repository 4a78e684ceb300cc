import type { Charset } from '../../../../contract/payload/charset.ts';
import type { Looks } from '../../../../contract/http/exchange.ts';
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

/** Types that say nothing of what it is. */
const VAGUE = new Set(['', 'text/plain', 'application/octet-stream', 'binary/octet-stream']);

/**
 * How a body is laid out: as its type says, unless it is plainly something else. `odd`: what it is then, where its
 * type says what it is not.
 */
export function layoutFor(type: string, looks: Looks | null): { layout: Layout | null; odd: string | null } {
  const said = layoutOf(type);
  const seen = looks === 'json' || looks === 'xml' || looks === 'html' ? looks : null;
  if (said === null)
    return VAGUE.has(essence(type)) && seen !== null ? { layout: seen, odd: null } : NOT_LAID;
  if (looks === 'gzip' || looks === 'binary') return { layout: null, odd: NAMES[looks] };
  // A page of XML, and a document without a declaration: either may be the other.
  const other = seen !== null && (seen === 'json') !== (said === 'json');
  return other ? { layout: seen, odd: NAMES[seen] } : { layout: said, odd: null };
}

const NOT_LAID = { layout: null, odd: null };
const NAMES: Record<Looks, string> = {
  json: 'JSON',
  xml: 'XML',
  html: 'HTML',
  gzip: 'gzip data, as if it had been compressed once more than its head says',
  binary: 'no text',
};

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

/** Whether a charset is one of ours. */
export const isKnown = (said: string): boolean =>
  charsetOf(said) !== 'UTF-8' || /^(utf-?8|ascii)$/i.test(said);

/** A name for the file that a body is saved as: what the answer says, else the end of the address, else its type. */
export function fileNameOf(url: string, disposition: string | null, type: string): string {
  const path = url.replace(/^[a-z]+:\/\/[^/]*/i, '');
  const last = /^[^?#]*\/([^/?#]+)(?:[?#]|$)/.exec(path)?.[1];
  const name = (saidName(disposition ?? '') ?? (last === undefined ? '' : decoded(last)))
    .replace(/[^\p{L}\p{M}\p{N}._ ()-]/gu, '_')
    .replace(/^[. ]+/, '')
    .slice(0, 200);
  if (name !== '') return name;
  return `answer.${EXTENSIONS[layoutOf(type) ?? previewOf(type) ?? ''] ?? (isText(type) ? 'txt' : 'bin')}`;
}

/** The name of a Content-Disposition (RFC 6266): the one in UTF-8 goes before the plain one. */
function saidName(disposition: string): string | undefined {
  const extended = /(?:^|;)\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(disposition)?.[1];
  if (extended !== undefined) return decoded(extended);
  const plain = /(?:^|;)\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]+))/i.exec(disposition);
  return plain?.[1]?.replace(/\\(.)/g, '$1') ?? plain?.[2]?.trim();
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  json: 'json',
  xml: 'xml',
  html: 'html',
  pdf: 'pdf',
  image: 'png',
};
