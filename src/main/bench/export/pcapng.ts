import type { Direction } from '../../../contract/rows.ts';
import { APPLICATION, sessionText } from '../packets/notes.ts';
import { interfaceBlock, sectionHeader } from './blocks.ts';
import { Datagrams } from './datagrams.ts';
import { endText, factsOf, type SessionFacts } from './facts.ts';
import { Earliest, isBefore, RowCursor } from './merge.ts';
import { PacketWriter } from './packet-writer.ts';
import { plugNote, plugsOf, type Plugs } from './plug.ts';
import { hasPeers } from './row-writer.ts';
import { Segments } from './segments.ts';
import type { ExportSource } from './source.ts';

const SYNTHETIC =
  'Made by Wirebench from what an application received and sent. The Ethernet, IP, TCP and UDP headers in this file are synthetic: addresses, payload and times are as captured, everything else was made up so that the bytes can be read here.';

export interface PcapngOptions {
  version: string;
  /** The first sequence number of each direction. */
  start?: Record<Direction, number>;
}

/**
 * The sessions as one pcapng file, their packets in the order of time, each session an interface of its own. Life-cycle
 * rows are comments of the packet that follows them, or of an interface statistics block where none does.
 */
export async function* pcapng(
  sources: readonly ExportSource[],
  { version, start }: PcapngOptions,
): AsyncGenerator<Uint8Array, void> {
  const writer = new PacketWriter();
  writer.block(sectionHeader(`${APPLICATION} ${version}`, SYNTHETIC));
  const next = new Earliest();
  for (const [index, source] of sources.entries()) {
    const facts = factsOf(source.session);
    const plugs = plugsOf(facts, index);
    writer.block(interfaceBlock(source.session.id, facts.title, interfaceComments(source, facts, plugs)));
    const wire = { writer, index, source, facts, plugs, start };
    const to = facts.protocol === 'udp' ? new Datagrams(wire) : new Segments(wire);
    const cursor = new RowCursor(source, index, to);
    if (await cursor.load()) next.push(cursor);
    if (writer.full) yield* writer.take();
  }
  for (let cursor = next.pop(); cursor; cursor = next.pop()) {
    const { to } = cursor;
    let more = true;
    while (more && (!next.first || isBefore(cursor, next.first))) {
      await to.row(cursor.row!);
      if (writer.full) yield* writer.take();
      cursor.step();
      more = cursor.row !== undefined || (await cursor.load());
    }
    if (more) next.push(cursor);
    else to.end();
  }
  yield* writer.take();
}

function interfaceComments(source: ExportSource, facts: SessionFacts, plugs: Plugs): string[] {
  const ends = `${facts.role}, local ${endText(facts.local)}, remote ${endText(facts.remote)}`;
  const lines = [`Wirebench session ${facts.title}: ${ends}.`];
  const stand = plugNote(facts, plugs);
  if (stand !== null) lines.push(`Some addresses are placeholders: ${stand}`);
  if (facts.tls) lines.push('The connection was protected by TLS; the payload here is decrypted.');
  if (source.direction !== null) {
    lines.push(`Only what was ${source.direction === 'in' ? 'received' : 'sent'} is in this file.`);
  }
  if (source.first > 0 || source.end < source.session.counts.rows)
    lines.push(`Only the rows ${source.first + 1} to ${source.end} are in this file.`);
  return [lines.join('\n'), sessionText({ ...facts, peers: hasPeers(source) })];
}
