import { type Listed, openDiskFile } from './disk-file.ts';
import type { Facts } from './facts.ts';
import type { Reading } from './reading.ts';
import type { EntryKind, LoadedFile, SourceEntry, SourceFile } from './source.ts';

/** A file up to this size is read whole by the thread, when it is one of many. */
const SMALL = 256 * 1024;
const PERMISSIONS = 0o777;

/** What was found on the disk. */
export interface Found {
  path: string;
  at: string;
  stats: Facts;
  followed: boolean;
  target: string;
}

/** Something on the disk that is sent. */
export class DiskEntry implements SourceEntry, Listed {
  readonly path: string;
  readonly kind: EntryKind;
  readonly size: number;
  readonly modified: number;
  readonly mode: number;
  readonly target: string;
  readonly at: string;
  readonly follow: boolean;
  /** Set for one of many small files. */
  readonly reader: Reading | undefined;

  constructor({ path, at, stats, followed, target }: Found, reading: Reading) {
    this.path = path;
    this.kind = stats.isDirectory() ? 'folder' : stats.isFile() ? 'file' : 'link';
    this.size = this.kind === 'file' ? stats.size : 0;
    this.modified = stats.mtimeMs;
    this.mode = stats.mode & PERMISSIONS;
    this.target = target;
    this.at = at;
    this.follow = followed;
    const isSmall = this.kind === 'file' && this.size <= SMALL && reading.isMany(0);
    this.reader = isSmall ? reading : undefined;
  }

  /** What it is called in what is said of it. */
  get name(): string {
    return this.path;
  }

  open(): Promise<SourceFile> {
    return openDiskFile(this);
  }

  get load(): ((room: number) => Promise<LoadedFile>) | undefined {
    const { reader } = this;
    return reader && ((room) => reader.load(this, room));
  }
}
