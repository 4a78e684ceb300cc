import { Cookie as Baked, CookieJar } from 'tough-cookie';
import {
  type Cookie,
  LAST_DATE,
  SAME_SITE,
  type WhichCookie,
} from '../../../../contract/tools/http-cookies.ts';
import { BenchError } from '../../../bench/failure.ts';
import type { Cookies } from '../request/prepared.ts';

/** More than browsers keep, and no more: a server could send them without an end. */
const MAX_COOKIES = 3000;
/** Of one Set-Cookie; browsers take 4 KiB. */
const MAX_LENGTH = 16 * 1024;

/** The cookies of one collection, by the rules of browsers (RFC 6265bis). */
export class Jar implements Cookies {
  readonly #jar = new CookieJar(undefined, { looseMode: true });
  /** Those that were taken and may be there still. */
  #keys = new Set<string>();

  header(url: URL): string | null {
    return this.#jar.getCookieStringSync(httpUrl(url)) || null;
  }

  take(url: URL, setCookie: string[]): string[] {
    const notes: string[] = [];
    // Some may have expired since. To look at all of them takes its time, so once for all that an answer sets.
    if (this.#keys.size >= MAX_COOKIES) this.#keys = new Set(this.list().map(keyOf));
    for (const text of setCookie) {
      const name = JSON.stringify(/^\s*([^=;]{0,60})/.exec(text)?.[1]?.trim() ?? '');
      const no = (why: string) => notes.push(`The cookie ${name} was not taken: ${why}`);
      if (text.length > MAX_LENGTH) no(`it has more than ${MAX_LENGTH / 1024} KiB.`);
      else if (this.#keys.size >= MAX_COOKIES)
        no(`there are ${MAX_COOKIES.toLocaleString('en-US')} already.`);
      else {
        try {
          const taken = this.#jar.setCookieSync(text, httpUrl(url), { loose: true });
          if (taken === undefined) no('its prefix (__Host-, __Secure-) asks for what it does not have.');
          else this.#keys.add(keyOf(plain(taken)));
        } catch (error) {
          no(explained(error));
        }
      }
    }
    return notes;
  }

  list(): Cookie[] {
    const now = Date.now();
    return this.#all()
      .filter((one) => one.TTL(now) > 0)
      .map(plain)
      .sort((a, b) => order(a.domain, b.domain) || order(a.path, b.path) || order(a.name, b.name));
  }

  /** Throws BAD_INPUT for what no header can carry, and LIMIT. */
  async put(cookie: Cookie, was: WhichCookie | null): Promise<void> {
    check('name', cookie.name, /[\s;=]/, 'a space, a semicolon or an equals sign');
    check('value', cookie.value, /[;]/, 'a semicolon');
    if (was === null && this.#keys.size >= MAX_COOKIES)
      throw new BenchError({ code: 'LIMIT', message: `There are ${MAX_COOKIES} cookies already.` });
    const domain = domainOf(cookie.domain);
    if (was !== null) await this.remove([was]);
    this.#keys.add(keyOf({ ...cookie, domain }));
    await this.#jar.store.putCookie(
      new Baked({
        key: cookie.name,
        value: cookie.value,
        domain,
        path: cookie.path,
        hostOnly: cookie.hostOnly,
        expires: cookie.expires === null ? 'Infinity' : new Date(cookie.expires),
        secure: cookie.secure,
        httpOnly: cookie.httpOnly,
        ...(cookie.sameSite === null ? {} : { sameSite: cookie.sameSite }),
        creation: new Date(),
        lastAccessed: new Date(),
      }),
    );
  }

  async remove(cookies: readonly WhichCookie[]): Promise<void> {
    for (const one of cookies) {
      await this.#jar.store.removeCookie(one.domain, one.path, one.name);
      this.#keys.delete(keyOf(one));
    }
  }

  #all(): Baked[] {
    return (this.#jar.serializeSync()?.cookies ?? []).flatMap((one) => Baked.fromJSON(one) ?? []);
  }
}

const keyOf = ({ domain, path, name }: WhichCookie): string => [domain, path, name].join('\n');

/** WebSockets share the cookies of HTTP. */
const httpUrl = ({ href }: URL): string => href.replace(/^ws/, 'http');

function check(field: string, text: string, bad: RegExp, what: string): void {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  const control = /[\x00-\x1f\x7f]/.test(text);
  if (!control && !bad.test(text)) return;
  throw new BenchError({
    code: 'BAD_INPUT',
    field,
    message: `The ${field} of a cookie can’t have ${control ? 'a control character' : what} in it.`,
  });
}

/** As it is looked up: of a URL’s host, without brackets. */
function domainOf(typed: string): string {
  const text = typed
    .trim()
    .replace(/^\./, '')
    .replace(/^\[|\]$/g, '');
  try {
    return new URL(`http://${text.includes(':') ? `[${text}]` : text}`).hostname.replace(/^\[|\]$/g, '');
  } catch {
    throw new BenchError({
      code: 'BAD_INPUT',
      field: 'domain',
      message: `${typed} is no domain.`,
      hint: 'Give a host without a port, such as example.com or 127.0.0.1.',
    });
  }
}

function plain(one: Baked): Cookie {
  const expires = one.expiryTime();
  return {
    name: one.key,
    value: one.value,
    domain: one.domain ?? '',
    path: one.path ?? '/',
    hostOnly: one.hostOnly ?? true,
    // A server may say an age that leads beyond all dates.
    expires: expires === undefined || !(Math.abs(expires) <= LAST_DATE) ? null : expires,
    secure: one.secure,
    httpOnly: one.httpOnly,
    sameSite: SAME_SITE.find((is) => is === one.sameSite?.toLowerCase()) ?? null,
  };
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function explained(error: unknown): string {
  const said = error instanceof Error ? error.message : '';
  if (said.includes('public suffix')) return 'its Domain is one under which others register names.';
  if (said.includes("not in this host's domain")) return 'its Domain is not that of the server.';
  if (said.includes('Secure')) return 'it is Secure, and the connection is not.';
  if (said.includes('failed to parse')) return 'it has no name and no value.';
  if (said.includes('HttpOnly')) return 'it is HttpOnly.';
  return `${said.replace(/\.$/, '')}.`;
}
