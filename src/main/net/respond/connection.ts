import { AnswerQueue } from './answer-queue.ts';
import type { ResponderPort } from './port.ts';
import type { Responder } from './responder.ts';
import { RulesConnection } from './rules/rules-connection.ts';

/** The answering of one connection or peer; its owner tells what happens to it. */
export class ResponderConnection {
  readonly #responder: Responder;
  readonly #port: ResponderPort;
  #queue: AnswerQueue | null = null;
  #rules: RulesConnection | null = null;

  constructor(responder: Responder, port: ResponderPort) {
    this.#responder = responder;
    this.#port = port;
  }

  /** The connection was accepted: greets it, or sends it the file. Not for peers of a datagram socket. */
  opened(): void {
    const { mode, greeting, file } = this.#responder.spec;
    if (greeting.length > 0) this.#port.write(greeting);
    if (mode !== 'file' || file === null) return;
    const answers = [{ delayMs: 0, what: { path: file } }];
    this.#answers().push({ answers: () => answers, size: 0, plain: false, after: 'close' });
  }

  /**
   * Answers to one read (or datagram), which is never changed. True: the socket should not be read until the port is
   * told to resume, or has taken what was written.
   */
  received(read: Buffer): boolean {
    const { mode, prefix } = this.#responder.spec;
    switch (mode) {
      case 'nothing':
      case 'file':
        return false;
      case 'echo':
        return this.#write(read);
      case 'upper-case':
        return this.#write(upperCase(read));
      case 'prefix':
        return this.#write(Buffer.concat([prefix, read]));
      case 'rules':
        return this.#byRules(read);
    }
  }

  /** So many answers wait that nothing more should be read, also where the socket has drained. */
  get full(): boolean {
    return this.#queue?.full ?? false;
  }

  /**
   * The peer has sent its end: what it left unfinished is looked at as a last message. Calls `then` when everything that
   * is due has been answered.
   */
  finish(then: () => void): void {
    if (this.#rules && this.#rules.use === this.#responder.rules) this.#rules.finished();
    if (this.#queue) this.#queue.whenIdle(then);
    else then();
  }

  /** The connection has ended: what waits for its time is dropped. */
  ended(): void {
    this.#queue?.end();
  }

  #write(bytes: Uint8Array): boolean {
    // What an earlier setting still has to send comes first.
    if (this.#queue && !this.#queue.idle) {
      const answers = [{ delayMs: 0, what: Buffer.from(bytes) }];
      return this.#queue.push({ answers: () => answers, size: bytes.length, plain: true, after: 'nothing' });
    }
    return this.#port.writable && !this.#port.write(bytes);
  }

  #byRules(read: Buffer): boolean {
    const use = this.#responder.rules;
    if (!use) return false;
    if (this.#rules?.use !== use) this.#rules = new RulesConnection(use, this.#port, () => this.#answers());
    return this.#rules.received(read);
  }

  #answers(): AnswerQueue {
    return (this.#queue ??= new AnswerQueue(this.#port, this.#responder.waiting));
  }
}

/** ASCII letters only: a read may end in the middle of any other character. */
function upperCase(bytes: Uint8Array): Buffer {
  const out = Buffer.from(bytes);
  for (let i = 0; i < out.length; i++) {
    const b = out[i] as number;
    if (b >= 0x61 && b <= 0x7a) out[i] = b - 0x20;
  }
  return out;
}
