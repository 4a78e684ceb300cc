import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Part } from '../../../../contract/http/request.ts';
import type { Files } from '../../../bench/files/files.ts';
import type { MadeBody } from './body.ts';
import { type FileBody, fileBody, typeOf } from './file-body.ts';
import { type Fill, numbered, refused } from './fill.ts';
import { headerValue } from './headers.ts';

/** A part on its way: its head, and what follows. */
interface MadePart {
  head: Buffer;
  content: Buffer | FileBody;
}

/** multipart/form-data (RFC 7578). Its size is known, since that of each file is. */
export async function multipartBody(parts: readonly Part[], fill: Fill, files: Files): Promise<MadeBody> {
  const boundary = `----Wirebench${randomBytes(12).toString('hex')}`;
  const made: MadePart[] = [];
  const close = async () => {
    for (const { content } of made) if (!Buffer.isBuffer(content)) await content.close();
  };
  try {
    for (const [i, part] of parts.entries()) {
      if (part.on) made.push(await makePart(part, numbered('part', i), boundary, fill, files));
    }
  } catch (error) {
    await close();
    throw error;
  }
  const end = Buffer.from(`--${boundary}--\r\n`);
  const sizeOf = ({ head, content }: MadePart) =>
    head.length + (Buffer.isBuffer(content) ? content.length : content.size) + 2;
  const pieces = async function* () {
    for (const { head, content } of made) {
      yield head;
      if (!Buffer.isBuffer(content)) yield* content.pieces();
      else if (content.length > 0) yield content;
      yield Buffer.from('\r\n');
    }
    yield end;
  };
  return {
    body: {
      size: made.reduce((sum, part) => sum + sizeOf(part), end.length),
      open: () => Readable.from(pieces(), { objectMode: false }),
    },
    type: `multipart/form-data; boundary=${boundary}`,
    close,
  };
}

async function makePart(
  part: Part,
  field: string,
  boundary: string,
  fill: Fill,
  files: Files,
): Promise<MadePart> {
  const name = fill.text(part.name, field);
  if (name === '') throw refused(field, 'A part has no name.', 'Give its name, or remove the row.');
  const type = checkedType(fill.text(part.type, field), field);
  const head = (disposition: string, said: string) =>
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(name)}"${disposition}\r\n` +
        `${said === '' ? '' : `Content-Type: ${said}\r\n`}\r\n`,
    );
  if (part.kind === 'text')
    return { head: head('', type), content: Buffer.from(fill.text(part.value, field)) };
  if (part.file === null)
    throw refused(field, `No file is chosen for the part ${name}.`, 'Choose one, or switch the part off.');
  const file = await fileBody(part.file, files, field);
  const fileName = fill.text(part.fileName, field) || file.name;
  return { head: head(`; filename="${escaped(fileName)}"`, type || typeOf(fileName)), content: file };
}

function checkedType(type: string, field: string): string {
  return headerValue(type, 'Content-Type', field) === '' ? '' : type.trim();
}

/** As browsers write names (HTML, “multipart/form-data encoding algorithm”): no name ends its line or its quotes. */
const escaped = (name: string): string => name.replaceAll(/\r\n|\r|\n/g, '%0D%0A').replaceAll('"', '%22');
