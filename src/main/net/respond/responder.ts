import type { RespondInfo, RespondMode } from '../../../contract/respond.ts';
import type { Shared } from './answer-queue.ts';
import { ResponderConnection } from './connection.ts';
import type { ResponderPort } from './port.ts';
import { type ResponderParts, RulesInUse } from './rules/rules-in-use.ts';

export type { ResponderParts } from './rules/rules-in-use.ts';

/** What is to be answered, with the bytes at hand; see `respondInput` in the contract. */
export interface RespondSpec {
  mode: RespondMode;
  prefix: Uint8Array;
  greeting: Uint8Array;
  file: string | null;
  rules: string | null;
}

/**
 * What a listener or a bound socket answers. Make one for it, and one `connection` for each connection or peer; `set`
 * changes what all of them answer from then on.
 */
export class Responder {
  readonly #parts: ResponderParts;
  #spec!: RespondSpec;
  #rules: RulesInUse | null = null;
  /** What waits to be answered, of all connections together. */
  readonly waiting: Shared = { replies: 0, bytes: 0, told: false };

  constructor(spec: RespondSpec, parts: ResponderParts) {
    this.#parts = parts;
    this.set(spec);
  }

  get spec(): RespondSpec {
    return this.#spec;
  }

  /** The rules in use, while they are what is answered by. */
  get rules(): RulesInUse | null {
    return this.#rules;
  }

  /** Counts begin anew, and rules that were stopped may try again. */
  set(spec: RespondSpec): void {
    this.#spec = spec;
    this.#rules =
      spec.mode === 'rules' && spec.rules !== null ? new RulesInUse(spec.rules, this.#parts) : null;
  }

  info(): RespondInfo {
    const { mode, prefix, greeting, file } = this.#spec;
    return {
      mode,
      prefixBytes: prefix.length,
      greetingBytes: greeting.length,
      file: mode === 'file' ? file : null,
      rules: this.#rules?.info() ?? null,
    };
  }

  connection(port: ResponderPort): ResponderConnection {
    return new ResponderConnection(this, port);
  }
}
