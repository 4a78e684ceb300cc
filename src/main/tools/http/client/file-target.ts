import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { BenchError, causeOf, codeOf } from '../../../bench/failure.ts';
import { wholePath } from '../../../bench/files/whole-path.ts';

/** Bytes of one write: few large ones cost the system far less than many small ones. */
const PIECE = 512 * 1024;
/** So many bytes wait to be written before the connection waits. */
const WAITING = 8 * 1024 * 1024;
/** How long a piece may wait to be full, in milliseconds. */
const SOON_MS = 50;

interface Block {
  bytes: Buffer;
  length: number;
}

/**
 * A file that an answer is saved to while it comes. It has `.part` behind its name until it is whole, and is none where
 * nothing came.
 */
export class FileTarget {
  readonly #file: FileHandle;
  readonly #part: string;
  readonly #wanted: string;
  /** Full blocks, in the order of the file; the last one is filled. */
  #queue: Block[] = [];
  #last: Block | null = null;
  readonly #free: Buffer[] = [];
  /** Bytes that wait, and those that are in the file. */
  #waiting = 0;
  #written = 0;
  #writing: Promise<void> | null = null;
  #soon: NodeJS.Timeout | null = null;
  #roomAgain: () => void = () => undefined;
  #problem: BenchError | null = null;
  #over: Promise<void> | null = null;
  #path: string | null;
  readonly #mode: 'beside' | 'instead';

  /** Of what stands there already: it is put `beside` under another name, or `instead`. Throws a BenchError with field `save to`. */
  static async create(path: string, mode: 'beside' | 'instead'): Promise<FileTarget> {
    const whole = wholePath(path, 'save to');
    try {
      const found = await stat(whole).catch(() => null);
      if (found?.isDirectory())
        throw new BenchError({
          code: 'EISDIR',
          field: 'save to',
          message: `${whole} is a folder.`,
          hint: 'Give the name of a file in it as well.',
        });
      for (let i = 0; ; i++) {
        const part = i === 0 ? `${whole}.part` : `${whole}.${i}.part`;
        try {
          return new FileTarget(await open(part, 'wx+'), part, whole, mode);
        } catch (error) {
          if (codeOf(error) !== 'EEXIST' || i === 1000) throw error;
        }
      }
    } catch (error) {
      throw notWritten(error, whole);
    }
  }

  private constructor(file: FileHandle, part: string, wanted: string, mode: 'beside' | 'instead') {
    this.#file = file;
    this.#part = part;
    this.#path = part;
    this.#wanted = wanted;
    this.#mode = mode;
  }

  /** Where it is now; null: nowhere. */
  get path(): string | null {
    return this.#path;
  }

  get full(): boolean {
    return this.#waiting >= WAITING || this.#problem !== null;
  }

  /** Takes a copy. */
  write(bytes: Uint8Array): void {
    if (this.#over || this.#problem) return;
    for (let at = 0; at < bytes.length;) {
      const block = (this.#last ??= { bytes: this.#free.pop() ?? Buffer.allocUnsafeSlow(PIECE), length: 0 });
      const count = Math.min(PIECE - block.length, bytes.length - at);
      block.bytes.set(bytes.subarray(at, at + count), block.length);
      block.length += count;
      at += count;
      if (block.length === PIECE) this.#seal();
    }
    this.#waiting += bytes.length;
    if (this.#queue.length > 0) this.#writing ??= this.#write();
    else if (!this.#writing) this.#soon ??= setTimeout(() => void this.#flush(), SOON_MS);
  }

  /** Resolves when there is room; rejects with why nothing more can be written. */
  async room(signal: AbortSignal): Promise<void> {
    while (this.full) {
      if (this.#problem) throw this.#problem;
      signal.throwIfAborted();
      await new Promise<void>((roomAgain) => (this.#roomAgain = roomAgain));
    }
  }

  #seal(): void {
    if (this.#last) this.#queue.push(this.#last);
    this.#last = null;
  }

  /** Writes all there is. */
  async #flush(): Promise<void> {
    this.#seal();
    if (this.#queue.length > 0) this.#writing ??= this.#write();
    await this.#writing;
  }

  async #write(): Promise<void> {
    if (this.#soon) clearTimeout(this.#soon);
    this.#soon = null;
    try {
      for (let block; !this.#problem && (block = this.#queue.shift());) {
        for (let done = 0; done < block.length;) {
          const left = block.length - done;
          const { bytesWritten } = await this.#file.write(block.bytes, done, left, this.#written);
          done += bytesWritten;
          this.#written += bytesWritten;
          this.#waiting -= bytesWritten;
        }
        this.#free.push(block.bytes);
        if (this.#waiting < WAITING / 2) this.#roomAgain();
      }
    } catch (error) {
      this.#problem = notWritten(error, this.#part);
    } finally {
      this.#writing = null;
      this.#roomAgain();
    }
    if (this.#last && !this.#problem) this.#soon ??= setTimeout(() => void this.#flush(), SOON_MS);
  }

  /** Closes it, under its own name when it is whole. Rejects with why it could not be written. */
  end(whole: boolean): Promise<void> {
    return (this.#over ??= this.#end(whole));
  }

  async #end(whole: boolean): Promise<void> {
    await this.#flush();
    if (this.#soon) clearTimeout(this.#soon);
    await this.#file.close();
    if (!whole && this.#written === 0) {
      this.#path = null;
      await rm(this.#part, { force: true });
    }
    if (this.#problem) throw this.#problem;
    if (!whole) return;
    try {
      const path = this.#mode === 'instead' ? this.#wanted : await unused(this.#wanted);
      await rename(this.#part, path);
      this.#path = path;
    } catch (error) {
      throw notWritten(error, this.#wanted);
    }
  }

  async read(from: number, length: number): Promise<Buffer<ArrayBuffer>> {
    const into = Buffer.alloc(length);
    if (!this.#over) await this.#flush();
    if (this.#path === null) return into.subarray(0, 0);
    try {
      const file = await open(this.#path, 'r');
      try {
        const { bytesRead } = await file.read(into, 0, length, from);
        return into.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    } catch (error) {
      throw new BenchError({
        code: codeOf(error),
        message: `${this.#path} can’t be read.`,
        hint: 'The answer was saved there and is not kept besides. It may have been moved or removed.',
        cause: causeOf(error),
      });
    }
  }
}

/** The name itself, or with a number where something has it. */
async function unused(wanted: string): Promise<string> {
  const end = extname(wanted);
  for (let i = 1; ; i++) {
    const path = i === 1 ? wanted : join(dirname(wanted), `${basename(wanted, end)} (${i})${end}`);
    if (!(await stat(path).catch(() => null))) return path;
  }
}

function notWritten(error: unknown, path: string): BenchError {
  if (error instanceof BenchError) return error;
  const code = codeOf(error);
  const hints: Record<string, string> = {
    ENOSPC: 'The disk is full. Free some space, or save to another disk.',
    ENOENT: 'The folder is not there.',
    EACCES: 'The system doesn’t let this user write there.',
    EROFS: 'That disk can only be read.',
  };
  return new BenchError({
    code,
    field: 'save to',
    message: `The answer can’t be saved to ${path}.`,
    hint: hints[code] ?? `The system says ${code}.`,
    cause: causeOf(error),
  });
}
