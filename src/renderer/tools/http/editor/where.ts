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
