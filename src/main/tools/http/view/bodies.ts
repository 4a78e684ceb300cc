import { BenchError } from '../../../bench/failure.ts';

/** The decoded body of an answer, as far as it has come. */
export interface BodyBytes {
  /** There are now. */
  readonly size: number;
  /** No more will come. */
  readonly ended: boolean;
  /** As the answer says it (`charset=…`); null: not said. */
  readonly charset: string | null;
  /** The bytes `[from, from+length)`, fewer at the end of what has come. */
  read(from: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
  /** `tell` is called when it has grown or ended. Answers with what ends that. */
  watch(tell: () => void): () => void;
}

/** The bodies of the exchanges that are kept: put here by who receives them, looked at by {@link BodyBytes}. */
export class AnswerBodies {
  readonly #bodies = new Map<string, BodyBytes>();
  readonly #gone = new Set<(exchange: string) => void>();

  add(exchange: string, body: BodyBytes): void {
    this.#bodies.set(exchange, body);
  }

  /** The exchange was given up: what was made of its body goes too. */
  remove(exchange: string): void {
    if (!this.#bodies.delete(exchange)) return;
    for (const told of this.#gone) told(exchange);
  }

  /** Fails with NOT_FOUND where there is no such exchange, or none with an answer. */
  get(exchange: string): BodyBytes {
    const body = this.#bodies.get(exchange);
    if (body) return body;
    throw new BenchError({
      code: 'NOT_FOUND',
      message: 'There is no such answer.',
      hint: 'Only the latest 500 are kept. Send the request again.',
    });
  }

  onGone(told: (exchange: string) => void): void {
    this.#gone.add(told);
  }
}
