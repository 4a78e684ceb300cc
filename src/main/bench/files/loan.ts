import { MAX_CHUNK } from '../../../contract/bridge.ts';
import type { Lent, LoanEvent } from '../../../contract/files.ts';
import { BenchError } from '../failure.ts';
import { pageCantRead, pageGone, pageLied, pageSilent } from './explain-loan.ts';

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

type Question = { kind: 'ask'; file: number; offset: number; length: number } | ManyQuestion;
interface ManyQuestion {
  kind: 'askMany';
  files: readonly number[];
}

interface Ask {
  question: Question;
  /** How many bytes are its own of each file in turn, or why there are none of it. */
  done(bytes: Uint8Array, read: readonly (number | Error)[]): void;
  /** `why`: what is said of a file by its name. */
  fail(why: (name: string) => Error): void;
  timer?: NodeJS.Timeout;
}

/** Small files that a page was asked for at once. */
export interface ReadByPage {
  /** Those of all that could be read, one after the other. */
  bytes: Uint8Array;
  /** How many are its own of each in turn (the page may say what it likes), or a BenchError that names it. */
  read: readonly (number | Error)[];
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
      ask.fail(pageGone);
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
    const question = { kind: 'ask', file, offset, length: Math.min(length, MAX_CHUNK) } as const;
    return new Promise((resolve, reject) => {
      this.stillThere(file);
      const fail = (why: (name: string) => Error) => reject(why(this.#nameOf(file)));
      this.#put({ question, done: resolve, fail }, signal);
    });
  }

  /**
   * Asks for all of each of these, which have at most {@link MAX_CHUNK} bytes together. Rejects with the signal's
   * reason only: what else keeps them is told of each.
   */
  async askMany(files: readonly number[], signal?: AbortSignal): Promise<ReadByPage> {
    const answer = await new Promise<ReadByPage>((done) => {
      const fail = (why: (name: string) => Error) =>
        done({ bytes: new Uint8Array(), read: files.map((file) => why(this.#nameOf(file))) });
      if (this.#over) fail(pageGone);
      else
        this.#put(
          { question: { kind: 'askMany', files }, done: (bytes, read) => done({ bytes, read }), fail },
          signal,
        );
    });
    signal?.throwIfAborted();
    return answer;
  }

  /** The page's answer to `ask`. One to what nobody asked, or asks any more, is passed over. */
  answer(id: number, bytes: Uint8Array): void {
    const ask = this.#settle(id);
    if (!ask) return;
    const { question } = ask;
    if (question.kind !== 'ask') return this.#refuse(ask, 'for many files as if they were one');
    if (bytes.length > question.length) return this.#refuse(ask, 'with more bytes than it was asked for');
    ask.done(bytes, [bytes.length]);
  }

  /** As {@link answer}, to `askMany`. */
  answerMany(id: number, read: readonly (number | string)[], bytes: Uint8Array): void {
    const ask = this.#settle(id);
    if (!ask) return;
    const { question } = ask;
    if (question.kind !== 'askMany') return this.#refuse(ask, 'for one file as if it were many');
    if (read.length !== question.files.length)
      return this.#refuse(ask, `of ${read.length} files, and was asked for ${question.files.length}`);
    let sum = 0;
    for (const one of read) if (typeof one === 'number') sum += one;
    if (sum !== bytes.length) return this.#refuse(ask, `with ${bytes.length} bytes, and says it is ${sum}`);
    const nameOf = (n: number) => this.#nameOf(question.files[n] ?? -1);
    ask.done(
      bytes,
      read.map((one, n) => (typeof one === 'number' ? one : pageCantRead(nameOf(n), one))),
    );
  }

  /** The page can’t read it: what its browser said. */
  failed(id: number, message: string): void {
    this.#settle(id)?.fail((name) => pageCantRead(name, message));
  }

  /** Fails what was asked, and tells the page as well. */
  #refuse({ question, fail }: Ask, how: string): never {
    fail((name) => pageLied(name, how));
    throw pageLied(this.#nameOf(question.kind === 'ask' ? question.file : (question.files[0] ?? -1)), how);
  }

  #put(ask: Ask, signal: AbortSignal | undefined): void {
    signal?.throwIfAborted();
    const id = this.#count++;
    const aborted = () => this.#settle(id)?.fail(() => asError(signal?.reason));
    const over = () => signal?.removeEventListener('abort', aborted);
    this.#waiting.set(id, {
      ...ask,
      done(bytes, read) {
        over();
        ask.done(bytes, read);
      },
      fail(why) {
        over();
        ask.fail(why);
      },
    });
    signal?.addEventListener('abort', aborted);
    this.#askNext();
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
      ask.timer = setTimeout(() => this.#settle(id)?.fail(pageSilent), this.#answerMs);
      this.#events.push(eventOf(id, ask.question));
      this.#wake();
    }
  }

  #nameOf(file: number): string {
    return this.files[file]?.path ?? 'A file';
  }
}

const eventOf = (ask: number, question: Question): LoanEvent =>
  question.kind === 'ask' ? { ...question, ask } : { ...question, files: [...question.files], ask };

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)));
