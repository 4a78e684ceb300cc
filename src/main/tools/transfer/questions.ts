import type { TransferSession } from '../../../contract/tools/transfer.ts';
import { BenchError } from '../../bench/failure.ts';
import type { Existing, InTheWay } from '../../bench/files/sink.ts';

type Answer = Exclude<Existing, 'ask'>;
type Question = NonNullable<TransferSession['details']['question']>;

/** Files in the way, one after the other, and what the user says about each. */
export class Questions {
  readonly #changed: () => void;
  #open: { question: Question; answered: (answer: Answer) => void } | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #count = 0;
  #always: Answer | null = null;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get current(): Question | null {
    return this.#open?.question ?? null;
  }

  /** Resolves when the user has answered; rejects with the signal’s reason. */
  ask(what: InTheWay, signal: AbortSignal): Promise<Answer> {
    const answer = this.#last.then(() => this.#always ?? this.#put(what, signal));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  /** Throws NOT_FOUND for a question that was answered already. */
  answer(id: number, choice: Answer, always: boolean): void {
    const open = this.#open;
    if (open?.question.id !== id)
      throw new BenchError({ code: 'NOT_FOUND', message: 'This question was answered already.' });
    if (always) this.#always = choice;
    open.answered(choice);
  }

  #put({ entry, existing }: InTheWay, signal: AbortSignal): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const settle = () => {
        signal.removeEventListener('abort', aborted);
        this.#open = null;
        this.#changed();
      };
      const aborted = () => {
        settle();
        reject(signal.reason as Error);
      };
      if (signal.aborted) return reject(signal.reason as Error);
      signal.addEventListener('abort', aborted);
      this.#open = {
        question: {
          id: ++this.#count,
          path: entry.path,
          incoming: { size: entry.size, modified: entry.modified },
          existing,
        },
        answered: (answer) => {
          settle();
          resolve(answer);
        },
      };
      this.#changed();
    });
  }
}
