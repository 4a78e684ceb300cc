import type { Direction } from '../../../contract/rows.ts';
import type { SessionFacts } from './facts.ts';
import type { PacketWriter } from './packet-writer.ts';
import type { Plugs } from './plug.ts';
import { ByteReader, type ExportRow, type ExportSource } from './source.ts';

/** Puts the rows of one session into a file of packets. */
export interface RowWriter {
  row(row: ExportRow): Promise<void>;
  /** There are no more. */
  end(): void;
}

export interface Wire {
  writer: PacketWriter;
  /** Its place in the file. */
  index: number;
  source: ExportSource;
  facts: SessionFacts;
  plugs: Plugs;
  /** The first sequence number of each direction. */
  start: Record<Direction, number> | undefined;
}

/** Comments that wait for a packet; more go to a block of their own. */
export const MOST_COMMENTS = 64;

/** Whether rows name their peers; where none does, none is named in the file. */
export const hasPeers = ({ capture }: ExportSource): boolean => capture.peerCount > 0;

export const readersOf = (source: ExportSource): Record<Direction, ByteReader> => ({
  in: new ByteReader(source, 'in'),
  out: new ByteReader(source, 'out'),
});

/** Fills a packet's payload; it waits only when a new window of bytes has to be read. */
export async function fill(into: Uint8Array, reader: ByteReader, offset: number): Promise<void> {
  for (let done = 0; done < into.length;) {
    const piece = reader.peek(offset + done, into.length - done);
    if (!piece) {
      await reader.fetch(offset + done);
      continue;
    }
    into.set(piece, done);
    done += piece.length;
  }
}
