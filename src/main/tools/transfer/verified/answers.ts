import { frameOf, type Got, short, type Want } from './messages.ts';
import type { Out } from './out.ts';

const MOST_IDS = 5000;
const MOST_REASONS = 100;

/** What the receiver says about entries, gathered: all that is said in one turn goes in one frame. */
export class Answers {
  readonly #out: Out;
  #want: Want = {};
  #got: Got = {};
  #ids = 0;
  #reasons = 0;
  #soon: NodeJS.Immediate | null = null;

  constructor(out: Out) {
    this.#out = out;
  }

  take(id: number): void {
    (this.#want.take ??= []).push(id);
    this.#added();
  }
  have(id: number, bytes: number): void {
    (this.#want.have ??= []).push([id, bytes]);
    this.#added();
  }
  made(id: number): void {
    (this.#want.made ??= []).push(id);
    this.#added();
  }
  skip(id: number, why: string): void {
    (this.#want.skip ??= []).push([id, short(why)]);
    this.#added(1);
  }
  refuse(id: number, why: string): void {
    (this.#want.refuse ??= []).push([id, short(why)]);
    this.#added(1);
  }
  got(id: number): void {
    (this.#got.got ??= []).push(id);
    this.#added();
  }
  again(id: number): void {
    (this.#got.again ??= []).push(id);
    this.#added();
  }
  failed(id: number, why: string): void {
    (this.#got.failed ??= []).push([id, short(why)]);
    this.#added(1);
  }

  /** Hands over what is gathered. */
  flush(): void {
    if (this.#soon !== null) clearImmediate(this.#soon);
    this.#soon = null;
    if (Object.keys(this.#want).length > 0) this.#out.control(frameOf('want', this.#want));
    if (Object.keys(this.#got).length > 0) this.#out.control(frameOf('got', this.#got));
    this.#want = {};
    this.#got = {};
    this.#ids = this.#reasons = 0;
  }

  #added(reasons = 0): void {
    this.#ids++;
    this.#reasons += reasons;
    if (this.#ids >= MOST_IDS || this.#reasons >= MOST_REASONS) this.flush();
    else this.#soon ??= setImmediate(() => this.flush());
  }
}
