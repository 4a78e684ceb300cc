import type { Direction, RowKind } from '../../../contract/rows.ts';
import type { SessionFacts } from '../export/facts.ts';

/** Where a session that is read from a file goes, row by row. Times are milliseconds since the epoch. */
export interface SessionSink {
  data(time: number, direction: Direction, bytes: Uint8Array, peer?: string): void;
  event(time: number, kind: Exclude<RowKind, Direction>, text: string): void;
  /** What was learned of it since; told at the end at the latest. */
  update(facts: Partial<SessionFacts>): void;
}

/** Where the sessions of a file go. */
export interface FileSink {
  /** Null when there are too many. */
  open(facts: SessionFacts): SessionSink | null;
}

/** Something that reads a file from its first byte to its last. */
export interface FileReader {
  /** Reads what is whole; throws Damage where the file makes no sense. */
  read(): void;
  /** Nothing comes any more. What is still held is let go; throws Damage when the end is missing. */
  end(): void;
  /** What somebody who opened the file should know. */
  notes(): string[];
}
