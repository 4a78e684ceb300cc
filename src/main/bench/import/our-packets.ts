import { formatHostPort } from '../../../contract/payload/endpoint.ts';
import { isData } from '../../../contract/rows.ts';
import { PSH } from '../export/packet-writer.ts';
import { addressText } from '../packets/addresses.ts';
import { APPLICATION, readNote, readPeer, readSession } from '../packets/notes.ts';
import { dissect } from './dissect.ts';
import { namesPeers, readFacts } from './facts.ts';
import type { FileInterface, FilePacket, PacketSink } from './packet.ts';
import type { FileSink, SessionSink } from './sink.ts';

/** A row whose segments have not all come is let go at this size: a file that was changed may never end one. */
const MAX_ROW = 16 * 1024 * 1024;
/** The same for all sessions of the file together, and for the segments of one row. */
const MAX_ROWS = 64 * 1024 * 1024;
const MAX_SEGMENTS = 4096;

interface Ours {
  sink: SessionSink;
  udp: boolean;
  /** Its rows name their peers. */
  peers: boolean;
  /** The row that is being put together. */
  pieces: Buffer[];
  size: number;
  time: number;
  direction: 'in' | 'out';
  peer: string | undefined;
}

/**
 * Reads back what our own pcapng files hold, row for row: each interface is a session, comments are the rows without
 * bytes, and a segment with PSH ends a row. Whatever is not ours goes on to `others`.
 */
export class OurPackets implements PacketSink {
  readonly #file: FileSink;
  readonly #others: PacketSink;
  readonly #sessions = new Map<number, Ours | null>();
  #ours = false;
  #passed = 0;
  /** Bytes of rows that are being put together. */
  #held = 0;

  constructor(file: FileSink, others: PacketSink) {
    this.#file = file;
    this.#others = others;
  }

  section(application: string): void {
    // What comes now is of other interfaces.
    this.#flushAll();
    this.#sessions.clear();
    this.#ours = application.startsWith(`${APPLICATION} `);
    this.#others.section(application);
  }

  interface(index: number, about: FileInterface): void {
    const json = this.#ours ? about.comments.map(readSession).find((found) => found !== null) : undefined;
    const facts = json === undefined || json === null ? null : readFacts(json);
    if (!facts) return this.#others.interface(index, about);
    const sink = this.#file.open(facts);
    const udp = facts.protocol === 'udp';
    const peers = namesPeers(json ?? '');
    this.#sessions.set(
      index,
      sink && { sink, udp, peers: peers, pieces: [], size: 0, time: 0, direction: 'in', peer: undefined },
    );
    if (!sink) this.#passed++;
  }

  packet(packet: FilePacket): void {
    const session = this.#sessions.get(packet.interface);
    if (session === undefined) return this.#others.packet(packet);
    if (session === null) return;
    let peer: { peer: string | undefined } | undefined;
    for (const comment of packet.comments) peer = this.#comment(session, comment) ?? peer;
    const found = dissect(packet.link, packet.data);
    if (typeof found === 'string') return;
    const direction = packet.direction ?? 'in';
    if (session.udp) {
      const [address, port] =
        direction === 'in' ? [found.source, found.sourcePort] : [found.target, found.targetPort];
      const named = session.peers ? formatHostPort(addressText(address), port) : undefined;
      const told = peer ? peer.peer : named;
      session.sink.data(packet.time, direction, found.payload, told);
      return;
    }
    if (found.payload.length === 0) return;
    if (session.size > 0 && session.direction !== direction) this.#flush(session);
    if (session.size === 0) {
      session.time = packet.time;
      session.direction = direction;
      session.peer = peer?.peer;
    }
    // The block it stands in goes with the next piece of the file.
    session.pieces.push(Buffer.from(found.payload));
    session.size += found.payload.length;
    this.#held += found.payload.length;
    const most = session.size >= MAX_ROW || session.pieces.length >= MAX_SEGMENTS || this.#held >= MAX_ROWS;
    if (((found.tcp?.flags ?? PSH) & PSH) !== 0 || most) this.#flush(session);
  }

  statistics(index: number, comments: string[]): void {
    const session = this.#sessions.get(index);
    if (session) for (const comment of comments) this.#comment(session, comment);
    else this.#others.statistics(index, comments);
  }

  end(): void {
    this.#flushAll();
    this.#others.end();
  }

  notes(): string[] {
    const passed = this.#passed > 0 ? [`${this.#passed} more sessions of the file were not opened.`] : [];
    return [...passed, ...this.#others.notes()];
  }

  #comment(session: Ours, comment: string): { peer: string | undefined } | undefined {
    const note = readNote(comment);
    if (!note) return readPeer(comment);
    this.#flush(session);
    const { time, kind, text } = note;
    // A row of no bytes has no packet either.
    if (isData(kind)) session.sink.data(time, kind, new Uint8Array());
    else session.sink.event(time, kind, text);
    return undefined;
  }

  #flushAll(): void {
    for (const session of this.#sessions.values()) if (session) this.#flush(session);
  }

  #flush(session: Ours): void {
    if (session.size === 0) return;
    const [only] = session.pieces;
    const bytes = session.pieces.length === 1 && only ? only : Buffer.concat(session.pieces);
    session.sink.data(session.time, session.direction, bytes, session.peer);
    this.#held -= session.size;
    session.pieces = [];
    session.size = 0;
  }
}
