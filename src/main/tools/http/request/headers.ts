import type { Header } from '../../../../contract/http/exchange.ts';
import type { HttpRequest } from '../../../../contract/http/request.ts';
import { ADDED_HEADERS } from '../../../../contract/payload/http-request.ts';
import { type Fill, numbered, refused } from './fill.ts';

/** A token of RFC 9110 section 5.6.2: names of headers, methods. */
export const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** The headers of a request on their way to the wire, in their order. */
export class Headers {
  readonly list: Header[] = [];
  readonly #left = new Set<string>();

  /** Those that were written and are on. Throws BAD_INPUT that names the row: `header 2`. */
  constructor(request: HttpRequest, fill: Fill) {
    for (const [i, row] of request.headers.entries()) {
      if (!row.on) continue;
      const field = numbered('header', i);
      const name = fill.text(row.name, field).trim();
      const value = fill.text(row.value, field);
      if (name === '' && value.trim() === '') continue;
      checkName(name, field);
      const sent = headerValue(value, name, field);
      if (sent === '' && ADDED_HEADERS.has(name.toLowerCase())) this.#left.add(name.toLowerCase());
      else this.list.push({ name, value: sent });
    }
  }

  get(name: string): string | undefined {
    return this.list.find((one) => one.name.toLowerCase() === name)?.value;
  }

  /** A Content-Type of parts that was written without a boundary gets that of the body. */
  nameBoundary(type: string | null): void {
    const boundary = type === null ? null : /; boundary=.*$/.exec(type)?.[0];
    if (!boundary) return;
    for (const header of this.list) {
      const { name, value } = header;
      if (name.toLowerCase() === 'content-type' && /^multipart\/[^;]*$/i.test(value))
        header.value += boundary;
    }
  }

  /** Adds it at the end unless it was written or left out on purpose. */
  add(name: string, value: string): void {
    const lower = name.toLowerCase();
    if (!this.#left.has(lower) && this.get(lower) === undefined) this.list.push({ name, value });
  }

  /** Adds it at the beginning unless it was written or left out on purpose. */
  addFirst(name: string, value: string): void {
    const lower = name.toLowerCase();
    if (!this.#left.has(lower) && this.get(lower) === undefined) this.list.unshift({ name, value });
  }
}

function checkName(name: string, field: string): void {
  if (name === '')
    throw refused(field, 'A header has a value and no name.', 'Give its name, or remove the row.');
  if (TOKEN.test(name)) return;
  if (/[\r\n]/.test(name))
    throw refused(field, 'The name of a header has a line break in it.', 'Everything after it would be taken for another header. Write one header a row.'); // prettier-ignore
  const bad = [...name].find((char) => !TOKEN.test(char))!;
  throw refused(
    field,
    `${JSON.stringify(name)} is no name of a header: ${bad === ' ' ? 'a space' : JSON.stringify(bad)} can’t stand in it.`,
    bad === ':'
      ? 'The name ends before the colon; what follows belongs into its value.'
      : 'Names are made of letters, digits and ! # $ % & ’ * + - . ^ _ ` | ~.',
  );
}

/**
 * The value as it goes out, one character a byte: what is not ASCII in UTF-8. Throws BAD_INPUT for a line break and
 * other control characters (RFC 9110 section 5.5).
 */
export function headerValue(value: string, name: string, field: string): string {
  const trimmed = value.replace(/^[ \t]+|[ \t]+$/g, '');
  if (/[\r\n]/.test(trimmed))
    throw refused(
      field,
      `The value of ${name} has a line break in it.`,
      'Everything after it would be taken for another header, or for the body. Write it on one line.',
    );
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  const control = /[\x00-\x08\x0b-\x1f\x7f]/.exec(trimmed)?.[0];
  if (control !== undefined)
    throw refused(
      field,
      `The value of ${name} has the control character U+${control.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')} in it.`,
      'No header can carry it.',
    );
  return wireText(trimmed);
}

/** Text as one character a byte of its UTF-8. */
export const wireText = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
