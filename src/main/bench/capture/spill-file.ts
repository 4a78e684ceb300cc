import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** The one file of a session that its older bytes move to. It is created by the first write. */
export class SpillFile {
  readonly #folder: () => Promise<string>;
  readonly #name: string;
  #path: string | null = null;
  #opening: Promise<FileHandle> | null = null;
  #closed = false;
  #end = 0;

  /** `folder` answers with the folder to put it in; it is asked when the first bytes are written. */
  constructor(folder: () => Promise<string>, id: string) {
    this.#folder = folder;
    this.#name = `${id}.spill`;
  }

  /** Bytes in the file. */
  get size(): number {
    return this.#end;
  }

  /**
   * Puts `bytes` at the end and answers where they are. When it fails (a full disk), the end stays where it was, so the
   * same bytes can be tried again. One write at a time.
   */
  async append(bytes: Uint8Array): Promise<number> {
    const file = await this.#file();
    const at = this.#end;
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done);
      done += bytesWritten;
    }
    this.#end = at + bytes.length;
    return at;
  }

  /** Fills `into` from the file. */
  async read(at: number, into: Uint8Array): Promise<void> {
    const file = await this.#file();
    for (let done = 0; done < into.length;) {
      const { bytesRead } = await file.read(into, done, into.length - done, at + done);
      if (bytesRead === 0) throw new Error('the spill file is shorter than what was written to it');
      done += bytesRead;
    }
  }

  /** Closes and removes the file. */
  async remove(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const opening = this.#opening;
    if (!opening) return;
    // Where it could not be made, whoever wanted to write to it was told.
    const file = await opening.catch(() => null);
    if (!file) return;
    try {
      await file.close();
    } finally {
      // It may be gone: temporary folders are swept.
      if (this.#path) await rm(this.#path, { force: true });
    }
  }

  #file(): Promise<FileHandle> {
    if (this.#closed) return Promise.reject(new Error('the spill file is closed'));
    // A failed open is forgotten, so that a later try can succeed.
    this.#opening ??= this.#create().catch((error: unknown) => {
      this.#opening = null;
      throw error;
    });
    return this.#opening;
  }

  async #create(): Promise<FileHandle> {
    const path = join(await this.#folder(), this.#name);
    const file = await open(path, 'wx+', 0o600);
    this.#path = path;
    return file;
  }
}
