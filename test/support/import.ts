import type { Direction, RowKind } from '../../src/contract/rows.ts';
import type { Capture } from '../../src/main/bench/capture/capture.ts';
import type { SessionFacts } from '../../src/main/bench/export/facts.ts';
import { Importer } from '../../src/main/bench/import/importer.ts';

/** A row as a test compares it: bytes as hex. */
export type FlatRow = [time: number, kind: RowKind, what: string, peer?: string];
export interface ReadFile {
  sessions: { facts: SessionFacts; rows: FlatRow[] }[];
  notes: string[];
}

const flat = (time: number, kind: RowKind, what: string, peer: string | undefined): FlatRow =>
  peer === undefined ? [time, kind, what] : [time, kind, what, peer];

/** Reads a file in pieces of `size` bytes. */
export function readCapture(file: Uint8Array, size = file.length || 1): ReadFile {
  const sessions: ReadFile['sessions'] = [];
  const importer = new Importer({
    open(facts) {
      const rows: FlatRow[] = [];
      const session = { facts, rows };
      sessions.push(session);
      return {
        data: (time: number, direction: Direction, bytes: Uint8Array, peer?: string) =>
          void rows.push(flat(time, direction, Buffer.from(bytes).toString('hex'), peer)),
        event: (time, kind, text) => void rows.push(flat(time, kind, text, undefined)),
        update: (more) => void (session.facts = { ...session.facts, ...more }),
      };
    },
  });
  for (let at = 0; at < file.length; at += size) importer.feed(Uint8Array.from(file.subarray(at, at + size)));
  return { sessions, notes: importer.end() };
}

/** The bytes of one direction in their order. */
export function bytesOf(rows: readonly FlatRow[], direction: Direction): Buffer {
  return Buffer.from(rows.flatMap(([, kind, what]) => (kind === direction ? [what] : [])).join(''), 'hex');
}

export const wordsOf = (rows: readonly FlatRow[]): string[] =>
  rows.flatMap(([, kind, what]) => (kind === 'in' || kind === 'out' ? [] : [`${kind}: ${what}`]));

/** All rows of a capture of at most 512. */
export async function flatRows(capture: Capture): Promise<FlatRow[]> {
  const { rows } = await capture.page(0, 512);
  const all: FlatRow[] = [];
  for (const { time, kind, offset, length, text, peer } of rows) {
    const data = kind === 'in' || kind === 'out';
    const what = data ? (await capture.read(kind, offset, length)).toString('hex') : (text ?? '');
    all.push(flat(time, kind, what, peer));
  }
  return all;
}
