import type { RespondInfo, RespondMode } from '../../../contract/respond.ts';
import { ResponderConnection } from './connection.ts';
import type { ResponderPort } from './port.ts';

/** What is to be answered, with the bytes at hand; see `respondInput` in the contract. */
export interface RespondSpec {
  mode: RespondMode;
  prefix: Uint8Array;
  greeting: Uint8Array;
  file: string | null;
  rules: string | null;
}

const NOTHING = new Uint8Array();
export const SILENT: RespondSpec = {
  mode: 'nothing',
  prefix: NOTHING,
  greeting: NOTHING,
  file: null,
  rules: null,
};

/**
 * What a listener or a bound socket answers. Make one for it, and one `connection` for each connection or peer; `set`
 * changes what all of them answer from then on.
 */
export class Responder {
  #spec: RespondSpec;

  constructor(spec: RespondSpec) {
    this.#spec = spec;
  }

  get spec(): RespondSpec {
    return this.#spec;
  }

  set(spec: RespondSpec): void {
    this.#spec = spec;
  }

  info(): RespondInfo {
    const { mode, prefix, greeting, file } = this.#spec;
    return {
      mode,
      prefixBytes: prefix.length,
      greetingBytes: greeting.length,
      file: mode === 'file' ? file : null,
      rules: null,
    };
  }

  connection(port: ResponderPort): ResponderConnection {
    return new ResponderConnection(this, port);
  }
}
