import type { FileState, Phase, TransferSession } from '../../../contract/tools/transfer.ts';
import type { LeftOver } from '../../bench/files/sink.ts';
import type { Entry } from '../../bench/files/source.ts';
import { FileTable } from './file-table.ts';
import type { Progress } from './mode.ts';
import { RateMeter } from './rate-meter.ts';

type Details = TransferSession['details'];

const isBad = (state: FileState) => state === 'refused' || state === 'failed';
const isOver = (state: FileState): state is 'done' | 'skipped' | 'refused' | 'failed' =>
  isBad(state) || state === 'done' || state === 'skipped';

/** What a transfer has come to: the files, and the sums over them. `changed` is called with what is worth telling. */
export class TransferProgress implements Progress {
  readonly files = new FileTable();
  readonly #changed: () => void;
  readonly #now: () => number;
  readonly #meter = new RateMeter();
  #phase: Phase = 'connecting';
  #pausedThere = false;
  #allListed = false;
  /** Files and links, and those folders that came to grief: what a person counts as files. */
  #counts = { listed: 0, done: 0, present: 0, skipped: 0, refused: 0, failed: 0, again: 0 };
  #bytes = { total: 0, moved: 0, resumed: 0 };
  /** Files whose size is not known yet. */
  #unsized = 0;
  #current: number | null = null;
  #leftOver: Details['leftOver'] = null;

  constructor(changed: () => void, now: () => number = () => performance.now()) {
    this.#changed = changed;
    this.#now = now;
  }

  phase(phase: Phase): void {
    if (this.#phase === 'ended' || this.#phase === phase) return;
    this.#phase = phase;
    this.#changed();
  }

  listed({ path, kind, size }: Pick<Entry, 'path' | 'kind'> & { size: number | null }): number {
    const index = this.files.add(path, kind, kind === 'file' ? size : 0);
    if (kind !== 'folder') this.#counts.listed++;
    if (kind === 'file' && size === null) this.#unsized++;
    else if (kind === 'file') this.#bytes.total += size ?? 0;
    this.#changed();
    return index;
  }

  leftOut(path: string, why: string): void {
    this.state(this.listed({ path, kind: 'file', size: 0 }), 'refused', { note: why });
  }

  allListed(): void {
    this.#allListed = true;
    this.#changed();
  }

  begun(index: number, from: number): void {
    this.#current = index;
    this.#takeBack(index);
    if (from > 0) {
      this.files.setResumed(index, from);
      this.#bytes.resumed += from;
      this.#bytes.moved += from;
      this.files.setMoved(index, from);
    }
    this.state(index, 'moving');
  }

  moved(index: number, bytes: number): void {
    this.files.setMoved(index, this.files.moved(index) + bytes);
    this.#bytes.moved += bytes;
    this.#meter.add(bytes, this.#now());
  }

  state(
    index: number,
    state: FileState,
    more: { sha256?: string; note?: string; writtenTo?: string; size?: number } = {},
  ): void {
    const { files } = this;
    const before = files.state(index);
    if (more.size !== undefined && more.size !== files.size(index)) this.#resize(index, more.size);
    if (more.sha256 !== undefined) files.setHash(index, more.sha256);
    if (more.note !== undefined) files.setNote(index, more.note);
    if (more.writtenTo !== undefined && more.writtenTo !== files.path(index))
      files.setWrittenTo(index, more.writtenTo);
    if (before !== state) {
      this.#count(index, before, -1);
      this.#count(index, state, 1);
      if (state !== 'done' && isOver(state) && !isOver(before)) this.#willNotMove(index);
      files.setState(index, state);
    }
    this.#changed();
  }

  again(index: number): void {
    this.#takeBack(index);
    this.#counts.again++;
    this.#changed();
  }

  pausedThere(on: boolean): void {
    if (this.#pausedThere === on) return;
    this.#pausedThere = on;
    this.#meter.restart();
    this.#changed();
  }

  /** It was stopped for now, or goes on. */
  pausedHere(): void {
    this.#meter.restart();
    this.#changed();
  }

  /** A receiver ended within this file, and its part is kept under that name, or removed. */
  leftOver({ path, part }: LeftOver, kept: boolean): void {
    this.#leftOver = kept ? 'kept' : 'removed';
    const { files } = this;
    for (let i = 0; i < files.count; i++)
      if (files.state(i) === 'moving' && files.path(i) === path)
        files.setNote(i, kept ? `What came of it is kept as ${part}.` : 'What came of it was removed.');
    this.#changed();
  }

  /** What was under way is left: nothing moves any more. Of a file of which nothing is `kept`, nothing has moved. */
  end(kept: (size: number | null) => boolean): void {
    for (let i = 0; i < this.files.count; i++) {
      const state = this.files.state(i);
      if (state !== 'moving' && state !== 'checking') continue;
      this.files.setState(i, 'waiting');
      if (!kept(this.files.size(i))) this.#takeBack(i);
    }
    this.#phase = 'ended';
    this.#current = null;
    this.#changed();
  }

  /** True when each of the files is there, and all were listed. */
  get whole(): boolean {
    const { listed, done, skipped } = this.#counts;
    return this.#allListed && listed === done + skipped;
  }

  /** True when a file failed that another try may bring. */
  get hasFailed(): boolean {
    return this.#counts.failed > 0;
  }

  /** As the summary of the session tells it. */
  info(
    pausedHere: boolean,
  ): Pick<Details, 'phase' | 'paused' | 'bytes' | 'files' | 'current' | 'rate' | 'leftMs' | 'leftOver'> {
    const { files } = this;
    const total = this.#allListed && this.#unsized === 0 ? this.#bytes.total : null;
    const phase = this.#phaseNow(total);
    const moves = phase === 'moving' && !pausedHere && !this.#pausedThere;
    const rate = this.#phase === 'ended' ? 0 : Math.round(this.#meter.rate(this.#now()));
    const left = total === null ? null : Math.max(0, total - this.#bytes.moved);
    const at = this.#current;
    return {
      phase,
      paused: { here: pausedHere, there: this.#pausedThere },
      bytes: { ...this.#bytes, total },
      files: { ...this.#counts, total: this.#allListed ? this.#counts.listed : null },
      current: at === null ? null : { path: files.path(at), size: files.size(at), moved: files.moved(at) },
      rate,
      leftMs: moves && left !== null && left > 0 && rate > 0 ? Math.round((left / rate) * 1000) : null,
      leftOver: this.#leftOver,
    };
  }

  /** What goes on, where the mode has said what it began last. */
  #phaseNow(total: number | null): Phase {
    if (this.#phase === 'moving' && this.#hasMoved(total)) return 'verifying';
    // All is listed and nothing has begun: what was there is compared, or the other side has to answer.
    if (this.#phase !== 'listing' || !this.#allListed) return this.#phase;
    return this.files.inState('checking') > 0 ? 'verifying' : 'waiting';
  }

  /** All bytes have, though not every file is said to be whole. */
  #hasMoved(total: number | null): boolean {
    return total !== null && total > 0 && this.#bytes.moved >= total && this.files.inState('waiting') === 0;
  }

  #count(index: number, state: FileState, by: 1 | -1): void {
    const isFolder = this.files.kind(index) === 'folder';
    if (isFolder && !isBad(state)) return;
    if (isFolder) this.#counts.listed += by;
    if (isOver(state)) this.#counts[state] += by;
    const resumed = this.files.resumed(index);
    if (state === 'done' && resumed > 0 && resumed === this.files.size(index)) this.#counts.present += by;
  }

  /** It begins anew: its bytes do not count any more. */
  #takeBack(index: number): void {
    this.#bytes.moved -= this.files.moved(index);
    this.#bytes.resumed -= this.files.resumed(index);
    this.files.setResumed(index, 0);
    this.files.setMoved(index, 0);
  }

  /** What is still missing of it is no part of the work any more. */
  #willNotMove(index: number): void {
    const size = this.files.size(index);
    if (size === null) this.#unsized--;
    else this.#bytes.total -= Math.max(0, size - this.files.moved(index));
  }

  #resize(index: number, size: number): void {
    const before = this.files.size(index);
    if (before === null) this.#unsized--;
    this.#bytes.total += size - (before ?? 0);
    this.files.setSize(index, size);
  }
}
