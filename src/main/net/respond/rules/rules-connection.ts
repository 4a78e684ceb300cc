import { FrameAssembler } from '../../../../contract/payload/frame-assembler.ts';
import { badLengthSentence, frame } from '../../../../contract/payload/framing.ts';
import type { Answer, AnswerQueue } from '../answer-queue.ts';
import type { ResponderPort } from '../port.ts';
import type { CompiledSet } from './compile.ts';
import { findRules, type Found, stepOf } from './find.ts';
import type { RulesInUse } from './rules-in-use.ts';
import { render } from './template.ts';

/** The most bytes of a message that rules look at. */
export const MOST_MATCHED = 256 * 1024;

/** One connection of a set: its message under way, and how many it has had. */
export class RulesConnection {
  readonly use: RulesInUse;
  readonly #port: ResponderPort;
  readonly #queue: () => AnswerQueue;
  #count = 0;
  #set: CompiledSet | null = null;
  #framing = '';
  #messages: FrameAssembler | null = null;
  #told = false;

  constructor(use: RulesInUse, port: ResponderPort, queue: () => AnswerQueue) {
    this.use = use;
    this.#port = port;
    this.#queue = queue;
  }

  /** Answers what came; true asks for a pause, as the queue does. */
  received(read: Buffer): boolean {
    const set = this.use.current();
    if (!set) {
      if (!this.#told) this.#port.note('error', 'The rules are gone: nothing is answered.');
      this.#told = true;
      return false;
    }
    if (set !== this.#set) this.#take(set);
    return this.#look(set, this.#cut(read));
  }

  /** No more comes: what is left of a message that has begun is looked at as one. */
  finished(): void {
    const rest = this.#messages?.rest();
    this.#messages = null;
    if (rest && this.#set && this.#set === this.use.current()) this.#look(this.#set, [rest]);
  }

  #look(set: CompiledSet, messages: readonly Uint8Array[]): boolean {
    if (messages.length === 0) return false;
    const found = findRules(
      set.rules,
      messages,
      messages.map(() => stepOf(set, ++this.#count)),
      (rule) => this.use.isOff(rule),
      (rule, message) => this.#port.note('error', this.use.stopped(rule, message.length)),
    );
    let pause = false;
    for (const [at, one] of found.entries()) {
      if (!this.#port.writable) break;
      if (this.#answer(set, messages[at]!, one)) pause = true;
    }
    return pause;
  }

  /** The set is another one, or was changed: a message under way stays where the framing does. */
  #take(set: CompiledSet): void {
    this.#set = set;
    this.#told = false;
    const framing = JSON.stringify(set.set.framing);
    if (framing === this.#framing) return;
    this.#framing = framing;
    const raw = set.set.framing.kind === 'raw' || this.#port.datagram !== undefined;
    this.#messages = raw ? null : new FrameAssembler(set.set.framing, MOST_MATCHED);
  }

  #cut(read: Buffer): Uint8Array[] {
    if (!this.#messages) return [read.subarray(0, MOST_MATCHED)];
    const messages: Uint8Array[] = [];
    for (const { frame: cut, payload } of this.#messages.push(read)) {
      if (cut.status === 'ok') messages.push(payload);
      else this.#bad(badLengthSentence(this.#set!.set.framing, cut));
    }
    return messages;
  }

  #bad(sentence: string): void {
    const rest = (this.#messages?.stopped ?? null) === null ? '' : ' No rule is looked at for what follows.';
    this.#port.note('error', `${sentence}${rest}`);
  }

  #answer(set: CompiledSet, message: Uint8Array, found: Found): boolean {
    if (!found) {
      this.use.unmatched();
      const { otherwise } = set;
      if (!otherwise) return false;
      const answers = () => {
        const what = this.#framed(set, otherwise, (text) => this.#port.note('error', text));
        return what ? [{ delayMs: 0, what }] : [];
      };
      return this.#queue().push({ answers, size: 0, plain: true, after: 'nothing' });
    }
    const { rule, answers } = found.rule;
    this.use.matched(found.rule);
    const problem = (text: string) => this.use.problem(rule, text);
    const wrong = (text: string) => {
      const told = `Rule “${rule.name}”: ${text}`;
      problem(told);
      this.#port.note('error', told);
    };
    const make = function* (this: RulesConnection): Generator<Answer> {
      for (const { delayMs, what } of answers) {
        if ('path' in what) {
          yield { delayMs, what };
          continue;
        }
        const rendered = render(what.template, message, found.captures);
        if (!rendered) wrong('the answer would be longer than 16 MiB, so it was not sent.');
        const bytes = rendered && this.#framed(set, rendered, wrong);
        if (bytes) yield { delayMs, what: bytes };
      }
    };
    const plain = answers.every(({ delayMs, what }) => delayMs === 0 && !('path' in what));
    return this.#queue().push({
      answers: () => make.call(this),
      size: message.length,
      plain,
      after: rule.after,
      problem,
    });
  }

  #framed(set: CompiledSet, bytes: Uint8Array, wrong: (text: string) => void): Uint8Array | null {
    const { datagram } = this.#port;
    if (datagram !== undefined && bytes.length > datagram) {
      wrong(
        `an answer of ${bytes.length.toLocaleString('en-US')} bytes was not sent: a datagram carries at most ${datagram.toLocaleString('en-US')}.`,
      );
      return null;
    }
    if (!set.set.frameAnswers || datagram !== undefined) return bytes;
    const made = frame(bytes, set.set.framing);
    if (made.ok) return made.bytes;
    wrong(made.message);
    return null;
  }
}
