/** What the user chose to send: of this machine by its path, or held by the page, which then lends it. */

/** A file or folder that the page holds; `path` begins with the name of what was chosen. */
export interface PageFile {
  path: string;
  /** Null for a folder. */
  file: File | null;
}

export interface Chosen {
  /** Its own as long as the window is there. */
  key: number;
  name: string;
  kind: 'file' | 'folder' | 'other' | 'missing';
  /** Bytes; null for a folder of the disk, which is not counted. */
  size: number | null;
  /** Files in it; null for a folder of the disk. */
  files: number | null;
  from: { kind: 'path'; path: string } | { kind: 'page'; files: readonly PageFile[] };
}

/** Something that could not be taken, and why. */
export interface NotTaken {
  path: string;
  why: string;
}

/** What came of a drop or a dialog. */
export interface Taken {
  chosen: Chosen[];
  notTaken: NotTaken[];
}

let last = 0;

/** Something that the page holds: one file, or a folder with what is in it, folders before what they hold. */
export function heldByPage(name: string, kind: 'file' | 'folder', files: readonly PageFile[]): Chosen {
  let size = 0;
  let count = 0;
  for (const { file } of files) {
    if (!file) continue;
    size += file.size;
    count++;
  }
  return { key: ++last, name, kind, size, files: count, from: { kind: 'page', files } };
}

/** Something of the disk, as main looked at it. */
export function onDisk(looked: { path: string; name: string; kind: string; size: number | null }): Chosen {
  const { path, name, size } = looked;
  const kind = looked.kind === 'file' || looked.kind === 'folder' ? looked.kind : 'other';
  const known = looked.kind === 'missing' ? 'missing' : kind;
  const files = kind === 'file' ? 1 : null;
  return { key: ++last, name, kind: known, size, files, from: { kind: 'path', path } };
}

/** All of both; what is there already by its path is not taken twice. */
export function withMore(chosen: readonly Chosen[], more: readonly Chosen[]): Chosen[] {
  const there = new Set(chosen.map(pathOf).filter((path) => path !== null));
  return [...chosen, ...more.filter((one) => !there.has(pathOf(one) ?? ''))];
}

const pathOf = ({ from }: Chosen): string | null => (from.kind === 'path' ? from.path : null);

/** Files and bytes of all; null where a folder of the disk is among them. */
export function totals(chosen: readonly Chosen[]): { files: number | null; bytes: number | null } {
  let files: number | null = 0;
  let bytes: number | null = 0;
  for (const one of chosen) {
    files = files === null || one.files === null ? null : files + one.files;
    bytes = bytes === null || one.size === null ? null : bytes + one.size;
  }
  return { files, bytes };
}
