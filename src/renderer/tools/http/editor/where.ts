import { readHttpUrl } from '../../../../contract/payload/http-url.ts';
import { variablesIn } from '../../../../contract/payload/variables.ts';

/** What a URL as it is typed comes to, in a few words for who types it. Pure. */

export interface Told {
  text: string;
  wrong: boolean;
}

/** The whole address where a shorthand stands, or why there is none; nothing to say where the URL says it all. */
export function toldOfUrl(
  url: string,
  { webSocket, noHost }: { webSocket: boolean; noHost: boolean },
): Told | null {
  if (url.trim() === '') return null;
  const names = variablesIn(url);
  if (names.length > 0) return { text: `with ${names.join(', ')} filled in`, wrong: false };
  const read = readHttpUrl(url, { webSocket, noHost });
  if (!read.ok) return { text: read.message, wrong: true };
  const { href } = read.url;
  const typed = url.trim();
  return href === typed || href === `${typed}/` ? null : { text: href, wrong: false };
}

/** The host of a URL; empty where it is not known yet. */
export function hostOf(url: string): string {
  if (variablesIn(url).length > 0) return '';
  const read = readHttpUrl(url);
  return read.ok ? read.url.hostname : '';
}

/** The URL with another scheme (`http`) or another origin (`http://[::1]:80`), as a mend says it; the rest stays. */
export function mendedUrl(url: string, { scheme, origin }: { scheme?: unknown; origin?: unknown }): string {
  const read = variablesIn(url).length > 0 ? null : readHttpUrl(url);
  const whole = read?.ok ? read.url.href : url;
  if (typeof origin === 'string') return whole.replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^/?#]*/i, () => origin);
  if (typeof scheme === 'string') return whole.replace(/^([a-z][a-z0-9+.-]*:\/\/)?/i, () => `${scheme}://`);
  return url;
}
