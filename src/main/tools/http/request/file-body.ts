import { Readable } from 'node:stream';
import { lookup } from 'mime-types';
import type { Item } from '../../../../contract/files.ts';
import type { Files } from '../../../bench/files/files.ts';
import { entriesOf, isLeftOut } from '../../../bench/files/source.ts';
import type { RequestBody } from '../client/wire.ts';
import { refused } from './fill.ts';

/** Bytes read at once. */
const PIECE = 256 * 1024;

export interface FileBody extends RequestBody {
  readonly size: number;
  /** Of the file, without its folder. */
  readonly name: string;
  /** What its name says. */
  readonly type: string;
  /** Its bytes, from the beginning; rejects with FILE_CHANGED when it is not any more what it was. */
  pieces(): AsyncGenerator<Uint8Array, void>;
  close(): Promise<void>;
}

/** A file of this machine, or lent by a page, read while it is sent. Throws a BenchError that names it. */
export async function fileBody(item: Item, files: Files, field = 'file'): Promise<FileBody> {
  const source = files.source([item], { links: 'follow' });
  try {
    for await (const entry of entriesOf(source)) {
      if (isLeftOut(entry)) throw refused(field, `${entry.path} can’t be sent: ${entry.why}`);
      if (entry.kind !== 'file') {
        throw refused(field, `${entry.path} is a folder.`, 'A body is one file. Choose a file.');
      }
      const pieces = async function* (): AsyncGenerator<Uint8Array, void> {
        const file = await entry.open();
        try {
          for (let offset = 0; offset < entry.size;) {
            const piece = Buffer.allocUnsafeSlow(Math.min(PIECE, entry.size - offset));
            const count = await file.read(piece, offset);
            if (count === 0) break;
            offset += count;
            yield piece.subarray(0, count);
          }
          // What went out has a length that was told before: an end that comes early must not pass for one.
          await file.check();
        } finally {
          await file.close();
        }
      };
      const name = entry.path.slice(entry.path.lastIndexOf('/') + 1);
      return {
        size: entry.size,
        name,
        type: typeOf(name),
        pieces,
        open: () => Readable.from(pieces(), { objectMode: false }),
        close: () => source.close(),
      };
    }
    throw refused(field, 'The file is not there any more.', 'Choose it again.');
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** What a name says of what is in the file. */
export const typeOf = (name: string): string => lookup(name) || 'application/octet-stream';
