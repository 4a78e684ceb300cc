import { type Direction, isData, type RowKind } from '../../../contract/rows.ts';
import { APPLICATION, noteText, peerText, sessionText } from '../packets/notes.ts';
import { interfaceBlock, sectionHeader, statisticsBlock } from './blocks.ts';
import { Conversation, SEGMENT } from './conversation.ts';
import { endText, factsOf, type SessionFacts } from './facts.ts';
import { type Packet, PacketWriter } from './packet-writer.ts';
import { peerPlug, plugNote, plugsOf, plugText, type Plugs } from './plug.ts';
import { ByteReader, type ExportRow, type ExportSource, rowsOf } from './source.ts';

const SYNTHETIC =
  'Made by Wirebench from what an application received and sent. The Ethernet, IP, TCP and UDP headers in this file are synthetic: addresses, payload and times are as captured, everything else was made up so that the bytes can be read here.';
/** Comments that wait for a packet; more go to a block of their own. */
const MOST_COMMENTS = 64;
/** The most payload of a UDP datagram. */
const DATAGRAM = { 4: 65_507, 16: 65_527 } as const;

export interface PcapngOptions {
  version: string;
  /** The first sequence number of each direction. */
  start?: Record<Direction, number>;
}

/**
 * The sessions as one pcapng file, one after the other, each an interface of its own. Life-cycle rows are comments of
 * the packet that follows them, or of an interface statistics block where none does.
 */
export async function* pcapng(
  sources: Iterable<ExportSource> | AsyncIterable<ExportSource>,
  { version, start }: PcapngOptions,
): AsyncGenerator<Uint8Array, void> {
  const writer = new PacketWriter();
  writer.block(sectionHeader(`${APPLICATION} ${version}`, SYNTHETIC));
  let index = 0;
  for await (const source of sources) {
    const facts = factsOf(source.session);
    const plugs = plugsOf(facts, index);
    writer.block(interfaceBlock(source.session.id, facts.title, interfaceComments(source, facts, plugs)));
    const wire = { writer, index, source, facts, plugs, start };
    yield* facts.protocol === 'udp' ? datagrams(wire) : segments(wire);
    index++;
  }
  yield* writer.take();
}

interface Wire {
  writer: PacketWriter;
  index: number;
  source: ExportSource;
  facts: SessionFacts;
  plugs: Plugs;
  start: Record<Direction, number> | undefined;
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
    lines.push(`Only the rows ${source.first} to ${source.end - 1} are in this file.`);
  return [lines.join('\n'), sessionText({ ...facts, peers: hasPeers(source) })];
}

/** Whether rows name their peers; where none does, none is named in the file. */
const hasPeers = ({ capture }: ExportSource): boolean => capture.peerCount > 0;

const readersOf = (source: ExportSource) => ({
  in: new ByteReader(source, 'in'),
  out: new ByteReader(source, 'out'),
});

async function* segments({ writer, index, source, facts, plugs, start }: Wire) {
  const talk = new Conversation({
    writer,
    interface: index,
    plugs,
    opener: facts.role === 'client' ? 'out' : 'in',
    ...(start && { start }),
  });
  const read = readersOf(source);
  let last = facts.createdAt;
  for await (const rows of rowsOf(source)) {
    for (const row of rows) {
      last = row.time;
      if (isData(row.kind) && row.length > 0) {
        if (row.peer !== undefined) talk.comments.push(peerText(row.peer));
        for (let done = 0; done < row.length;) {
          const length = Math.min(SEGMENT, row.length - done);
          const into = talk.begin(row.time, row.kind, length, done + length === row.length);
          await fill(into, read[row.kind], row.offset + done);
          talk.finish(row.time, row.kind);
          done += length;
        }
      } else step(talk, row, facts);
      if (talk.comments.length > MOST_COMMENTS)
        writer.block(statisticsBlock(index, row.time, talk.comments.splice(0)));
      if (writer.full) yield* writer.take();
    }
  }
  if (talk.comments.length > 0) writer.block(statisticsBlock(index, last, talk.comments.splice(0)));
}

/** A row without bytes: a comment, and the packets that go with it. */
function step(talk: Conversation, row: ExportRow, facts: SessionFacts): void {
  const { time, kind } = row;
  talk.comments.push(noteText({ time, kind, text: row.text ?? '' }));
  const packets: Partial<Record<RowKind, () => void>> = {
    connect: () => talk.open(time),
    accept: () => talk.open(time),
    'end-sent': () => talk.end(time, 'out'),
    'end-received': () => talk.end(time, 'in'),
    reset: () => talk.reset(time, resetHere(facts, row) ? 'out' : 'in'),
    close: () => talk.close(time),
  };
  packets[kind]?.();
}

const resetHere = ({ closeReason }: SessionFacts, { text }: ExportRow): boolean =>
  text === 'Reset here.' || closeReason === 'reset here';

async function* datagrams({ writer, index, source, facts, plugs }: Wire) {
  const read = readersOf(source);
  const size = plugs.local.address.length === 16 ? 16 : 4;
  const usual = plugText(plugs.remote);
  const named = hasPeers(source);
  const others = new Map<string, Plugs['remote']>();
  let comments: string[] = [];
  let last = facts.createdAt;
  for await (const rows of rowsOf(source)) {
    for (const row of rows) {
      last = row.time;
      if (!isData(row.kind)) {
        comments.push(noteText({ time: row.time, kind: row.kind, text: row.text ?? '' }));
      } else {
        let other = row.peer === undefined ? plugs.remote : others.get(row.peer);
        if (other === undefined) {
          other = peerPlug(row.peer ?? '', size) ?? plugs.remote;
          if (others.size < 10_000) others.set(row.peer ?? '', other);
        }
        const told = other === plugs.remote ? usual : plugText(other);
        if (named && row.peer !== told) comments.push(peerText(row.peer));
        // No network carries more in one datagram; a file that claims so still keeps all its bytes.
        const most = DATAGRAM[size];
        for (let done = 0; done === 0 || done < row.length; done += most) {
          const payload = Math.min(most, row.length - done);
          const [from, to] = row.kind === 'out' ? [plugs.local, other] : [other, plugs.local];
          const packet: Packet = {
            interface: index,
            time: row.time,
            direction: row.kind,
            from,
            to,
            tcp: null,
            payload,
            comments,
          };
          const into = writer.begin(packet);
          if (payload > 0) await fill(into, read[row.kind], row.offset + done);
          writer.finish();
          comments = [];
        }
      }
      if (comments.length > MOST_COMMENTS) writer.block(statisticsBlock(index, row.time, comments.splice(0)));
      if (writer.full) yield* writer.take();
    }
  }
  if (comments.length > 0) writer.block(statisticsBlock(index, last, comments));
}

/** Fills a packet's payload; it waits only when a new window of bytes has to be read. */
async function fill(into: Uint8Array, reader: ByteReader, offset: number): Promise<void> {
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
