import { type FileHandle, open, rename, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { BenchError, causeOf, codeOf } from '../../../bench/failure.ts';
import { wholePath } from '../../../bench/files/whole-path.ts';

/** So many bytes wait to be written before the connection waits. */
const WAITING = 8 * 1024 * 1024;
const AT_ONCE = 64;

/**
 * A file that an answer is saved to while it comes. It has `.part` behind its name until it is whole; what stands there
 * already is never written over.
 */
export class FileTarget {
  readonly #file: FileHandle;
  readonly #part: string;
  readonly #wanted: string;
  #queue: Buffer[] = [];
  #waiting = 0;
  #writing: Promise<void> | null = null;
  #problem: BenchError | null = null;
  #over: Promise<void> | null = null;
  #path: string;

  /** Throws a BenchError with field `save to`. */
  static async create(path: string): Promise<FileTarget> {
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
          return new FileTarget(await open(part, 'wx+'), part, whole);
        } catch (error) {
          if (codeOf(error) !== 'EEXIST' || i === 1000) throw error;
        }
      }
    } catch (error) {
      throw notWritten(error, whole);
    }
  }

  private constructor(file: FileHandle, part: string, wanted: string) {
    this.#file = file;
    this.#part = part;
    this.#path = part;
    this.#wanted = wanted;
  }

  /** Where it is now. */
  get path(): string {
    return this.#path;
  }

  get full(): boolean {
    return this.#waiting >= WAITING || this.#problem !== null;
  }

  write(bytes: Buffer): void {
    if (this.#over) return;
    this.#queue.push(bytes);
    this.#waiting += bytes.length;
    this.#writing ??= this.#write();
  }

  /** Resolves when there is room; rejects with why nothing more can be written. */
  async room(signal: AbortSignal): Promise<void> {
    while (this.full) {
      if (this.#problem) throw this.#problem;
      signal.throwIfAborted();
      await this.#writing;
    }
  }

  async #write(): Promise<void> {
    try {
      while (this.#queue.length > 0 && !this.#problem) {
        const pieces = this.#queue.splice(0, AT_ONCE);
        const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
        let rest = Buffer.alloc(0);
        const { bytesWritten } = await this.#file.writev(pieces);
        if (bytesWritten < length) rest = Buffer.concat(pieces).subarray(bytesWritten);
        if (rest.length > 0) this.#queue.unshift(rest);
        this.#waiting -= bytesWritten;
        if (this.#waiting < WAITING / 2 && this.#queue.length === 0) break;
      }
    } catch (error) {
      this.#problem = notWritten(error, this.#part);
    } finally {
      this.#writing = null;
      if (this.#queue.length > 0 && !this.#problem) this.#writing = this.#write();
    }
  }

  /** Closes it, under its own name when it is whole. Rejects with why it could not be written. */
  end(whole: boolean): Promise<void> {
    return (this.#over ??= this.#end(whole));
  }

  async #end(whole: boolean): Promise<void> {
    while (this.#writing) await this.#writing;
    await this.#file.close();
    if (this.#problem) throw this.#problem;
    if (!whole) return;
    try {
      const path = await unused(this.#wanted);
      await rename(this.#part, path);
      this.#path = path;
    } catch (error) {
      throw notWritten(error, this.#wanted);
    }
  }

  async read(from: number, length: number): Promise<Buffer<ArrayBuffer>> {
    const into = Buffer.alloc(length);
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
