import { Readable } from 'node:stream';
import type { Body } from '../../../../contract/http/request.ts';
import { parseHex } from '../../../../contract/payload/hex.ts';
import { jsonError, placeIn } from '../../../../contract/payload/json-error.ts';
import type { Files } from '../../../bench/files/files.ts';
import type { RequestBody } from '../client/wire.ts';
import { type Fill, numbered, refused } from './fill.ts';
import { fileBody } from './file-body.ts';
import { headerValue } from './headers.ts';
import { multipartBody } from './multipart.ts';

/** A body with what goes with it. */
export interface MadeBody {
  body: RequestBody | null;
  /** Content-Type unless a header says it; null: none. */
  type: string | null;
  /** Gives back the files it reads. */
  close(): Promise<void>;
}

const made = (bytes: Uint8Array, type: string): MadeBody => ({
  body: bytesBody(bytes),
  type: type === '' ? null : type,
  close: async () => undefined,
});

/** Bytes that are at hand. */
export const bytesBody = (bytes: Uint8Array): RequestBody => ({
  size: bytes.length,
  open: () => Readable.from(bytes.length === 0 ? [] : [bytes], { objectMode: false }),
});

/** Makes the body that was written. Throws BAD_INPUT, which names `body`, `form field 2`, `part 3` or `file`. */
export async function makeBody(body: Body, fill: Fill, files: Files): Promise<MadeBody> {
  switch (body.kind) {
    case 'none':
      return { body: null, type: null, close: async () => undefined };
    case 'json':
      return made(Buffer.from(checkedJson(body.text, fill)), 'application/json');
    case 'text':
      return made(Buffer.from(fill.text(body.text, 'body')), typeOf(body, fill));
    case 'hex': {
      const bytes = parseHex(fill.text(body.text, 'body'));
      if (!bytes.ok) throw refused('body', bytes.message, 'Write two hex digits for each byte.');
      return made(bytes.bytes, typeOf(body, fill));
    }
    case 'form': {
      const form = new URLSearchParams();
      for (const [i, { name, value, on }] of body.fields.entries()) {
        const field = numbered('form field', i);
        if (on && (name !== '' || value !== '')) form.append(fill.text(name, field), fill.text(value, field));
      }
      return made(Buffer.from(form.toString()), 'application/x-www-form-urlencoded');
    }
    case 'multipart':
      return multipartBody(body.parts, fill, files);
    case 'file': {
      if (body.file === null) throw refused('file', 'No file is chosen for the body.', 'Choose one.');
      const type = typeOf(body, fill);
      const file = await fileBody(body.file, files);
      return { body: file, type: type || file.type, close: () => file.close() };
    }
  }
}

const typeOf = ({ type }: { type: string }, fill: Fill): string =>
  headerValue(fill.text(type, 'type'), 'Content-Type', 'type');

/** Line and column are those of what was written, with its variables. */
function checkedJson(written: string, fill: Fill): string {
  const { text, at } = fill.whole(written, 'body');
  const error = jsonError(text);
  if (error === null) return text;
  if (written.trim() === '')
    throw refused('body', 'The body is to be JSON, and there is none.', 'Write it, or choose None.');
  const { line, column } = placeIn(written, at(error.at));
  throw refused(
    'body',
    `The body isn’t JSON: line ${line}, column ${column}. ${error.message}`,
    'To send it as it is, choose Text as the kind of body.',
  );
}
