import { BenchError } from '../../bench/failure.ts';

/** The most lines kept for one connection; a handshake makes five, each key update of TLS 1.3 none. */
const MOST = 1000;

/** The secrets of one connection’s handshakes as an NSS key log, in memory, for whoever asked for it. */
export class KeyLog {
  readonly #lines: Buffer[] = [];

  get count(): number {
    return this.#lines.length;
  }

  add(line: Buffer): void {
    if (this.#lines.length < MOST) this.#lines.push(line);
  }

  /** As Wireshark reads it (“(Pre)-Master-Secret log filename”). */
  file(): Buffer {
    return Buffer.concat(this.#lines.map((line) => (line.at(-1) === 10 ? line : Buffer.concat([line, LF]))));
  }
}

const LF = Buffer.from('\n');

export const noKeys = (): BenchError =>
  new BenchError({
    code: 'NO_KEYS',
    message: 'No TLS keys were kept for this session.',
    hint: 'Tick “Keep TLS keys” in the TLS settings, and connect anew: keys can’t be had afterwards.',
  });
