/** Things of so many requests are kept. */
const MOST = 200;

/** What was written as another kind, by request and kind: who goes back finds it again. In memory only. */
export class Left<One extends { kind: string }> {
  readonly #all = new Map<string, One>();

  /** Keeps `from`, and answers with what was there of the kind of `to`; where nothing was, with `to`. */
  turn(request: string, from: One, to: One): One {
    this.keep(request, from);
    return this.#all.get(`${request} ${to.kind}`) ?? to;
  }

  keep(request: string, one: One): void {
    this.#all.set(`${request} ${one.kind}`, one);
    const [oldest] = this.#all.keys();
    if (this.#all.size > MOST && oldest !== undefined) this.#all.delete(oldest);
  }
}
