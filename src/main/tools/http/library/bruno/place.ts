import { isRecord, textOf } from '../import/shared.ts';

type Path = readonly (string | number)[];

/** A file that is read: its name, and `line 3, column 7` of what stands at a path in it, if it has lines. */
export interface Source {
  name: string;
  where(path: Path): string | null;
  wrong(where: string | null, why: string): Error;
}

/** A map of a file, or its absence. What is of another kind than it should be is told with its line and column. */
export interface Place {
  has(key: string): boolean;
  /** As it is written, so that its kind can be asked for. */
  raw(key: string): unknown;
  /** Empty where there is none. */
  text(key: string): string;
  isTrue(key: string): boolean;
  /** A map; an empty one where there is none. */
  in(key: string): Place;
  /** The maps of a list; none where there is no list. */
  each(key: string): Place[];
  /** The error of what stands there. */
  wrong(key: string, why: string): Error;
}

/** Reads a value as a map. Throws where it is something else. */
export function placeOf(value: unknown, source: Source, path: Path = []): Place {
  const called = path.findLast((step) => typeof step === 'string') ?? 'It';
  if (value !== undefined && value !== null && !isRecord(value))
    throw source.wrong(source.where(path), `“${called}” should have names with values below it`);
  const map = isRecord(value) ? value : {};
  // What every object has, such as a constructor, is no value of the file.
  const raw = (key: string): unknown => (Object.hasOwn(map, key) ? (map[key] ?? undefined) : undefined);
  const wrong = (key: string, why: string) => source.wrong(source.where([...path, key]), why);
  const text = (key: string): string => {
    const found = raw(key);
    if (typeof found === 'object') throw wrong(key, `“${key}” should be a text`);
    return textOf(found);
  };
  return {
    raw,
    text,
    wrong,
    has: (key) => raw(key) !== undefined,
    isTrue: (key) => text(key) === 'true',
    in: (key) => placeOf(raw(key), source, [...path, key]),
    each(key) {
      const found = raw(key) ?? [];
      if (!Array.isArray(found)) throw wrong(key, `“${key}” should be a list`);
      return found.map((one: unknown, index) => placeOf(one, source, [...path, key, index]));
    },
  };
}

/** A text, or the one that was chosen of several; also where it is said of which type it is. */
export function valueAt(at: Place, key: string): string {
  const found = at.raw(key);
  if (Array.isArray(found)) {
    const one = chosen(at.each(key));
    return one ? valueAt(one, 'value') : '';
  }
  return isRecord(found) ? at.in(key).text('data') : at.text(key);
}

/** The one that is marked, else the first. */
export const chosen = (all: readonly Place[]): Place | undefined =>
  all.find((one) => one.isTrue('selected')) ?? all[0];

/** A description: a text, or one that says what kind of text it is. */
export const docsAt = (at: Place, key: string): string =>
  isRecord(at.raw(key)) ? at.in(key).text('content') : at.text(key);
