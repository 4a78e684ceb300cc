import { parseEndpoint } from '../../../contract/payload/endpoint.ts';

/** How what is typed in a form is read. Pure: fields are text until they are right, and a wrong one is named. */

/** The sentence under each field that is wrong, in the order of the form. */
export type FieldErrors<Form> = Partial<Record<keyof Form, string>>;
export type Read<Form, Input> = { ok: true; input: Input } | { ok: false; errors: FieldErrors<Form> };

/** The first field of the form that is wrong. */
export const firstOf = <Form extends object>(errors: FieldErrors<Form>, form: Form): string =>
  Object.keys(form).find((name) => name in errors) ?? '';

/** The errors that are left when these fields have been typed in again. */
export function without<Form>(errors: FieldErrors<Form>, patch: Partial<Form>): FieldErrors<Form> {
  const left = { ...errors };
  for (const field of Object.keys(patch) as (keyof Form)[]) delete left[field];
  return left;
}

/**
 * What a pasted or typed host that holds more than a host says of the other fields; null where it is a host and
 * nothing else, or cannot be read.
 */
export function splitHost(text: string): Partial<Record<'host' | 'port' | 'path', string>> | null {
  if (text.trim() === '') return null;
  const end = parseEndpoint(text);
  if (!end.ok) return null;
  if (end.path !== null) return { path: end.path };
  if (end.port === null && end.scheme === null && end.host === text.trim()) return null;
  return {
    // `:5001` is this machine's port 5001 to everyone who writes it.
    host: end.host ?? 'localhost',
    ...(end.port === null ? {} : { port: String(end.port) }),
  };
}

/** The same for what is to be listened on: `:8080` is this machine only, `*:8080` every address of it. */
export function splitAddress(text: string): Partial<Record<'address' | 'port' | 'path', string>> | null {
  if (text.trim() === '') return null;
  const end = parseEndpoint(text);
  if (!end.ok) return null;
  if (end.path !== null) return { path: end.path };
  if (end.port === null) return null;
  return { address: end.host === '*' ? '0.0.0.0' : (end.host ?? '127.0.0.1'), port: String(end.port) };
}

/** True where only this machine can reach what is bound there. A name other than localhost may be anything. */
export function isLoopback(address: string): boolean {
  const text = address.trim().toLowerCase();
  return text === 'localhost' || text === '::1' || /^127(\.\d{1,3}){1,3}$/.test(text);
}

/** What is wrong with a typed name or address; `field` is the field's name. */
export function addressError(field: string, text: string): string | null {
  if (text === '') return `${field} is empty. Write a name or an address, such as 127.0.0.1.`;
  if (/\s/.test(text)) return `${field} can't contain spaces.`;
  if (text.length > 255) return `${field} can't be longer than 255 characters.`;
  const end = parseEndpoint(text);
  return end.ok ? null : `${field}: ${end.message}`;
}

/** What is wrong with the path of a Unix domain socket. */
export function pathError(path: string): string | null {
  if (new TextEncoder().encode(path).length > 107) return "Unix socket path can't be longer than 107 bytes.";
  return path.startsWith('/') ? null : 'Unix socket path must begin with a slash, as in /tmp/app.sock.';
}

/** A whole number as typed, from `least` to `most`; null where it is none. */
export function wholeNumber(text: string, least: number, most: number): number | null {
  const trimmed = text.trim();
  if (!/^\d{1,9}$/.test(trimmed)) return null;
  const value = Number(trimmed);
  return value >= least && value <= most ? value : null;
}

/** Seconds as typed, in whole milliseconds: from 1 to a day's; null where it is no such number. */
export function seconds(text: string): number | null {
  const trimmed = text.trim().replace(',', '.');
  if (!/^\d{1,6}(\.\d+)?$/.test(trimmed)) return null;
  const ms = Math.round(Number(trimmed) * 1000);
  return ms >= 1 && ms <= 86_400_000 ? ms : null;
}

export function note<Form>(errors: FieldErrors<Form>, field: keyof Form, message: string | null): void {
  if (message !== null) errors[field] = message;
}
