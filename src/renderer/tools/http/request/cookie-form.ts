import type { Cookie } from '../../../../contract/tools/http-cookies.ts';

/** A cookie as it is typed. */
export interface CookieForm {
  name: string;
  value: string;
  domain: string;
  path: string;
  /** `2026-12-31 23:59`, in the time of this machine; empty: none. */
  expires: string;
  subdomains: boolean;
  secure: boolean;
  httpOnly: boolean;
  sameSite: 'strict' | 'lax' | 'none' | '';
}

export const blankCookie = (domain: string): CookieForm => ({
  name: '',
  value: '',
  domain,
  path: '/',
  expires: '',
  subdomains: false,
  secure: false,
  httpOnly: false,
  sameSite: '',
});

export const formOf = (cookie: Cookie): CookieForm => ({
  ...cookie,
  expires: cookie.expires === null ? '' : shownTime(cookie.expires),
  subdomains: !cookie.hostOnly,
  sameSite: cookie.sameSite ?? '',
});

/** What is typed, or the field that is wrong and why. */
export function readCookie(form: CookieForm): { cookie: Cookie } | { field: keyof CookieForm; why: string } {
  const { expires, subdomains, sameSite, ...rest } = form;
  const name = rest.name.trim();
  const domain = rest.domain.trim();
  if (name === '') return { field: 'name', why: 'Name is missing.' };
  if (domain === '') return { field: 'domain', why: 'Domain is missing.' };
  if (!rest.path.startsWith('/')) return { field: 'path', why: 'Path begins with a slash.' };
  const time =
    expires.trim() === '' ? null : Date.parse(expires.trim().replace(/^(\d{4}-\d\d-\d\d) /, '$1T'));
  if (time !== null && !Number.isFinite(time))
    return { field: 'expires', why: 'Write the time as 2026-12-31 23:59, or leave it empty.' };
  return {
    cookie: { ...rest, name, domain, expires: time, hostOnly: !subdomains, sameSite: sameSite || null },
  };
}

/** In the time of this machine. */
export function shownTime(ms: number): string {
  const date = new Date(ms);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
