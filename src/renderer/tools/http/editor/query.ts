import type { Pair } from '../../../../contract/http/request.ts';

/**
 * The query of a URL as rows, in step with the URL both ways. What was typed in the URL stays as it was typed: only the
 * row that is changed is written anew. Pure.
 */

interface Piece {
  readonly name: string;
  readonly value: string;
  /** As it stands in the URL. */
  readonly raw: string;
}

/** What stands before `?`, the query (null: there is no `?`), and what begins with `#`. */
export function splitUrl(url: string): { before: string; query: string | null; hash: string } {
  const at = url.indexOf('#');
  const hash = at === -1 ? '' : url.slice(at);
  const rest = at === -1 ? url : url.slice(0, at);
  const mark = rest.indexOf('?');
  return mark === -1
    ? { before: rest, query: null, hash }
    : { before: rest.slice(0, mark), query: rest.slice(mark + 1), hash };
}

/** The parameters of a URL as they are meant: `%20` and `+` are spaces. */
export function paramsOf(url: string): Piece[] {
  const { query } = splitUrl(url);
  if (query === null || query === '') return [];
  return query.split('&').map((raw) => {
    const at = raw.indexOf('=');
    return at === -1
      ? { name: decoded(raw), value: '', raw }
      : { name: decoded(raw.slice(0, at)), value: decoded(raw.slice(at + 1)), raw };
  });
}

/** The URL with these parameters; what has not changed keeps its place and its writing. */
export function withParams(url: string, params: readonly { name: string; value: string }[]): string {
  const { before, hash } = splitUrl(url);
  if (params.length === 0) return before + hash;
  const now = paramsOf(url);
  const query = params.map((param, at) => {
    const same = (piece: Piece | undefined) => piece?.name === param.name && piece.value === param.value;
    const kept = same(now[at]) ? now[at] : now.find(same);
    return kept?.raw ?? `${encoded(param.name, /[\s&#+%=]/g)}=${encoded(param.value, /[\s&#+%]/g)}`;
  });
  return `${before}?${query.join('&')}${hash}`;
}

/** Rows as the table shows them: those of the URL, and among them those that are switched off. */
export function rowsOf(
  url: string,
  off: readonly { name: string; value: string }[],
  before: readonly Pair[],
): Pair[] {
  const on = paramsOf(url);
  if (isOf(before, on, off)) return [...before];
  return [
    ...on.map(({ name, value }) => ({ name, value, on: true })),
    ...off.map(({ name, value }) => ({ name, value, on: false })),
  ];
}

/** Whether rows say what the URL and those that are off say; then their order is kept. */
function isOf(
  rows: readonly Pair[],
  on: readonly { name: string; value: string }[],
  off: readonly { name: string; value: string }[],
): boolean {
  const same = (some: readonly Pair[], others: readonly { name: string; value: string }[]) =>
    some.length === others.length &&
    some.every(({ name, value }, at) => name === others[at]?.name && value === others[at]?.value);
  return (
    same(
      rows.filter((row) => row.on),
      on,
    ) &&
    same(
      rows.filter((row) => !row.on),
      off,
    )
  );
}

/** What the rows make of the URL. */
export function withRows(
  url: string,
  rows: readonly Pair[],
): { url: string; queryOff: { name: string; value: string }[] } {
  return {
    url: withParams(
      url,
      rows.filter(({ on }) => on),
    ),
    queryOff: rows.filter(({ on }) => !on).map(({ name, value }) => ({ name, value })),
  };
}

/** Variables stay as they are written. */
const VARIABLE = /(\{\{[^{}]*\}\})/;

/** `bad` are the characters that would end the part or be taken for another. */
function encoded(text: string, bad: RegExp): string {
  return text
    .split(VARIABLE)
    .map((piece) => (VARIABLE.test(piece) ? piece : piece.replace(bad, (char) => encodeURIComponent(char))))
    .join('');
}

function decoded(text: string): string {
  const spaced = text
    .split(VARIABLE)
    .map((piece) => (VARIABLE.test(piece) ? piece : piece.replaceAll('+', ' ')))
    .join('');
  try {
    return decodeURIComponent(spaced);
  } catch {
    // A % that begins no escape is a % for who typed it.
    return spaced.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
      try {
        return decodeURIComponent(escapes);
      } catch {
        return escapes;
      }
    });
  }
}
