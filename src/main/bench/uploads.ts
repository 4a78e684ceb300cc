import { once } from 'node:events';
import { MAX_UPLOAD } from '../../contract/uploads.ts';
import { dispatcher } from './dispatcher.ts';
import { BenchError } from './failure.ts';

/** Files that may be on their way at once. */
const MAX_FILES = 8;
const never = new AbortController().signal;

interface Upload {
  pieces: Uint8Array[];
  size: number;
}

/** Files that come in pieces, for calls that need them whole. */
export class Uploads {
  readonly #open = new Map<string, Upload>();
  #last = 0;

  begin(): string {
    if (this.#open.size >= MAX_FILES)
      throw new BenchError({
        code: 'TOO_MANY_FILES',
        message: `${MAX_FILES} files are being handed over already.`,
        hint: 'Wait until one of them is through.',
      });
    const id = `upload-${++this.#last}`;
    this.#open.set(id, { pieces: [], size: 0 });
    return id;
  }

  end(id: string): void {
    this.#open.delete(id);
  }

  async add(id: string, bytes: Blob): Promise<void> {
    const upload = this.#of(id);
    upload.size += bytes.size;
    if (upload.size > MAX_UPLOAD) {
      upload.pieces = [];
      throw tooMuch();
    }
    upload.pieces.push(new Uint8Array(await bytes.arrayBuffer()));
  }

  /** The whole file, of which `bytes` is the end. */
  async whole({ bytes, after }: { bytes: Blob; after?: string | undefined }): Promise<Uint8Array> {
    const { pieces, size } = after === undefined ? { pieces: [], size: 0 } : this.#of(after);
    if (size + bytes.size > MAX_UPLOAD) throw tooMuch();
    return Buffer.concat([...pieces, new Uint8Array(await bytes.arrayBuffer())]);
  }

  #of(id: string): Upload {
    const upload = this.#open.get(id);
    if (!upload)
      throw new BenchError({ code: 'NOT_FOUND', message: 'This file is not being handed over any more.' });
    return upload;
  }
}

export function uploadsService(uploads: Uploads) {
  const d = dispatcher.uploads;
  return {
    open: d.open.handler(async function* ({ signal = never }) {
      const upload = uploads.begin();
      try {
        yield { upload };
        if (!signal.aborted) await once(signal, 'abort');
      } finally {
        uploads.end(upload);
      }
    }),
    add: d.add.handler(async ({ input }) => {
      await uploads.add(input.upload, input.bytes);
      return {};
    }),
  };
}

const tooMuch = (): BenchError =>
  new BenchError({
    code: 'TOO_MUCH',
    field: 'file',
    message: `The file is larger than ${MAX_UPLOAD / 1024 / 1024} MiB, which is the most that is taken.`,
    hint: 'Nothing was changed.',
  });
