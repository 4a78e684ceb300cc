/** Where the body of an answer comes from. */
export interface AnswerSource {
  /** More of it can be taken. */
  wanted(): void;
  /** Nobody wants the rest. */
  givenUp(): void;
}

/**
 * The body of an answer on its way, at the pace of who takes it. What comes is handed on at once and as it is, so that
 * memory can be used again; a stream of Node’s would keep it, or join it into larger pieces.
 */
export class AnswerStream {
  readonly #source: AnswerSource;
  /** What came while it was not wanted: the rest of one read. */
  #waiting: Buffer[] = [];
  #open = false;
  #ended = false;
  #failed: Error | null = null;
  #over = false;
  #each: ((bytes: Buffer) => Promise<void> | undefined) | null = null;
  #settle: { resolve: () => void; reject: (error: Error) => void } | null = null;

  constructor(source: AnswerSource) {
    this.#source = source;
  }

  /** Bytes that came, which may be used again afterwards. Answers false when no more are wanted for now. */
  came(bytes: Buffer): boolean {
    if (this.#over) return true;
    if (this.#open) this.#hand(bytes);
    else this.#waiting.push(Buffer.from(bytes));
    return this.#open || this.#over;
  }

  /** All of it has come. */
  end(): void {
    this.#ended = true;
    if (this.#open) this.#finish();
  }

  /** No more will come. What came before is still taken. */
  fail(error: Error): void {
    if (this.#over || this.#ended) return;
    this.#failed ??= error;
    if (this.#each) this.#finish();
  }

  /**
   * Takes all of it; resolves at its end. `each` gets its bytes, valid during the call; while what it answers is
   * pending, no more of them come. Rejects with why the rest does not come, or with the error of `each`.
   */
  take(each: (bytes: Buffer) => Promise<void> | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#each = each;
      this.#settle = { resolve, reject };
      if (this.#over) this.#tell();
      else if (this.#failed) this.#finish();
      else this.#flow();
    });
  }

  /** The rest is not wanted: {@link take} rejects with this. */
  giveUp(why: Error): void {
    if (this.#over) return;
    this.#failed = why;
    this.#waiting = [];
    this.#finish();
    this.#source.givenUp();
  }

  #flow(): void {
    if (this.#over) return;
    this.#open = true;
    for (let next; this.#open && (next = this.#waiting.shift());) this.#hand(next);
    if (!this.#open || this.#over) return;
    if (this.#ended) this.#finish();
    else this.#source.wanted();
  }

  #hand(bytes: Buffer): void {
    const wait = this.#each?.(bytes);
    if (!wait) return;
    this.#open = false;
    wait.then(
      () => this.#flow(),
      (error: Error) => this.giveUp(error),
    );
  }

  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    for (const bytes of this.#waiting.splice(0)) this.#each?.(bytes)?.catch(() => undefined);
    this.#tell();
  }

  #tell(): void {
    if (this.#failed) this.#settle?.reject(this.#failed);
    else this.#settle?.resolve();
  }
}
