import type { Stats } from 'node:fs';
import { basename, join } from 'node:path';
import { BenchError } from '../failure.ts';
import { claims } from './claims.ts';
import { leadsWithin, placeLink } from './links.ts';
import { folded, partName, type SafeNames, SafePaths } from './names.ts';
import { notReceived, refused } from './not-received.ts';
import { PartFile } from './part-file.ts';
import {
  findNumbered,
  freeName,
  inFolder,
  look,
  type Naming,
  type Replaces,
  type Standing,
  standingOf,
} from './place.ts';
import { Room } from './room.ts';
import { SafeFolder } from './safe-folder.ts';
import { SMALL, SmallFile, type Spot } from './small-file.ts';
import { openSmallWriter } from './small-writer.ts';
import { landTogether } from './together.ts';
import type { Existing, LeftOver, Offered, Sink, SinkFile, SinkOptions, Verdict } from './sink.ts';

const FEW = 32;
/** How long in all one transfer waits for another that writes the same files, in milliseconds. */
const PATIENCE_MS = 1500;

/** Opens a folder that receives; makes it where it is not there. Rejects when it can't be written to. */
export async function openSink(options: SinkOptions): Promise<Sink> {
  const folder = await SafeFolder.open(options.folder);
  return new FolderSink(folder, options);
}

/** What is to become of a file whose name may be taken. `base`: what stands there may be the beginning of it. */
type Choice = { skip: string } | { name: string; replaces: Replaces; base: Standing | null };

class FolderSink implements Sink {
  readonly #folder: SafeFolder;
  readonly #options: SinkOptions;
  readonly #room: Room;
  readonly #open = new Set<SinkFile>();
  readonly #spots = new Map<string, Spot>();
  readonly #paths = new SafePaths();
  /** That of the last small file: the next one mostly lies in the same folder. */
  #last: { parents: string[]; spot: Spot } | null = null;
  /** Names that were used, where the disk takes different ones for the same. */
  readonly #used = new Map<string, string>();
  /** Of the {@link claims}, those that are ours. */
  #claimed = 0;
  #patientUntil: number | null = null;
  #smallFiles = 0;
  #endSmall: (() => Promise<void>) | null = null;
  readonly land: Sink['land'] = landTogether;

  constructor(folder: SafeFolder, options: SinkOptions) {
    this.#folder = folder;
    this.#options = options;
    this.#room = new Room(folder.root, options);
  }

  get folder(): string {
    return this.#folder.root;
  }

  offer(entry: Offered, signal: AbortSignal): Verdict | Promise<Verdict> {
    const refusal = (error: unknown): Verdict => {
      signal.throwIfAborted();
      const why = notReceived(entry.path, error);
      if (!(why instanceof BenchError)) throw why;
      return { kind: 'refuse', failure: why.failure };
    };
    try {
      const names = this.#check(entry);
      return this.#takeNew(entry, names) ?? this.#take(entry, names, signal).catch(refusal);
    } catch (error) {
      return refusal(error);
    }
  }

  /** What the other side says of it makes sense, and there is a place for it. Throws why not; answers its names. */
  #check({ path, kind, size }: Offered): SafeNames {
    const safe = this.#paths.take(path);
    if (safe.why !== undefined) throw refused('UNSAFE_NAME', path, safe.why);
    if (size !== null && !(Number.isSafeInteger(size) && size >= 0)) {
      throw refused('WRONG_SIZE', path, 'Its size makes no sense.');
    }
    if (kind === 'link' && this.#options.links === 'refuse') {
      throw refused('LINK', path, 'It is a link, and links are not taken.', 'Receive with “Links” kept.');
    }
    this.#room.count(path);
    return safe;
  }

  /**
   * One of many small files in a folder that was made here and that nobody else writes to: there is nothing to look up,
   * so it is decided at once. Null: it has to be looked at.
   */
  #takeNew(entry: Offered, { parents, name }: SafeNames): Verdict | null {
    const { path, kind, size } = entry;
    if (kind !== 'file' || size === null || size > SMALL || this.#endSmall === null || this.#folder.folds)
      return null;
    if (this.#last?.parents !== parents) {
      const folder = this.#folder.entered(parents);
      if (folder === null) return null;
      this.#last = { parents, spot: this.#spot(folder, parents) };
    }
    const { spot } = this.#last;
    if (claims.count !== this.#claimed || !this.#room.hasFor(size)) return null;
    if (!this.#folder.isNew(spot.folder, name)) return null;
    this.#room.takeNow(path, size);
    return { kind: 'take', file: this.#smallFile(entry, size, spot, name, name, null) };
  }

  async #take(entry: Offered, { parents, name }: SafeNames, signal: AbortSignal): Promise<Verdict> {
    const { path, kind } = entry;
    const parts = [...parents, name];
    const folder = await this.#folder.enter(parents, path);
    if (kind === 'folder') {
      await this.#folder.make(parts, path, entry);
      return { kind: 'take', file: null };
    }
    if (claims.count !== this.#claimed) await this.#othersDone(join(folder, partName(name, entry)), signal);
    const choice = await this.#choose(entry, folder, parts, signal);
    if ('skip' in choice) return { kind: 'skip', why: choice.skip };
    if (kind === 'link') {
      await this.#link(entry, folder, parents, { ...choice, own: name });
      return { kind: 'take', file: null };
    }
    return { kind: 'take', file: await this.#file(entry, folder, parents, name, choice) };
  }

  /** Where a file or link goes, when its name is free and when it is not. */
  async #choose(entry: Offered, folder: string, parts: string[], signal: AbortSignal): Promise<Choice> {
    const name = parts.at(-1) ?? '';
    const free = { name, replaces: null, base: null };
    if (this.#folder.folds && this.#isTwin(parts)) return { ...free, name: await freeName(folder, name) };
    if (this.#folder.isNew(folder, name)) return free;
    const there = await look(join(folder, name));
    if (there === null) return free;
    const { path, size, modified } = entry;
    const { ask, compares } = this.#options;
    const standing = standingOf(there);
    let existing: Existing = this.#options.existing;
    const isSame = (stats: Stats) =>
      stats.isFile() && size === stats.size && Math.abs(modified - stats.mtimeMs) < 2;
    // An earlier try may have brought it: its bytes are looked at before anybody is asked.
    if (compares && existing !== 'skip' && entry.kind === 'file') {
      const when = existing === 'overwrite' ? 'always' : 'begins';
      if (isSame(there)) return { name, replaces: { standing, when }, base: standing };
      const numbered = existing === 'overwrite' ? null : await findNumbered(folder, name, isSame);
      if (numbered !== null)
        return { name: numbered.name, replaces: { standing: numbered, when }, base: numbered };
    }
    if (existing === 'ask') existing = await ask({ entry, existing: standing }, signal);
    if (existing === 'skip') return { skip: 'A file of this name is there already.' };
    if (existing === 'rename') return { ...free, name: await freeName(folder, name) };
    if (there.isDirectory()) throw refused('IN_THE_WAY', path, 'A folder stands there.');
    if (!there.isFile() && !there.isSymbolicLink()) {
      throw refused('IN_THE_WAY', path, 'What stands there is no file: a device, a pipe or a socket.');
    }
    if (existing === 'overwrite') return { name, replaces: { standing, when: 'always' }, base: null };
    const base = compares && there.isFile() && (size === null || there.size <= size) ? standing : null;
    return { name, replaces: { standing, when: 'begins' }, base };
  }

  /** A transfer that broke may still be putting away what came of this file; what it leaves is carried on. */
  async #othersDone(part: string, signal: AbortSignal): Promise<void> {
    if (!claims.has(part)) return;
    this.#patientUntil ??= performance.now() + PATIENCE_MS;
    const patience = this.#patientUntil - performance.now();
    if (patience > 0) await claims.freed(part, patience, signal);
    signal.throwIfAborted();
  }

  /** Another entry of this transfer has a name that the disk takes for this one. */
  #isTwin(parts: string[]): boolean {
    const path = parts.join('/');
    const key = folded(path);
    const first = this.#used.get(key);
    if (first === undefined) this.#used.set(key, path);
    return first !== undefined && first !== path;
  }

  async #link(entry: Offered, folder: string, parents: string[], to: Naming): Promise<void> {
    if (!(await leadsWithin(this.#folder.root, parents, entry.target))) {
      throw refused('LINK', entry.path, 'It is a link that leads out of the folder.');
    }
    const part = this.#claim(entry, folder, to.own);
    try {
      await placeLink(folder, basename(part), entry, to);
    } finally {
      this.#release(part);
    }
  }

  async #file(
    entry: Offered,
    folder: string,
    parents: string[],
    own: string,
    { name, replaces, base }: Exclude<Choice, { skip: string }>,
  ): Promise<SinkFile> {
    const { path, size } = entry;
    if (size !== null && size <= SMALL && replaces?.when !== 'begins' && this.#isOneOfMany()) {
      await this.#room.take(path, size);
      return this.#smallFile(entry, size, this.#spot(folder, parents), own, name, replaces?.standing ?? null);
    }
    const claim = this.#claim(entry, folder, own);
    try {
      const part = basename(claim);
      const there = await look(claim);
      const usable = there?.isFile() === true && there.nlink === 1 && (size === null || there.size <= size);
      const had = usable ? there.size : 0;
      const whole = base !== null && base.size > had;
      const have = whole ? base.size : had;
      await this.#room.take(path, size === null ? 0 : size - have);
      const under = parents.map((parent) => `${parent}/`).join('');
      const ended = () => {
        this.#release(claim);
        this.#open.delete(file);
      };
      const naming = { name, own, replaces };
      const plan = { ...naming, entry, room: this.#room, folder, under, part, ended };
      const file: SinkFile = new PartFile({ ...plan, have, from: whole ? name : part });
      this.#open.add(file);
      return file;
    } catch (error) {
      this.#release(claim);
      throw error;
    }
  }

  /** The room for it is taken. */
  #smallFile(
    entry: Offered,
    size: number,
    spot: Spot,
    own: string,
    name: string,
    standing: Standing | null,
  ): SmallFile {
    const part = this.#claim(entry, spot.folder, own);
    const file = new SmallFile(spot, entry, size, own, name, standing, part);
    this.#open.add(file);
    return file;
  }

  /** What the small files of one folder share. */
  #spot(folder: string, parents: string[]): Spot {
    let spot = this.#spots.get(folder);
    if (spot !== undefined) return spot;
    const under = parents.map((parent) => `${parent}/`).join('');
    const ended = (file: SmallFile, part: string) => {
      this.#release(part);
      this.#open.delete(file);
    };
    spot = { folder, under, room: this.#room, ended };
    this.#spots.set(folder, spot);
    return spot;
  }

  /** A few small files are not worth a thread. */
  #isOneOfMany(): boolean {
    if (++this.#smallFiles < FEW) return false;
    this.#endSmall ??= openSmallWriter();
    return true;
  }

  /** Where a part may stand that no other transfer writes at this time. */
  #claim(entry: Offered, folder: string, name: string): string {
    for (let n = 1; ; n++) {
      const part = inFolder(folder, partName(name, entry, n));
      if (!claims.take(part)) continue;
      this.#claimed++;
      return part;
    }
  }

  #release(part: string): void {
    this.#claimed--;
    claims.release(part);
  }

  async close(whole = false, keeps = true): Promise<LeftOver[]> {
    const failures: unknown[] = [];
    const left: LeftOver[] = [];
    for (const file of this.#open) {
      if (file.part) left.push(file.part);
      await (keeps ? file.keep() : file.discard()).catch((error: unknown) => failures.push(error));
    }
    await this.#endSmall?.();
    this.#endSmall = null;
    await this.#folder.close(whole);
    if (failures.length > 0) throw notReceived(this.folder, failures[0]);
    return left;
  }
}
