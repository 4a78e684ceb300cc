import { ROW_KINDS, type Direction, type RowKind } from '../../../contract/rows.ts';
import { SegmentLog } from './segment-log.ts';

/** Bytes of one stored row: time f64, bytes in before f64, bytes out before f64, length u32, event and kind u32. */
const RECORD = 32;
const KIND_BITS = 8;
const KIND_MASK = (1 << KIND_BITS) - 1;
/** `in` and `out` are the first two kinds. */
const LAST_DATA = ROW_KINDS.indexOf('out');
const KIND_CODES = new Map<RowKind, number>(ROW_KINDS.map((kind, i) => [kind, i]));

export interface RowRecord {
  seq: number;
  time: number;
  kind: RowKind;
  length: number;
  /** Bytes of each direction that came before this row. */
  inBefore: number;
  outBefore: number;
  /** For a life-cycle row which sentence it carries, for a row with bytes which peer (0: none is told). */
  event: number;
}

/** The rows of one capture, each a record of fixed size, so that any row is found by its number. */
export class RowLog extends SegmentLog {
  get count(): number {
    return this.length / RECORD;
  }

  push(
    time: number,
    inBefore: number,
    outBefore: number,
    length: number,
    kind: RowKind,
    event: number,
  ): void {
    const segment = this.room(RECORD);
    const view = (segment.view ??= viewOf(segment.buffer as Buffer));
    const at = segment.length;
    view.setFloat64(at, time, true);
    view.setFloat64(at + 8, inBefore, true);
    view.setFloat64(at + 16, outBefore, true);
    view.setUint32(at + 24, length, true);
    const code = kind === 'in' ? 0 : kind === 'out' ? 1 : (KIND_CODES.get(kind) ?? 0);
    view.setUint32(at + 28, ((event << KIND_BITS) | code) >>> 0, true);
    this.took(RECORD);
  }

  /** The rows `[from, from+count)` that exist. */
  async records(from: number, count: number): Promise<RowRecord[]> {
    const bytes = await this.read(from * RECORD, Math.max(0, Math.min(count, this.count - from)) * RECORD);
    const rows: RowRecord[] = [];
    for (let at = 0; at < bytes.length; at += RECORD) rows.push(decode(bytes, at, from + at / RECORD));
    return rows;
  }

  /** For each of the rows `[from, from+count)` that exist the number of its peer; 0 for rows that name none. */
  async peers(from: number, count: number): Promise<Uint32Array> {
    const rows = Math.max(0, Math.min(count, this.count - from));
    const bytes = this.peek(from * RECORD, rows * RECORD) ?? (await this.read(from * RECORD, rows * RECORD));
    const peers = new Uint32Array(rows);
    for (let i = 0; i < rows; i++) {
      const tail = bytes.readUInt32LE(i * RECORD + 28);
      if ((tail & KIND_MASK) <= LAST_DATA) peers[i] = tail >>> KIND_BITS;
    }
    return peers;
  }

  async record(seq: number): Promise<RowRecord> {
    const near = this.peek(seq * RECORD, RECORD);
    return decode(near ?? (await this.read(seq * RECORD, RECORD)), 0, seq);
  }

  /** The row that holds the byte at `offset` of a direction, which must have come; O(log n) rows are read. */
  async holding(direction: Direction, offset: number): Promise<number> {
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const mid = Math.ceil((low + high) / 2);
      const row = await this.record(mid);
      if ((direction === 'in' ? row.inBefore : row.outBefore) <= offset) low = mid;
      else high = mid - 1;
    }
    return low;
  }
}

/** The methods of Buffer that write numbers are several times slower. */
const viewOf = ({ buffer, byteOffset, length }: Buffer) => new DataView(buffer, byteOffset, length);

function decode(bytes: Buffer, at: number, seq: number): RowRecord {
  const tail = bytes.readUInt32LE(at + 28);
  return {
    seq,
    time: bytes.readDoubleLE(at),
    inBefore: bytes.readDoubleLE(at + 8),
    outBefore: bytes.readDoubleLE(at + 16),
    length: bytes.readUInt32LE(at + 24),
    kind: ROW_KINDS[tail & KIND_MASK] ?? 'note',
    event: tail >>> KIND_BITS,
  };
}
