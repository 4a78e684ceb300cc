import type { Faults } from '../../../../contract/payload/faults.ts';
import { Bucket } from './bucket.ts';
import { Cut } from './cut.ts';
import { Flip } from './flip.ts';
import { Late } from './late.ts';
import { type Random, seeded } from './random.ts';
import { LEAST_WAITING, WaitingRoom } from './room.ts';
import { size, type Tell } from './told.ts';

interface Item {
  bytes: Uint8Array;
  arrived: number;
  due: number;
  /** How many came before it, from 1. */
  number: number;
}

/** A datagram that is to go after its follower waits no longer than this for one. */
const HELD_MS = 1000;
/** As much waits inside at most; what comes then is dropped, as a router does. */
const MAX_WAITING = 4 * 1024 * 1024;
/** With a rate limit it is what flows out in this time. */
const QUEUE_MS = 2000;
const SOON_MS = 2;

/**
 * The faults of one direction of datagrams: each is kept whole, and may be lost, doubled or overtaken. Like the pipeline
 * of a stream it has no clock of its own.
 */
export class DatagramPipeline {
  faults: Faults;
  readonly #tell: Tell;
  readonly #cut = new Cut();
  readonly #flip = new Flip();
  readonly #late = new Late();
  readonly #bucket = new Bucket();
  #random: Random = seeded(0);
  #seed = -1;
  /** By when they are due. */
  #queue: Item[] = [];
  #held: { item: Item; until: number } | null = null;
  #count = 0;
  #inside = 0;
  #lastOut = 0;
  #received = 0;
  #forwarded = 0;
  #lost = 0;
  #clear = true;
  readonly #room: WaitingRoom;
  readonly #part: ReturnType<WaitingRoom['part']>;

  constructor(faults: Faults, now: number, tell: Tell, room = new WaitingRoom()) {
    this.faults = faults;
    this.#tell = tell;
    this.#room = room;
    this.#part = room.part();
    this.set(faults, now);
  }

  /** All in bytes of what came from the source; a doubled datagram counts once. */
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
    return this.#inside;
  }
  get clear(): boolean {
    return this.#clear && this.#queue.length === 0 && this.#held === null;
  }

  set(faults: Faults, now: number): void {
    this.faults = faults;
    this.#flip.set(faults);
    this.#late.set(faults);
    this.#bucket.set(faults.bytesPerSecond, now);
    if (faults.seed !== this.#seed) {
      this.#seed = faults.seed;
      this.#random = seeded(faults.seed ^ 0x51ed270b);
    }
    this.#clear = !(
      faults.delayMs ||
      faults.jitterMs ||
      faults.bytesPerSecond ||
      faults.truncateTo ||
      faults.flipEvery ||
      faults.dropPercent ||
      faults.duplicatePercent ||
      faults.reorderPercent ||
      faults.blackHoleFrom !== null
    );
    for (const item of this.#queue)
      item.due = Math.min(item.due, item.arrived + faults.delayMs + faults.jitterMs);
    this.#queue.sort((a, b) => a.due - b.due || a.number - b.number);
    if (faults.reorderPercent === 0) this.#release(now);
  }

  /** One that went past, because it was {@link clear}. */
  passed(length: number): void {
    this.#count++;
    this.#received += length;
    this.#forwarded += length;
  }

  /** One that can't be taken for want of room. */
  refused(length: number): void {
    this.#count++;
    this.#received += length;
    this.#lost += length;
  }

  push(bytes: Uint8Array, now: number): void {
    const { faults } = this;
    const offset = this.#received;
    const number = ++this.#count;
    const name = `datagram ${number.toLocaleString('en-US')} of ${size(bytes.length)}`;
    this.#received += bytes.length;
    // Always drawn, so that what happens to one does not hang on what happened to those before.
    const [drop, double, reorder] = [this.#chance(), this.#chance(), this.#chance()];
    if (drop < faults.dropPercent) {
      this.#lost += bytes.length;
      return this.#tell({ effect: 'drop', times: 1, text: `dropped ${name}.` });
    }
    const flow = faults.bytesPerSecond === 0 ? MAX_WAITING : (faults.bytesPerSecond * QUEUE_MS) / 1000;
    const limit = this.#room.crowded ? LEAST_WAITING : Math.max(LEAST_WAITING, Math.min(MAX_WAITING, flow));
    const { held } = this.#part;
    if (held > 0 && held + bytes.length > limit) {
      this.#lost += bytes.length;
      return this.#tell({
        effect: 'full',
        times: 1,
        text: `dropped ${name}: ${size(this.#inside)} wait already.`,
      });
    }
    const cut = this.#cut.apply(bytes, offset, faults, this.#tell);
    this.#lost += bytes.length - (cut?.length ?? 0);
    if (!cut) return;
    const out = this.#flip.apply(cut, offset, this.#tell);
    const item: Item = { bytes: out, arrived: now, due: this.#late.due(now, faults), number };
    this.#inside += out.length;
    if (reorder < faults.reorderPercent && !this.#held) {
      this.#held = { item, until: item.due + HELD_MS };
      this.#tell({ effect: 'reorder', times: 1, text: `held ${name} until the next one has gone.` });
      return this.#account();
    }
    this.#enqueue(item);
    if (double < faults.duplicatePercent) {
      this.#inside += out.length;
      this.#enqueue({ ...item, due: this.#late.due(now, faults) });
      this.#forwarded -= out.length;
      this.#tell({ effect: 'double', times: 1, text: `sent ${name} twice.` });
    }
    this.#release(item.due);
    this.#account();
  }

  /** Nothing more goes on: what waits is let go of, and still counted as waiting. */
  stop(): void {
    this.#queue = [];
    this.#held = null;
    this.#part.set(0, 0);
  }

  /** When {@link take} may have something; null while nothing waits. */
  next(now: number): number | null {
    const item = this.#queue[0];
    const held = this.#held?.until ?? null;
    if (!item) return held;
    const due = Math.max(item.due, this.#bucket.when(item.bytes.length, now));
    return held === null ? due : Math.min(due, held);
  }

  /** A datagram that is due now, or null. */
  take(now: number): Uint8Array | null {
    if (this.#held && now >= this.#held.until) this.#release(now);
    const item = this.#queue[0];
    if (!item || item.due > now || this.#bucket.when(item.bytes.length, now) > now) return null;
    this.#queue.shift();
    const { bytes, number, arrived, due } = item;
    this.#bucket.take(bytes.length);
    this.#inside -= bytes.length;
    this.#forwarded += bytes.length;
    this.#account();
    const late = Math.round(now - arrived);
    const overtaken = number < this.#lastOut;
    this.#lastOut = Math.max(this.#lastOut, number);
    // A machine that is slow is no fault of ours.
    const held = due - arrived > SOON_MS || (this.faults.bytesPerSecond > 0 && late > SOON_MS);
    if (held || overtaken) {
      const after = overtaken ? ', after a later one' : '';
      this.#tell({
        effect: overtaken ? 'reorder' : 'later',
        times: 1,
        text: `sent datagram ${number.toLocaleString('en-US')} ${late.toLocaleString('en-US')} ms later${after}.`,
      });
    }
    return bytes;
  }

  /** Lets go of the one that was held back, behind all that are due by then. */
  #release(due: number): void {
    const held = this.#held;
    if (!held) return;
    this.#held = null;
    this.#enqueue({ ...held.item, due: Math.max(held.item.due, due) });
  }

  #account(): void {
    this.#part.set(this.#inside, this.#queue.length + (this.#held ? 1 : 0));
  }

  #enqueue(item: Item): void {
    // Almost always it belongs at the end; what is due at the same time keeps its place.
    let at = this.#queue.length;
    while (at > 0 && (this.#queue[at - 1] as Item).due > item.due) at--;
    this.#queue.splice(at, 0, item);
  }

  #chance(): number {
    return this.#random() * 100;
  }
}
