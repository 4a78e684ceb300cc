import { BenchError } from '../../../../bench/failure.ts';
import { isCurl, readCurl } from './curl.ts';
import { type Imported, imported } from './imported.ts';

/** A file that can’t be taken over; `why` says what and where, without an end. */
export const unreadable = (name: string, why: string, hint = 'Nothing was changed.'): BenchError =>
  new BenchError({
    code: 'BAD_FILE',
    field: 'file',
    message: `${name} can’t be imported: ${why}.`,
    hint,
  });

const KNOWN = 'It takes curl commands, OpenAPI, Postman, Bruno and HAR.';

/** Reads a file of another program. All of it, or nothing: throws BAD_FILE, which says what is wrong and where. */
export async function readImported(name: string, bytes: Uint8Array): Promise<Imported> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadable(name, 'it is no text file', KNOWN);
  }
  if (text.trim() === '') throw unreadable(name, 'it is empty', KNOWN);
  if (isCurl(text)) {
    const { requests, notes } = readCurl(text);
    return imported('curl', { requests: requests.map((request) => ({ folders: [], request })), notes });
  }
  throw unreadable(name, 'it is none of the formats that are known', KNOWN);
}
