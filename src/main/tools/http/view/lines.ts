import type { Line } from './json-lines.ts';

/** Reads bytes of the body that is laid out. */
export type ReadBody = (from: number, length: number) => Promise<Uint8Array>;

/** What stops a walk. */
export const STOP = Symbol('stop');

/** A body cut into lines: fed with what comes, and asked for any of its lines at any time. */
export interface Lines {
  readonly count: number;
  /** Why it ends early, or what is wrong; one sentence. */
  readonly note: string | null;
  /** It takes no more. */
  readonly full: boolean;
  push(bytes: Uint8Array): void;
  end(): void;
  /** Looks at all of a short body once more, for what its lines do not tell; it may have a {@link note} then. */
  check?(text: string): void;
  /** Visits the lines from one on, in order, until there is none or the visitor says {@link STOP}. */
  walk(
    from: number,
    read: ReadBody,
    visit: (line: Line, number: number) => typeof STOP | undefined,
  ): Promise<void>;
  /** A line that begins at or before a byte of the body, not far before. */
  near(offset: number): number;
  /** The first line at or after one from which on there can be one of at most this depth. */
  skip(line: number, depth: number): number;
  /** The text of a line as it is shown, from its bytes. */
  text(source: string): string;
}
