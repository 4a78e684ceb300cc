import { MAX_CHUNK } from '../../../contract/bridge.ts';
import type { Lent, LoanEvent } from '../../../contract/files.ts';
import { BenchError } from '../failure.ts';

/** Questions that a page has to answer at once; the others wait for their turn. */
const MAX_ASKED = 16;
/** A page that has not answered by then never will. */
const ANSWER_MS = 60_000;
/** What all pages together may lend: a hostile one must not fill the memory with names. */
const MAX_FILES = 1_000_000;
const MAX_CHARACTERS = 128 * 1024 * 1024;

/** What is lent now, by all loans that share it. */
export interface Lending {
  files: number;
  characters: number;
}

interface Ask {
  file: number;
  offset: number;
  length: number;
  done(bytes: Uint8Array): void;
  fail(error: Error): void;
  timer?: NodeJS.Timeout;
}

/** Files that a page lends: it is asked for their bytes, piece by piece, for as long as it is there. */
export class Loan {
  readonly id: string;
  readonly files: Lent[] = [];
  readonly #answerMs: number;
  readonly #lending: Lending;
  #characters = 0;
  #count = 0;
  /** Asked and not answered yet; and what waits to be asked. */
  readonly #asked = new Map<number, Ask>();
  readonly #waiting = new Map<number, Ask>();
  readonly #events: LoanEvent[];
  #wake: () => void = () => undefined;
  #over = false;

  readonly #ended: () => void;

  constructor(id: string, ended: () => void, lending: Lending, answerMs = ANSWER_MS) {
    this.id = id;
    this.#ended = ended;
    this.#lending = lending;
    this.#answerMs = answerMs;
    this.#events = [{ kind: 'open', loan: id }];
  }

  /** Throws BAD_INPUT for a name that leads elsewhere, and LIMIT. */
  add(files: readonly Lent[]): void {
    if (this.#over) throw pageGone('A file');
    for (const file of files) {
      const parts = file.path.split('/');
      if (parts.some((part) => part === '' || part === '.' || part === '..'))
        throw new BenchError({
          code: 'BAD_INPUT',
          field: 'file',
          message: `${JSON.stringify(file.path)} is no name of a file in a folder.`,
        });
      const lending = this.#lending;
      if (lending.files >= MAX_FILES || lending.characters + file.path.length > MAX_CHARACTERS)
        throw new BenchError({
          code: 'LIMIT',
          field: 'file',
          message: `Pages can lend at most ${MAX_FILES.toLocaleString('en-US')} files at once.`,
          hint: 'Choose the folder by its path in the desktop app, or send it in parts.',
        });
      lending.files++;
      lending.characters += file.path.length;
      this.#characters += file.path.length;
      this.files.push(file);
    }
  }

  /** What the page is asked, until it goes away; then all that waits for it fails. */
  async *events(signal: AbortSignal): AsyncGenerator<LoanEvent, void> {
    const woken = () => this.#wake();
    signal.addEventListener('abort', woken);
    try {
      while (!signal.aborted && !this.#over) {
        const event = this.#events.shift();
        if (event) yield event;
        else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      signal.removeEventListener('abort', woken);
      this.end();
    }
  }

  /** Fails all that waits. */
  end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#lending.files -= this.files.length;
    this.#lending.characters -= this.#characters;
    const all = [...this.#asked.values(), ...this.#waiting.values()];
    this.#asked.clear();
    this.#waiting.clear();
    for (const ask of all) {
      clearTimeout(ask.timer);
      ask.fail(pageGone(this.#nameOf(ask.file)));
    }
    this.#wake();
    this.#ended();
  }

  /** Throws LOAN_GONE when the page is not there any more. */
  stillThere(file: number): void {
    if (this.#over) throw pageGone(this.#nameOf(file));
  }

  /**
   * Asks for at most {@link MAX_CHUNK} bytes; fewer come only where the file ends. Rejects with a BenchError that names
   * the file, and with the signal's reason.
   */
  ask(file: number, offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      this.stillThere(file);
      signal?.throwIfAborted();
      const id = this.#count++;
      const aborted = () => this.#settle(id)?.fail(asError(signal?.reason));
      const over = () => signal?.removeEventListener('abort', aborted);
      this.#waiting.set(id, {
        file,
        offset,
        length: Math.min(length, MAX_CHUNK),
        done(bytes) {
          over();
          resolve(bytes);
        },
        fail(error) {
          over();
          reject(error);
        },
      });
      signal?.addEventListener('abort', aborted);
      this.#askNext();
    });
  }

  /** The page's answer. One to what nobody asked, or asks any more, is passed over. */
  answer(id: number, bytes: Uint8Array): void {
    const ask = this.#settle(id);
    if (!ask) return;
    if (bytes.length <= ask.length) return ask.done(bytes);
    const error = new BenchError({
      code: 'BAD_INPUT',
      message: `${this.#nameOf(ask.file)} can’t be sent: the page answered with more bytes than it was asked for.`,
    });
    ask.fail(error);
    throw error;
  }

  /** The page can’t read it: what its browser said. */
  failed(id: number, message: string): void {
    const ask = this.#settle(id);
    ask?.fail(
      new BenchError({
        code: 'UNREADABLE',
        message: `${this.#nameOf(ask.file)} can’t be read by the page.`,
        hint: `It may have been changed, moved or removed since it was chosen. The browser says: ${message}`,
      }),
    );
  }

  #settle(id: number): Ask | undefined {
    const ask = this.#asked.get(id) ?? this.#waiting.get(id);
    clearTimeout(ask?.timer);
    this.#waiting.delete(id);
    if (this.#asked.delete(id)) this.#askNext();
    return ask;
  }

  #askNext(): void {
    for (const [id, ask] of this.#waiting) {
      if (this.#asked.size >= MAX_ASKED) return;
      this.#waiting.delete(id);
      this.#asked.set(id, ask);
      const { file, offset, length } = ask;
      ask.timer = setTimeout(() => this.#settle(id)?.fail(pageSilent(this.#nameOf(file))), this.#answerMs);
      this.#events.push({ kind: 'ask', ask: id, file, offset, length });
      this.#wake();
    }
  }

  #nameOf(file: number): string {
    return this.files[file]?.path ?? 'A file';
  }
}

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)));

const pageGone = (name: string): BenchError =>
  new BenchError({
    code: 'LOAN_GONE',
    message: `${name} can’t be sent any more: the page that holds it is gone.`,
    hint: 'It was closed or loaded anew, or it lost the bench. Drop the files again.',
  });

const pageSilent = (name: string): BenchError =>
  new BenchError({
    code: 'LOAN_SILENT',
    message: `${name} can’t be sent: the page that holds it does not answer.`,
    hint: 'Its tab may be frozen or stopped. Show it, and send again.',
  });
