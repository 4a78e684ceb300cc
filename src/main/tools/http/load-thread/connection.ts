import type { Target } from '../load/job.ts';

/** What a connection of a load tells about the request it carries. */
export interface ConnectionOwner {
  /** Bytes of a request were handed to the system. */
  sent(bytes: number): void;
  received(bytes: number): void;
  opened(): void;
  closed(): void;
  /** A request has its whole answer. */
  answered(carrier: Carrier, status: number): void;
  /** It has none. `code` says why. */
  failed(carrier: Carrier, code: string): void;
  /** The server closed a kept connection just when the request was sent: it goes out again on another. */
  again(carrier: Carrier): void;
}

/** One request on its way; used again for the next. */
export interface Carrier {
  /** `performance.now()`: when it was due, and when it was sent. */
  due: number;
  began: number;
  target: number;
}

/** A connection that carries one request at a time (HTTP/1.1) or several (HTTP/2). */
export interface LoadConnection {
  /** It can’t carry another request. */
  readonly gone: boolean;
  send(target: Target, carrier: Carrier): void;
  /** Fails what nothing has come of for its time. `now` is `performance.now()`. */
  look(now: number): void;
  /** Closes at once; tells nothing of what was under way. */
  close(): void;
}

/** Codes of our own; the others are those of the system. */
export const NO_ANSWER = 'NO_ANSWER';
export const CUT_SHORT = 'CUT_SHORT';
export const GARBAGE = 'GARBAGE';
export const TIMED_OUT = 'TIMED_OUT';
export const OTHER_CERTIFICATE = 'OTHER_CERTIFICATE';
export const PROXY_REFUSED = 'PROXY_REFUSED';
export const UPGRADED = 'UPGRADED';

export const codeOf = (error: unknown): string =>
  (error instanceof Error && (error as NodeJS.ErrnoException).code) || 'UNKNOWN';
