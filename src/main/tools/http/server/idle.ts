/** How long a client may say nothing between two requests. */
export const IDLE_MS = 60_000;
/** How long a connection may stand still while an answer is under way: longer than any that is late on purpose. */
export const STILL_MS = 900_000;
/** How often that is looked at. */
const LOOK_MS = 5000;

/**
 * Looks after connections that take or say nothing: one timer for all of them, since one each would have to be wound up
 * several times for each request.
 */
export class Idle {
  readonly #connections: ReadonlySet<{ look(time: number): void }>;
  readonly #now: () => number;
  #timer: NodeJS.Timeout | null = null;

  constructor(connections: ReadonlySet<{ look(time: number): void }>, now: () => number) {
    this.#connections = connections;
    this.#now = now;
  }

  /** Call when a connection has come. */
  begin(): void {
    this.#timer ??= setInterval(() => this.#look(), LOOK_MS).unref();
  }

  #look(): void {
    const time = this.#now();
    for (const connection of this.#connections) connection.look(time);
  }

  end(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }
}
