import type { Faults } from '../../../../contract/payload/faults.ts';
import { Bucket } from './bucket.ts';
import { Cut } from './cut.ts';
import { Flip } from './flip.ts';
import { Late } from './late.ts';
import { LEAST_WAITING, WaitingRoom } from './room.ts';
import { span, type Tell } from './told.ts';

/** Something that is due: bytes of one write, the end of the direction, or the reset of both sides. */
export type StreamOp = { kind: 'write'; bytes: Uint8Array } | { kind: 'end' } | { kind: 'reset' };

interface Item {
  op: StreamOp;
  arrived: number;
  due: number;
  /** Where its bytes stood in their direction, and of how many reads they are. */
  offset: number;
  reads: number;
  /** Bytes written already, in so many pieces. */
  done: number;
  pieces: number;
}

/** Reads that are collected are written when there is so much, whatever was chosen. */
const MAX_JOINED = 1024 * 1024;
/** A reset overtakes what the peer has not read yet, so it waits this long after the bytes before it. */
const RESET_AFTER_MS = 20;
/** What may wait inside before the source is paused: so much, or what the rate lets through in the delay. */
const MAX_WAITING = 16 * 1024 * 1024;
/** Timers are as coarse as this; what goes no later than that is not called late. */
const SOON_MS = 2;

/**
 * The faults of one direction of a stream: reads go in, writes come out when they are due. It has no clock of its own:
 * every call brings the time, in milliseconds that never go back.
 */
export class StreamPipeline {
  faults: Faults;
  readonly #tell: Tell;
  readonly #cut = new Cut();
  readonly #flip = new Flip();
  readonly #late = new Late();
  readonly #bucket = new Bucket();
  #queue: Item[] = [];
  #head = 0;
  /** Reads that are collected to be written as one. */
  #joined: { pieces: Uint8Array[]; length: number; since: number; offset: number } | null = null;
  #lastDue = 0;
  #nextPiece = 0;
  #received = 0;
  #forwarded = 0;
  #lost = 0;
  #over = false;
  readonly #room: WaitingRoom;
  readonly #part: ReturnType<WaitingRoom['part']>;
  /** The end came, and a black hole keeps it. */
  endKept = false;

  constructor(faults: Faults, now: number, tell: Tell, room = new WaitingRoom()) {
    this.faults = faults;
    this.#tell = tell;
    this.#room = room;
    this.#part = room.part();
    this.set(faults, now);
  }

  get received(): number {
    return this.#received;
  }
  get forwarded(): number {
    return this.#forwarded;
  }
  get lost(): number {
    return this.#lost;
  }
  get waiting(): number {
    return this.#received - this.#forwarded - this.#lost;
  }

  /** Nothing is inside and nothing is done to what comes: bytes may pass by, see {@link passed}. */
  get clear(): boolean {
    return this.#clear && this.#head === this.#queue.length && this.#joined === null;
  }
  #clear = true;

  /** Whether the source had better pause. */
  get full(): boolean {
    const { bytesPerSecond, delayMs, jitterMs } = this.faults;
    const flow = bytesPerSecond === 0 ? MAX_WAITING : (bytesPerSecond * (delayMs + jitterMs + 250)) / 1000;
    const most = this.#room.crowded ? LEAST_WAITING : Math.max(LEAST_WAITING, Math.min(MAX_WAITING, flow));
    return this.#part.held >= most;
  }

  /** Takes effect for what comes, and for what waits where it would wait for longer than it now would. */
  set(faults: Faults, now: number): void {
    this.faults = faults;
    this.#flip.set(faults);
    this.#late.set(faults);
    this.#bucket.set(faults.bytesPerSecond, now);
    this.#clear = !(
      faults.delayMs ||
      faults.jitterMs ||
      faults.bytesPerSecond ||
      faults.splitBytes ||
      faults.coalesceMs ||
      faults.truncateTo ||
      faults.flipEvery ||
      faults.resetAfter !== null ||
      faults.blackHoleFrom !== null
    );
    this.#nextPiece = 0;
    this.#lastDue = 0;
    for (let i = this.#head; i < this.#queue.length; i++) {
      const item = this.#queue[i] as Item;
      item.due = Math.min(item.due, item.arrived + faults.delayMs + faults.jitterMs);
      this.#lastDue = Math.max(this.#lastDue, item.due);
    }
    if (faults.coalesceMs === 0) this.#flush(now);
    this.#account();
  }

  /** Nothing more goes on: what waits is let go of, and still counted as waiting. */
  stop(): void {
    this.#over = true;
    this.#queue = [];
    this.#head = 0;
    this.#joined = null;
    this.#part.set(0, 0);
  }

  /** Bytes that went past, because it was {@link clear}. */
  passed(length: number): void {
    this.#received += length;
    this.#forwarded += length;
  }

  /** One read. */
  push(bytes: Uint8Array, now: number): void {
    const offset = this.#received;
    this.#received += bytes.length;
    if (this.#over) {
      this.#lost += bytes.length;
      return;
    }
    const { resetAfter, coalesceMs, coalesceBytes } = this.faults;
    const resets = resetAfter !== null && offset + bytes.length >= resetAfter;
    const before = resets ? bytes.subarray(0, Math.max(0, resetAfter - offset)) : bytes;
    const cut = this.#cut.apply(before, offset, this.faults, this.#tell);
    this.#lost += bytes.length - (cut?.length ?? 0);
    if (cut && cut.length > 0) {
      const out = this.#flip.apply(cut, offset, this.#tell);
      if (coalesceMs === 0) this.#enqueue({ kind: 'write', bytes: out }, offset, 1, now);
      else {
        const joined = (this.#joined ??= { pieces: [], length: 0, since: now, offset });
        joined.pieces.push(out);
        joined.length += out.length;
        if (joined.length >= Math.min(coalesceBytes || MAX_JOINED, MAX_JOINED)) this.#flush(now);
      }
    }
    if (resets) {
      this.#over = true;
      this.#flush(now);
      const at = Math.max(offset, resetAfter).toLocaleString('en-US');
      this.#tell({ effect: 'reset', times: 1, text: `resets both sides after byte ${at}.` });
      this.#enqueue({ kind: 'reset' }, offset + bytes.length, 0, now + RESET_AFTER_MS);
    }
    this.#account();
  }

  /** The source has sent its end. A black hole swallows that as well. */
  end(now: number): void {
    if (this.#over) return;
    this.#over = true;
    this.#flush(now);
    const { blackHoleFrom } = this.faults;
    if (blackHoleFrom !== null && this.#received >= blackHoleFrom) {
      this.endKept = true;
      this.#tell({ effect: 'hole', times: 1, text: 'keeps the end to itself.' });
    } else this.#enqueue({ kind: 'end' }, this.#received, 0, now);
  }

  /** When {@link take} may have something; null while nothing waits. It may be in the past. */
  next(now: number): number | null {
    const item = this.#queue[this.#head];
    const flush = this.#joined === null ? null : this.#joined.since + this.faults.coalesceMs;
    if (!item) return flush;
    let due = item.due;
    if (item.op.kind === 'write')
      due = Math.max(due, this.#nextPiece, this.#bucket.when(this.#piece(item, item.op.bytes), now));
    return flush === null ? due : Math.min(due, flush);
  }

  /** What is due now, one thing at a time; null where nothing is. */
  take(now: number): StreamOp | null {
    if (this.#joined && now >= this.#joined.since + this.faults.coalesceMs) this.#flush(now);
    const item = this.#queue[this.#head];
    if (!item || item.due > now) return null;
    const { op } = item;
    if (op.kind !== 'write') {
      this.#shift();
      return op;
    }
    const wanted = this.#piece(item, op.bytes);
    if (now < this.#nextPiece || this.#bucket.when(wanted, now) > now) return null;
    const length = Math.max(1, Math.floor(Math.min(wanted, this.#bucket.has(now))));
    const bytes = op.bytes.subarray(item.done, item.done + length);
    this.#bucket.take(length);
    this.#forwarded += length;
    item.done += length;
    item.pieces++;
    const { splitBytes, splitGapMs } = this.faults;
    if (splitBytes > 0) this.#nextPiece = now + splitGapMs;
    if (item.done === op.bytes.length) {
      this.#shift();
      this.#finished(item, op.bytes.length, now);
    }
    this.#account();
    return { kind: 'write', bytes };
  }

  /** The length of the next write of an item. */
  #piece(item: Item, bytes: Uint8Array): number {
    const left = bytes.length - item.done;
    const { splitBytes } = this.faults;
    const piece = splitBytes > 0 ? Math.min(splitBytes, left) : left;
    return Math.max(1, Math.min(piece, Math.floor(this.#bucket.piece)));
  }

  #flush(now: number): void {
    const joined = this.#joined;
    if (!joined) return;
    this.#joined = null;
    const { pieces, length, offset, since } = joined;
    const bytes = pieces.length === 1 ? (pieces[0] as Uint8Array) : concat(pieces, length);
    this.#enqueue({ kind: 'write', bytes }, offset, pieces.length, now, since);
  }

  /** Order is kept: what comes later is never due before what came first. */
  #enqueue(op: StreamOp, offset: number, reads: number, now: number, arrived = now): void {
    const due = (this.#lastDue = Math.max(this.#lastDue, this.#late.due(now, this.faults)));
    this.#queue.push({ op, arrived, due, offset, reads, done: 0, pieces: 0 });
  }

  #account(): void {
    const reads = this.#queue.length - this.#head + (this.#joined?.pieces.length ?? 0);
    this.#part.set(reads === 0 ? 0 : this.waiting, reads);
  }

  #shift(): void {
    this.#queue[this.#head++] = undefined as unknown as Item;
    if (this.#head === this.#queue.length) {
      this.#queue = [];
      this.#head = 0;
    } else if (this.#head > 1024 && this.#head * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
  }

  #finished({ arrived, due, pieces, reads, offset }: Item, length: number, now: number): void {
    // A peer or a machine that is slow is no fault of ours.
    const paced = this.faults.bytesPerSecond > 0 || pieces > 1;
    const late = paced || due - arrived > SOON_MS ? now - arrived : 0;
    const joined = reads > 1 ? `joined ${reads.toLocaleString('en-US')} reads into one` : '';
    const split = pieces > 1 ? `in ${pieces.toLocaleString('en-US')} pieces` : '';
    const waited = late > SOON_MS ? `${Math.round(late).toLocaleString('en-US')} ms later` : '';
    if (!joined && !split && !waited) return;
    const how = [waited, split].filter((words) => words !== '').join(', ');
    const what = span(offset, length);
    const text = joined ? `${joined}, ${what}${how && `, sent ${how}`}.` : `sent ${what} ${how}.`;
    this.#tell({ effect: joined ? 'joined' : split ? 'pieces' : 'later', times: 1, text });
  }
}

function concat(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const out = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}
