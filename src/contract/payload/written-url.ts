/**
 * URLs whose path and query stay as they were written. `URL` itself, made for browsers, takes `.` and `..` out, turns `\`
 * into `/` and writes some letters as escapes; what is debugged here may be just that. Pure.
 */

const utf8 = new TextEncoder();

/** What no request can carry (spaces, controls, all that is no ASCII) as escapes of UTF-8; all else as it is. */
export const carried = (text: string): string =>
  text.replaceAll(/[^\x21-\x7e]+/g, (some) =>
    Array.from(utf8.encode(some), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );

/** Whether `.` or `..` is in a path, or in a URL up to it; `%2e` is a dot to some. */
export const HAS_DOTS = /\/(\.|%2e){1,2}(\/|$)/i;

/** A path without `.` and `..` (RFC 3986 section 5.2.4). It begins with a slash. */
export function withoutDots(path: string): string {
  const [root = '', ...segments] = path.split('/');
  const kept: string[] = [];
  for (const [at, segment] of segments.entries()) {
    const isDots = segment === '.' || segment === '..';
    if (segment === '..') kept.pop();
    if (!isDots) kept.push(segment);
    else if (at === segments.length - 1) kept.push('');
  }
  return `${root}/${kept.join('/')}`;
}

/** A URL as `URL` has it, but for `pathname`, `search` (a `?` alone is one) and what is made of them. */
export class WrittenUrl extends URL {
  readonly #path: string;
  readonly #query: string;

  /** `origin`: up to the path, as `http://user@host:80`. Throws where it is none. `rest`: path, query and fragment. */
  constructor(origin: string, rest: string) {
    const [, path = '', query = '', hash = ''] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(rest) ?? [];
    super(`${origin}/${hash === '#' ? '' : hash}`);
    this.#path = path.startsWith('/') ? carried(path) : `/${carried(path)}`;
    this.#query = carried(query);
  }

  override get pathname(): string {
    return this.#path;
  }

  override get search(): string {
    return this.#query;
  }

  override get href(): string {
    const bare = super.href;
    const end = bare.length - this.hash.length - 1;
    return bare.slice(0, end) + this.#path + this.#query + bare.slice(end + 1);
  }

  override toString(): string {
    return this.href;
  }

  override toJSON(): string {
    return this.href;
  }
}

/**
 * Where a reference leads from a URL (RFC 3986 section 5.2): without `.` and `..`, and as it was written else; null:
 * nowhere. Who is named before an @ is left out.
 */
export function resolved(reference: string, base: URL): URL | null {
  const text = reference.trim();
  if (!URL.canParse(text, base.href)) return null;
  const whole = new URL(text, base.href);
  whole.username = '';
  whole.password = '';
  const [, who = '', path = '', query, hash = ''] =
    /^((?:[a-z][a-z0-9+.-]*:)?\/\/[^/?#\\]+)?([^?#]*)(\?[^#]*)?(#.*)?$/is.exec(text) ?? [];
  // What is no reference by the book is read as browsers do.
  const isOdd = path.includes('\\') || (who === '' && /^([a-z][a-z0-9+.-]*:|\/\/)/i.test(text));
  if (isOdd || !/^(https?|wss?):$/.test(whole.protocol)) return whole;
  const origin = `${whole.protocol}//${whole.host}`;
  if (who === '' && path === '') return new WrittenUrl(origin, base.pathname + (query ?? base.search) + hash);
  const from = who === '' && !path.startsWith('/') ? base.pathname.replace(/[^/]*$/, '') : '';
  return new WrittenUrl(origin, withoutDots(path === '' ? '/' : from + path) + (query ?? '') + hash);
}
