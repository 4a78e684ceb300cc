import type { PairRow } from '../../../contract/capture.ts';

export type Side = 'left' | 'right';
export const otherSide = (side: Side): Side => (side === 'left' ? 'right' : 'left');

/** A send and one of the reads it became. An end that isn't among the rows at hand is null. */
export interface Join {
  /** The side that sent. */
  from: Side;
  /** Places in the merged order. */
  write: number | null;
  read: number | null;
}

type Row = Pick<PairRow, 'side' | 'seq' | 'kind' | 'index' | 'time' | 'length' | 'joined'>;

/** Rows by side and number, to find what `joined` names. */
export class RowsAtHand<R extends Row> {
  readonly #bySeq = new Map<string, R>();
  readonly rows: readonly R[];

  constructor(rows: readonly R[]) {
    this.rows = rows;
    for (const row of rows) this.#bySeq.set(`${row.side} ${row.seq}`, row);
  }

  /** The rows at the other end that hold the same bytes, as far as they are at hand. */
  partners(row: R): R[] {
    if (!row.joined) return [];
    const side = otherSide(row.side);
    const kind = row.kind === 'out' ? 'in' : 'out';
    const found: R[] = [];
    // Rows of the other direction and of the connection's life stand in between.
    for (let seq = row.joined.first, missed = 0; found.length < row.joined.count && missed < 64; seq++) {
      const partner = this.#bySeq.get(`${side} ${seq}`);
      if (!partner) missed++;
      else if (partner.kind === kind) found.push(partner);
    }
    return found;
  }
}

/** Every join that has at least one end among the rows at hand. */
export function joinsOf<R extends Row>(at: RowsAtHand<R>): Join[] {
  const joins: Join[] = [];
  for (const row of at.rows) {
    if (!row.joined || (row.kind !== 'out' && row.kind !== 'in')) continue;
    const partners = at.partners(row);
    if (row.kind === 'out') {
      for (const partner of partners) joins.push({ from: row.side, write: row.index, read: partner.index });
      if (partners.length < row.joined.count) joins.push({ from: row.side, write: row.index, read: null });
    } else if (partners.length < row.joined.count) {
      joins.push({ from: otherSide(row.side), write: null, read: row.index });
    }
  }
  return joins;
}

/** How a send arrived, or how a read was sent: `1 write arrived as 3 reads`. Null for the plain case, one as one. */
export function splitWords(row: Row): string | null {
  const count = row.joined?.count ?? 1;
  if (count === 1) return null;
  return row.kind === 'out' ? `1 write arrived as ${count} reads` : `${count} writes arrived as 1 read`;
}

/** The time from the first write to a read of it, or from a write to its first read; null when it isn't known. */
export function latencyOf<R extends Row>(at: RowsAtHand<R>, row: R): number | null {
  const first = at.partners(row)[0];
  if (!first || first.seq !== firstOf(row)) return null;
  return row.kind === 'out' ? first.time - row.time : row.time - first.time;
}

const firstOf = (row: Row): number => row.joined?.first ?? -1;

/** `40 µs`, `0.4 ms`, `12 ms`, `1.2 s`. */
export function formatLatency(ms: number): string {
  if (ms < 0.1) return `${Math.max(0, Math.round(ms * 1000))} µs`;
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  return `${(ms / 1000).toFixed(1)} s`;
}

/** A row as it is read aloud: `sent 14 bytes, arrived as 1 read after 0.4 ms`. */
export function describeJoin<R extends Row>(at: RowsAtHand<R>, row: R): string {
  const bytes = `${row.length.toLocaleString('en-US')} ${row.length === 1 ? 'byte' : 'bytes'}`;
  const latency = latencyOf(at, row);
  const after = latency === null ? '' : ` after ${formatLatency(latency)}`;
  const count = row.joined?.count ?? 0;
  if (row.kind === 'out') {
    if (count === 0) return `sent ${bytes}, not arrived`;
    return `sent ${bytes}, arrived as ${count} ${count === 1 ? 'read' : 'reads'}${after}`;
  }
  return `received ${bytes}, from ${count} ${count === 1 ? 'write' : 'writes'}${after}`;
}
