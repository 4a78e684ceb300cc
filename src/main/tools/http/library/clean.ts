import type { Header, Hop } from '../../../../contract/http/exchange.ts';
import type { HttpRequest } from '../../../../contract/http/request.ts';
import { isSecretHeader, takeAllSecrets, urlWithout } from './take-secrets.ts';

/** What is kept on the disk of what was sent: without passwords, tokens and keys, and without long bodies. */

/** Characters of a body. */
const MAX_BODY = 16 * 1024;

/** `clean` takes the values of secret variables out of a text. */
export function cleanRequest(request: HttpRequest, clean: (text: string) => string): HttpRequest {
  const tooLong = 'text' in request.body && request.body.text.length > MAX_BODY;
  const short = tooLong
    ? { ...request, body: { ...request.body, text: '' } as typeof request.body }
    : request;
  const taken = takeAllSecrets(short, (name) => `{{${name}}}`);
  const { body } = taken;
  // A page’s own file is gone with the page.
  const kept =
    body.kind === 'file' && body.file?.kind === 'loan'
      ? { ...body, file: null }
      : body.kind === 'multipart'
        ? {
            ...body,
            parts: body.parts.map((part) =>
              part.kind === 'file' && part.file?.kind === 'loan' ? { ...part, file: null } : part,
            ),
          }
        : body;
  return deep({ ...taken, body: kept }, clean) as HttpRequest;
}

export const HIDDEN = '(not kept)';

export function cleanHop(hop: Hop, clean: (text: string) => string): Hop {
  const headers = (list: Header[]): Header[] =>
    list.map((one) =>
      isSecretHeader(one.name) || /^set-cookie2?$|-authenticate$|-authentication-info$/i.test(one.name)
        ? { ...one, value: HIDDEN }
        : /^(location|referer|content-location|link)$/i.test(one.name)
          ? { ...one, value: urlWithout(one.value, () => HIDDEN) }
          : one,
    );
  const cleaned: Hop = {
    ...hop,
    url: urlWithout(hop.url, (name) => `{{${name}}}`),
    session: null,
    wire: null,
    request: { ...hop.request, headers: headers(hop.request.headers) },
    answer: hop.answer && {
      ...hop.answer,
      headers: headers(hop.answer.headers),
      trailers: headers(hop.answer.trailers),
      informational: [],
    },
    next: hop.next && urlWithout(hop.next, () => HIDDEN),
  };
  return deep(cleaned, clean) as Hop;
}

/** With all its texts cleaned. */
function deep(value: unknown, clean: (text: string) => string): unknown {
  if (typeof value === 'string') return clean(value);
  if (Array.isArray(value)) return value.map((one) => deep(one, clean));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, deep(each, clean)]));
}
