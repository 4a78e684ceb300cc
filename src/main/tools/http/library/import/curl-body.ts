import type { HttpRequest } from '../../../../../contract/http/request.ts';
import { type FileOf, partsOf } from './curl-form.ts';
import { formOf, isJson } from './shared.ts';
import type { Command } from './shell.ts';

/** An option as it was given. */
export interface Given {
  name: string;
  value: string;
  /** A text that was handed to the command: an at sign before it names no file. */
  isText?: true;
}

const FORM = 'application/x-www-form-urlencoded';

/** The body that options of curl make, and the method that follows from it. `stdin`: what the command is handed. */
export function bodyOf(
  given: readonly Given[],
  file: FileOf,
  stdin: Command['stdin'],
  notes: string[],
): { body: HttpRequest['body']; method: string; json: boolean } {
  const forms = given.filter(({ name }) => name === 'form' || name === 'form-string');
  if (forms.length > 0) {
    const parts = forms.flatMap(({ name, value }) => partsOf(value, name === 'form', file));
    if (forms.some(({ name, value }) => name === 'form' && /^[^=]*=</.test(value)))
      notes.push('curl would send what is in a file behind < as a text; here it is sent as a file.');
    return { body: { kind: 'multipart', parts }, method: 'POST', json: false };
  }
  const upload = given.findLast(({ name }) => name === 'upload-file');
  if (upload)
    return { body: { kind: 'file', file: file(upload.value), type: '' }, method: 'PUT', json: false };
  const pieces = given
    .filter(({ name }) => /^(data(-ascii|-raw|-binary|-urlencode)?|json)$/.test(name))
    .map((piece) => handed(piece, stdin));
  if (pieces.length === 0) return { body: { kind: 'none' }, method: 'GET', json: false };
  const json = pieces.some(({ name }) => name === 'json');
  const [only] = pieces;
  if (
    only &&
    pieces.length === 1 &&
    !only.isText &&
    only.value.startsWith('@') &&
    !/raw|urlencode/.test(only.name)
  ) {
    if (only.name === 'data' || only.name === 'data-ascii')
      notes.push('curl would take line breaks out of the file; it is sent here as it is.');
    const type = json ? '' : FORM;
    return { body: { kind: 'file', file: file(only.value.slice(1)), type }, method: 'POST', json };
  }
  const text = pieces
    .map(({ name, value, isText }) => {
      if (name === 'data-urlencode') return urlEncoded(value, notes);
      if (isText || !value.startsWith('@') || name === 'data-raw') return value;
      notes.push(`What is in the file ${value.slice(1)} was not put into the body.`);
      return '';
    })
    .join(json ? '' : '&');
  const typed = given.findLast(
    ({ name, value }) => name === 'header' && /^content-type:/i.test(value),
  )?.value;
  const looksJson = json || /json/i.test(typed ?? '');
  if (looksJson && isJson(text)) return { body: { kind: 'json', text }, method: 'POST', json };
  const fields = typed === undefined || /x-www-form-urlencoded/i.test(typed) ? formOf(text) : null;
  if (fields) return { body: { kind: 'form', fields }, method: 'POST', json };
  const type = typed === undefined ? FORM : '';
  return { body: { kind: 'text', text, type }, method: 'POST', json };
}

/** What is behind `@-`, where that is known; it has no line breaks then, unless it is sent as it is. */
function handed(piece: Given, stdin: Command['stdin']): Given {
  if (piece.value !== '@-' || stdin === null || /-(raw|urlencode)$/.test(piece.name)) return piece;
  if ('path' in stdin) return { ...piece, value: `@${stdin.path}` };
  const isAsIs = piece.name === 'data-binary' || piece.name === 'json';
  return { ...piece, value: isAsIs ? stdin.text : stdin.text.replaceAll(/[\r\n]/g, ''), isText: true };
}

/** As curl does: all but letters, digits and `-._~`. */
const escaped = (text: string): string =>
  encodeURIComponent(Buffer.from(text).toString())
    .replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');

/** `name=content`, `=content`, `content`; `name@file` is not read. */
export function urlEncoded(value: string, notes: string[]): string {
  const at = /^([^=]*?)@(.*)$/.exec(value);
  if (at && !value.slice(0, value.indexOf('@')).includes('=')) {
    notes.push(`What is in the file ${at[2]} was not put into the body.`);
    return '';
  }
  const equals = value.indexOf('=');
  const name = equals <= 0 ? '' : `${value.slice(0, equals)}=`;
  return name + escaped(equals < 0 ? value : value.slice(equals + 1));
}
