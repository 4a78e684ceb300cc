import { isData } from '../../../contract/rows.ts';
import { noteText, peerText } from '../packets/notes.ts';
import { statisticsBlock } from './blocks.ts';
import { type Plug, peerPlug, plugText } from './plug.ts';
import { fill, hasPeers, MOST_COMMENTS, readersOf, type RowWriter, type Wire } from './row-writer.ts';
import type { ExportRow } from './source.ts';

/** The most payload of a UDP datagram. */
const DATAGRAM = { 4: 65_507, 16: 65_527 } as const;
/** Peers whose addresses are kept at hand. */
const MOST_PEERS = 10_000;

/** A UDP session as packets. */
export class Datagrams implements RowWriter {
  readonly #wire: Wire;
  readonly #read: ReturnType<typeof readersOf>;
  readonly #size: 4 | 16;
  readonly #usual: string;
  readonly #named: boolean;
  readonly #others = new Map<string, Plug>();
  #comments: string[] = [];
  #last: number;

  constructor(wire: Wire) {
    const { source, plugs, facts } = wire;
    this.#wire = wire;
    this.#read = readersOf(source);
    this.#size = plugs.local.address.length === 16 ? 16 : 4;
    this.#usual = plugText(plugs.remote);
    this.#named = hasPeers(source);
    this.#last = facts.createdAt;
  }

  async row(row: ExportRow): Promise<void> {
    const { time, kind } = row;
    this.#last = time;
    if (isData(kind)) await this.#datagram(row, kind);
    else this.#comments.push(noteText({ time, kind, text: row.text ?? '' }));
    if (this.#comments.length > MOST_COMMENTS) this.end();
  }

  end(): void {
    const { writer, index } = this.#wire;
    if (this.#comments.length > 0) writer.block(statisticsBlock(index, this.#last, this.#comments.splice(0)));
  }

  async #datagram(row: ExportRow, direction: 'in' | 'out'): Promise<void> {
    const { writer, index, plugs } = this.#wire;
    const other = this.#otherOf(row.peer);
    const told = other === plugs.remote ? this.#usual : plugText(other);
    if (this.#named && row.peer !== told) this.#comments.push(peerText(row.peer));
    const [from, to] = direction === 'out' ? [plugs.local, other] : [other, plugs.local];
    // No network carries more in one datagram; a file that claims so still keeps all its bytes.
    const most = DATAGRAM[this.#size];
    for (let done = 0; done === 0 || done < row.length; done += most) {
      const payload = Math.min(most, row.length - done);
      const comments = this.#comments.splice(0);
      const into = writer.begin({
        interface: index,
        time: row.time,
        direction,
        from,
        to,
        tcp: null,
        payload,
        comments,
      });
      if (payload > 0) await fill(into, this.#read[direction], row.offset + done);
      writer.finish();
    }
  }

  #otherOf(peer: string | undefined): Plug {
    const { remote } = this.#wire.plugs;
    if (peer === undefined) return remote;
    const known = this.#others.get(peer);
    if (known) return known;
    const other = peerPlug(peer, this.#size) ?? remote;
    if (this.#others.size < MOST_PEERS) this.#others.set(peer, other);
    return other;
  }
}
