import type { BodyBytes } from '../../src/main/tools/http/view/bodies.ts';
import type { LaidBody } from '../../src/main/tools/http/view/laid-body.ts';

/** A body at hand, which can grow. */
export class FakeBody implements BodyBytes {
  bytes: Buffer;
  ended: boolean;
  readonly charset: string | null;
  /** The most that was asked for at once. */
  mostRead = 0;
  readonly #tell = new Set<() => void>();

  constructor(bytes: Buffer, ended: boolean, charset: string | null) {
    this.bytes = bytes;
    this.ended = ended;
    this.charset = charset;
  }

  get size(): number {
    return this.bytes.length;
  }

  get watchers(): number {
    return this.#tell.size;
  }

  async read(from: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    this.mostRead = Math.max(this.mostRead, length);
    return new Uint8Array(this.bytes.subarray(from, from + length));
  }

  watch(tell: () => void): () => void {
    this.#tell.add(tell);
    return () => this.#tell.delete(tell);
  }

  grow(bytes: Buffer, ended = false): void {
    this.bytes = Buffer.concat([this.bytes, bytes]);
    this.ended = ended;
    for (const tell of this.#tell) tell();
  }
}

export const bodyOf = (bytes: Buffer | string, ended = true, charset: string | null = null): FakeBody =>
  new FakeBody(Buffer.from(bytes as string), ended, charset);

/** Waits until all of a body is laid out. */
export async function laidOut(laid: LaidBody): Promise<LaidBody> {
  await new Promise<void>((done) => {
    const stop = laid.watch(() => {
      if (!laid.state.whole) return;
      queueMicrotask(() => stop());
      done();
    });
  });
  return laid;
}
