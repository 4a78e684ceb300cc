import type { CaptureStore } from '../../../bench/capture/store.ts';
import { BodyLog } from './body-log.ts';
import { cannotDecode, Decoder } from './decode.ts';
import type { FileTarget } from './file-target.ts';
import { bomOf, LOOKED_AT, looksLike } from './looks.ts';

export type Form = 'raw' | 'decoded';

/** The body of an answer as it comes: what was on the wire, and what that is without its codings. */
export class AnswerBody {
  readonly codings: readonly string[];
  readonly #raw: BodyLog | null;
  readonly #decoded: BodyLog | null;
  readonly #file: FileTarget | null;
  readonly #decoder: Decoder | null;
  readonly #cannot: string | null;
  /** Its first bytes, decoded. */
  #head: Uint8Array = new Uint8Array(0);
  received = 0;
  decoded = 0;
  /** All of it has come. */
  whole = false;
  /** No more will come. */
  ended = false;
  /** Why not all of it is there. */
  problem: string | null = null;
  #removed = false;

  constructor(captures: CaptureStore, name: string, codings: readonly string[], file: FileTarget | null) {
    this.codings = codings;
    this.#file = file;
    this.#cannot = cannotDecode(codings);
    const decodes = codings.length > 0 && this.#cannot === null;
    this.#raw = file ? null : new BodyLog(captures, `${name}-raw`);
    this.#decoded = decodes && !file ? new BodyLog(captures, `${name}-decoded`) : null;
    this.#decoder = decodes ? new Decoder(codings, (bytes) => this.#out(bytes)) : null;
  }

  get note(): string | null {
    return this.problem ?? this.#decoder?.note ?? this.#cannot;
  }

  /** What it looks like, and the charset of its byte order mark, where it has one. */
  get looks() {
    return looksLike(this.#head);
  }

  get bom(): string | null {
    return bomOf(this.#head);
  }

  /** All of it has come, and could be decoded. */
  get intact(): boolean {
    return this.whole && (this.#decoder?.note ?? null) === null;
  }

  get savedTo(): string | null {
    return this.#file?.path ?? null;
  }

  /** Takes a copy of a piece; answers false when {@link room} is to be waited for before the next. */
  write(bytes: Buffer): boolean {
    this.received += bytes.length;
    this.#raw?.append(bytes);
    const decodes = this.#decoder?.write(bytes) ?? true;
    if (!this.#decoder) this.#out(bytes);
    return decodes && !this.#file?.full && (this.#raw?.hasRoom ?? true) && (this.#decoded?.hasRoom ?? true);
  }

  /** Resolves when more can be taken. Rejects with why there will be no room, or the signal’s reason. */
  async room(signal: AbortSignal): Promise<void> {
    await this.#decoder?.room();
    await this.#file?.room(signal);
    await this.#raw?.room(signal);
    await this.#decoded?.room(signal);
  }

  #out(bytes: Buffer): void {
    this.decoded += bytes.length;
    if (this.#head.length < LOOKED_AT)
      this.#head = Buffer.concat([this.#head, bytes.subarray(0, LOOKED_AT - this.#head.length)]);
    if (this.#file) this.#file.write(bytes);
    else this.#decoded?.append(bytes);
  }

  /** No more comes; `whole` when that is the end of it. */
  async end(whole: boolean): Promise<void> {
    try {
      await this.#decoder?.end();
      await this.#file?.end(whole && (this.#decoder?.note ?? null) === null);
      this.whole = whole;
    } finally {
      this.#decoder?.stop();
      this.ended = true;
    }
  }

  size(form: Form): number {
    return form === 'raw' && this.#decoder ? this.received : this.decoded;
  }

  async read(form: Form, from: number, length: number): Promise<Buffer<ArrayBuffer>> {
    if (this.#removed) return Buffer.alloc(0);
    if (this.#file) return form === 'raw' && this.#decoder ? Buffer.alloc(0) : this.#file.read(from, length);
    const log = form === 'decoded' ? (this.#decoded ?? this.#raw) : this.#raw;
    return (log as BodyLog).read(from, length);
  }

  async remove(): Promise<void> {
    this.#removed = true;
    this.#decoder?.stop();
    // Why the file could not be written was told when its answer ended.
    await this.#file?.end(false).catch(() => undefined);
    await this.#raw?.remove();
    await this.#decoded?.remove();
  }
}
