import { hash } from 'node:crypto';

/** Bytes of a name, on every file system in common use. */
export const MAX_NAME = 255;
/** Parts of a path of the other side; deeper ones would be longer than a system takes. */
const MAX_DEPTH = 512;

export type Platform = NodeJS.Platform;

/** The names under which something of the other side may be kept here, or why there is none. */
export type SafePath = { parts: string[]; why?: undefined } | { parts?: undefined; why: string };

/**
 * Characters that a name does not keep: controls, which would steer a terminal; those that turn the direction of what
 * follows, so that `exe` reads as `txt`; and halves of characters, which are no text.
 */
const UNSAFE =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Ends as a name of {@link partName}: it could take the place of what another transfer is writing. */
const PART = /(\.[0-9a-f]{12}(?:-\d+)?)\.part$/i;

/** What Windows takes for a device, with any extension. */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])[ ]*(\.|$)/i;

/**
 * Takes a path of the other side apart and makes its names safe for this system: characters that a name can't have
 * become `_`. What tries to leave the folder is not mended but refused: an honest sender has no such names.
 */
export function safePath(path: string, platform: Platform = process.platform): SafePath {
  if (path === '') return { why: 'It has no name.' };
  if (/^[/\\]/.test(path)) return { why: 'Its name begins at the root of the disk.' };
  if (/^[a-z]:/i.test(path)) return { why: 'Its name begins with a drive letter.' };
  // A backslash parts names on Windows only, but a name that would lead out there is meant to.
  if (path.split(/[/\\]/).includes('..')) return { why: 'Its name leads out of the folder (“..”).' };
  const names = path.split('/');
  if (names.length > MAX_DEPTH) return { why: `It lies more than ${MAX_DEPTH} folders deep.` };
  const parts: string[] = [];
  for (const name of names) {
    if (name === '' || name === '.') return { why: 'A part of its name is empty.' };
    const safe = safeName(name, platform);
    if (Buffer.byteLength(safe) > MAX_NAME) return { why: `Its name is longer than ${MAX_NAME} bytes.` };
    parts.push(safe);
  }
  return { parts };
}

/** Safe names of an entry: those of the folders it lies in, and its own. */
export interface SafeNames {
  parents: string[];
  name: string;
  why?: undefined;
}

/** Paths of the other side, made safe one after the other: what is said of the folder of one holds for the next in it. */
export class SafePaths {
  #folder = '';
  #parents: string[] = [];

  /** As {@link safePath}, in two; paths that follow each other in one folder get the same `parents`. */
  take(path: string): SafeNames | { why: string } {
    const slash = path.lastIndexOf('/');
    const name = path.slice(slash + 1);
    const isPlain = name !== '' && name !== '.' && name !== '..' && !name.includes('\\');
    if (slash > 0 && isPlain && slash === this.#folder.length && path.startsWith(this.#folder)) {
      const safe = safeName(name, process.platform);
      if (Buffer.byteLength(safe) <= MAX_NAME) return { parents: this.#parents, name: safe };
    }
    const { parts, why } = safePath(path);
    if (parts === undefined) return { why };
    this.#parents = parts.slice(0, -1);
    this.#folder = path.slice(0, Math.max(slash, 0));
    return { parents: this.#parents, name: parts.at(-1) ?? '' };
  }
}

function safeName(name: string, platform: Platform): string {
  let safe = name.replace(UNSAFE, '_').replace(PART, '$1_part');
  if (platform !== 'win32') return safe;
  safe = safe.replace(/[<>:"|?*\\]/g, '_').replace(/[. ]+$/, (end) => '_'.repeat(end.length));
  return DEVICE.test(safe) ? `_${safe}` : safe;
}

/** One text for all names that some file system takes for the same. */
export const folded = (name: string): string =>
  // eslint-disable-next-line no-control-regex
  /^[\u0000-\u007f]*$/.test(name)
    ? name.toLowerCase()
    : name.normalize('NFD').toUpperCase().toLowerCase().normalize('NFC');

/** The longest beginning of whole characters that has at most `bytes` bytes. */
export function cut(name: string, bytes: number): string {
  if (Buffer.byteLength(name) <= bytes) return name;
  let length = 0;
  let kept = '';
  for (const character of name) {
    length += Buffer.byteLength(character);
    if (length > bytes) break;
    kept += character;
  }
  return kept;
}

/** `report.pdf` as `report (2).pdf`; a long name is shortened to make room. */
export function numbered(name: string, n: number): string {
  const dot = name.lastIndexOf('.');
  const stemEnd = dot > 0 && name.length - dot <= 16 ? dot : name.length;
  const end = ` (${n})${name.slice(stemEnd)}`;
  return cut(name.slice(0, stemEnd), MAX_NAME - Buffer.byteLength(end)) + end;
}

/**
 * Under what name a file is received. The same file of a later try (path, size and time) gets the same, and another one
 * never does, so that a part is found again without being looked for. `n` > 1: that one is being written already.
 */
export function partName(
  name: string,
  file: { path: string; size: number | null; modified: number },
  n = 1,
): string {
  const which = hash('sha256', `${file.size}\0${file.modified}\0${file.path}`);
  const end = `.${which.slice(0, 12)}${n === 1 ? '' : `-${n}`}.part`;
  return cut(name, MAX_NAME - end.length) + end;
}

/**
 * The names a link leads through, counted from the folder that receives; null where it might lead out of it. `..` counts
 * at its beginning only: behind a name that is itself a link it would lead anywhere.
 */
export function linkWithin(parents: string[], target: string, platform: Platform): string[] | null {
  if (target === '' || /^[/\\]|^[a-z]:/i.test(target) || target.search(UNSAFE) >= 0) return null;
  const names = target
    .split(platform === 'win32' ? /[/\\]/ : '/')
    .filter((name) => name !== '.' && name !== '');
  const up = names.findIndex((name) => name !== '..');
  const ups = up < 0 ? names.length : up;
  if (ups > parents.length || names.slice(ups).includes('..')) return null;
  return [...parents.slice(0, parents.length - ups), ...names.slice(ups)];
}
