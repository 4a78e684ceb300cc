import { type Direction, isData, type RowKind } from '../../../contract/rows.ts';
import { noteText, peerText } from '../packets/notes.ts';
import { statisticsBlock } from './blocks.ts';
import { Conversation, SEGMENT } from './conversation.ts';
import { fill, MOST_COMMENTS, readersOf, type RowWriter, type Wire } from './row-writer.ts';
import type { ExportRow } from './source.ts';

/** A TCP session as packets. */
export class Segments implements RowWriter {
  readonly #wire: Wire;
  readonly #talk: Conversation;
  readonly #read: ReturnType<typeof readersOf>;
  /** Bytes that are still to come of each direction. */
  readonly #left: Record<Direction, number>;
  readonly #ended: Record<Direction, boolean> = { in: false, out: false };
  /** Who has reset the connection. */
  #reset: Direction | null = null;
  #last: number;

  constructor(wire: Wire) {
    const { writer, index, plugs, facts, source, start } = wire;
    this.#wire = wire;
    this.#talk = new Conversation({
      writer,
      interface: index,
      plugs,
      opener: facts.role === 'client' ? 'out' : 'in',
      start: start ?? startOf(index),
    });
    this.#read = readersOf(source);
    const { spans } = source;
    this.#left = { in: spans.in.to - spans.in.from, out: spans.out.to - spans.out.from };
    this.#last = facts.createdAt;
  }

  async row(row: ExportRow): Promise<void> {
    const { time, kind } = row;
    const talk = this.#talk;
    this.#last = time;
    if (isData(kind) && row.length > 0) {
      talk.open(time);
      if (row.peer !== undefined) talk.comments.push(peerText(row.peer));
      for (let done = 0; done < row.length;) {
        const length = Math.min(SEGMENT, row.length - done);
        const into = talk.begin(time, kind, length, done + length === row.length);
        await fill(into, this.#read[kind], row.offset + done);
        talk.finish(time, kind);
        done += length;
      }
      this.#left[kind] -= row.length;
      if (this.#left[kind] <= 0) this.#finish(time);
    } else this.#step(row);
    if (talk.comments.length > MOST_COMMENTS) this.#tell();
  }

  end(): void {
    if (this.#talk.comments.length > 0) this.#tell();
  }

  #tell(): void {
    const { writer, index } = this.#wire;
    writer.block(statisticsBlock(index, this.#last, this.#talk.comments.splice(0)));
  }

  /** A row without bytes: a comment, and the packets that go with it. */
  #step({ time, kind, text = '' }: ExportRow): void {
    this.#talk.comments.push(noteText({ time, kind, text }));
    const packets: Partial<Record<RowKind, () => void>> = {
      connect: () => this.#talk.open(time),
      accept: () => this.#talk.open(time),
      'end-sent': () => (this.#ended.out = true),
      'end-received': () => (this.#ended.in = true),
      reset: () => (this.#reset ??= this.#resetHere(text) ? 'out' : 'in'),
    };
    packets[kind]?.();
    this.#finish(time);
    if (kind === 'close') this.#talk.close(time);
  }

  /** What ends a direction, or all, has its packet behind the last bytes: none may follow, whatever rows say. */
  #finish(time: number): void {
    for (const direction of ['in', 'out'] as const)
      if (this.#ended[direction] && this.#left[direction] <= 0) this.#talk.end(time, direction);
    if (this.#reset && this.#left.in + this.#left.out <= 0) this.#talk.reset(time, this.#reset);
  }

  /** Whether the reset went out; a relay passes the client whatever the target does. */
  #resetHere(text: string): boolean {
    const { tool, closeReason } = this.#wire.facts;
    if (tool === 'relay') return closeReason !== 'reset by the client';
    return text === 'Reset here.' || closeReason === 'reset here';
  }
}

/** Sessions may have the same ends one after the other: their numbers tell them apart. */
const startOf = (index: number): Record<Direction, number> => ({
  in: (2_000_000 + index * 50_000_017) >>> 0,
  out: (1_000_000 + index * 50_000_017) >>> 0,
});
