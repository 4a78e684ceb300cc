import type { Header } from '../../../../contract/http/exchange.ts';
import { resolved } from '../../../../contract/payload/written-url.ts';
import type { AnswerHead, RequestBody } from './wire.ts';

/** What is sent next. */
export interface Step {
  method: string;
  url: URL;
  headers: Header[];
  body: RequestBody | null;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const OF_CONTENT = /^(content-.*|transfer-encoding|expect)$/i;
/** What is for one server only. */
const OF_ORIGIN = /^(authorization|cookie|proxy-authorization)$/i;

export const sameOrigin = (a: URL, b: URL): boolean => a.protocol === b.protocol && a.host === b.host;

/** Whether `to` may be told what is for the server at `from`: it is that server, or the same host with TLS. */
export const isFor = (from: URL, to: URL): boolean =>
  sameOrigin(from, to) ||
  (from.protocol === 'http:' &&
    to.protocol === 'https:' &&
    from.hostname === to.hostname &&
    from.port === '' &&
    to.port === '');

/** The headers that a request has left out of the next one, since that is for another server; as a sentence. */
export function leftOut(step: Step, next: Step): string {
  if (isFor(step.url, next.url)) return '';
  const names = step.headers.map(({ name }) => name).filter((name) => OF_ORIGIN.test(name));
  return names.length === 0 ? '' : ` Without ${names.join(' and ')}: that is for the first server alone.`;
}

/** Where an answer leads (RFC 9110 section 15.4); null: nowhere. A sentence: it leads where nobody here can follow. */
export function redirectOf(step: Step, { status, headers }: AnswerHead): Step | string | null {
  if (!REDIRECTS.has(status)) return null;
  const location = headers.find(({ name }) => name.toLowerCase() === 'location')?.value;
  if (location === undefined) return null;
  const url = resolved(location, step.url);
  if (url === null) return `The redirect was not followed: ${JSON.stringify(location)} is no address.`;
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return `The redirect was not followed: ${url.protocol} is no HTTP.`;
  if (url.port === '0') return 'The redirect was not followed: it leads to port 0, and there is none.';
  if (url.hash === '') url.hash = step.url.hash;
  const toGet =
    (status === 303 && step.method !== 'HEAD') ||
    ((status === 301 || status === 302) && step.method === 'POST');
  const elsewhere = !isFor(step.url, url);
  const kept = step.headers.filter(
    ({ name, value }) =>
      !(toGet && OF_CONTENT.test(name)) &&
      !(elsewhere && OF_ORIGIN.test(name)) &&
      // It holds for one method and one address alone (RFC 7616 section 3.4).
      !(/^authorization$/i.test(name) && /^digest /i.test(value)),
  );
  return {
    method: toGet ? 'GET' : step.method,
    url,
    headers: elsewhere
      ? kept.map((header) => (header.name.toLowerCase() === 'host' ? { ...header, value: url.host } : header))
      : kept,
    body: toGet ? null : step.body,
  };
}

/** The same headers with one of them set to this. */
export function withHeader(headers: readonly Header[], name: string, value: string): Header[] {
  const lower = name.toLowerCase();
  const at = headers.findIndex((header) => header.name.toLowerCase() === lower);
  if (at < 0) return [...headers, { name, value }];
  return headers.flatMap((header, i) =>
    i === at ? { ...header, value } : header.name.toLowerCase() === lower ? [] : header,
  );
}
