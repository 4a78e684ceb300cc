import type { BodyBytes } from '../view/bodies.ts';
import type { Exchange } from './exchange.ts';

/** The body of an exchange for those who look at it; `tell` is called whenever the exchange has changed. */
export class LookedAt implements BodyBytes {
  readonly #exchange: Exchange;
  readonly #tell = new Set<() => void>();

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  get size(): number {
    return this.#exchange.body?.size('decoded') ?? 0;
  }

  get ended(): boolean {
    return this.#exchange.body?.ended ?? this.#exchange.over;
  }

  get charset(): string | null {
    return this.#exchange.charset;
  }

  async read(from: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.#exchange.body?.read('decoded', from, length)) ?? new Uint8Array(0);
  }

  watch(tell: () => void): () => void {
    this.#tell.add(tell);
    return () => this.#tell.delete(tell);
  }

  readonly tell = (): void => {
    for (const tell of this.#tell) tell();
  };
}
