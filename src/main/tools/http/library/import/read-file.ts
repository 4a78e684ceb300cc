import { isCurl } from '../../../../../contract/payload/curl.ts';
import { LineCounter, parseDocument } from 'yaml';
import { isBru, readBru } from '../bruno/bru.ts';
import { isOpenCollection, readOpenCollection } from '../bruno/yml.ts';
import { readCurl } from './curl.ts';
import { isHar, readHar } from './har.ts';
import { type Imported, imported } from './imported.ts';
import { isOpenApi, readOpenApi } from './openapi.ts';
import { isPostman, isPostmanEnvironment, readPostman, readPostmanEnvironment } from './postman.ts';
import { isRecord } from './shared.ts';
import { unreadable } from './unreadable.ts';

/** Longer ones take too long to be read. */
const MAX_YAML = 10 * 1024 * 1024;
const KNOWN = 'It takes curl commands, OpenAPI, Postman, Bruno and HAR.';

/** Reads a file of another program. All of it, or nothing: throws BAD_FILE, which says what is wrong and where. */
export async function readImported(name: string, bytes: Uint8Array): Promise<Imported> {
  if (Buffer.from(bytes.subarray(0, 4)).toString('latin1') === 'PK\x03\x04')
    throw unreadable(
      name,
      'it is a zip archive',
      'Unpack it, and import the folder or the file that is in it.',
    );
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
  if (isBru(text)) return readBru(name, text);
  try {
    return await readContent(name, text);
  } catch (error) {
    // What is nested in itself a thousand times over is no file that anybody wrote.
    if (error instanceof RangeError) throw unreadable(name, 'it is nested too deep');
    throw error;
  }
}

async function readContent(name: string, text: string): Promise<Imported> {
  const content = contentOf(name, text);
  if (!isRecord(content)) throw unreadable(name, 'it is none of the formats that are known', KNOWN);
  const wrong = (why: string) => unreadable(name, why);
  if (isOpenApi(content)) return readOpenApi(content, wrong);
  if (isHar(content)) return readHar(content, wrong);
  if (isOpenCollection(content)) return readOpenCollection(name, text);
  if (isPostman(content)) return readPostman(content);
  if (isPostmanEnvironment(content)) return readPostmanEnvironment(content);
  throw unreadable(name, 'it is none of the formats that are known', KNOWN);
}

/** JSON, or YAML, which has all of it: with the line and column of what is wrong. */
function contentOf(name: string, text: string): unknown {
  if (/^\s*[{[]/.test(text)) {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      // The other reader tells where it is wrong.
    }
  }
  if (text.length > MAX_YAML)
    throw unreadable(
      name,
      `YAML can be at most ${MAX_YAML / 1024 / 1024} MiB here`,
      'Save it as JSON, which is read faster.',
    );
  const lines = new LineCounter();
  // To look for keys that are said twice the parser compares each with all others; the last one holds.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const [error] = document.errors;
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw unreadable(name, `from line ${line}, column ${col} on it is neither JSON nor YAML`, error.message);
  }
  try {
    return document.toJS() as unknown;
  } catch (bomb) {
    throw unreadable(name, bomb instanceof Error ? bomb.message : 'it can’t be read');
  }
}
