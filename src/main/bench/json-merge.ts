/** A JSON value as it comes from `JSON.parse`. */
type Json = unknown;

export interface Merged {
  content: Json;
  /** Things that both have changed, and of which ours are taken. */
  conflicts: number;
}

/** Objects are merged by their fields to this depth; what is deeper is one thing, which nobody wants half of. */
const DEPTH = 2;

/**
 * What two made of the same content, each without the other: each one's changes and additions, and lists of things with
 * an `id` thing by thing. What one removed and the other changed stays. Where both changed one thing, ours is taken;
 * of lists that is counted as a conflict, while of settings the latest simply holds.
 */
export function merge(base: Json, ours: Json, theirs: Json): Merged {
  const merged: Merged = { content: undefined, conflicts: 0 };
  merged.content = either(base, ours, theirs, DEPTH, merged);
  return merged;
}

function either(base: Json, ours: Json, theirs: Json, depth: number, merged: Merged): Json {
  if (same(ours, theirs) || same(theirs, base)) return ours;
  if (same(ours, base)) return theirs;
  if (depth > 0 && isList(ours) && isList(theirs))
    return lists(isList(base) ? base : [], ours, theirs, merged);
  if (depth > 0 && isRecord(ours) && isRecord(theirs))
    return records(isRecord(base) ? base : {}, ours, theirs, depth - 1, merged);
  return ours === undefined ? theirs : ours;
}

function records(
  base: Record<string, Json>,
  ours: Record<string, Json>,
  theirs: Record<string, Json>,
  depth: number,
  merged: Merged,
): Json {
  const entries = new Map<string, Json>();
  for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    const value = either(base[key], ours[key], theirs[key], depth, merged);
    if (value !== undefined) entries.set(key, value);
  }
  return Object.fromEntries(entries);
}

function lists(base: Json[], ours: Json[], theirs: Json[], merged: Merged): Json {
  const [was, mine, other] = [byId(base), byId(ours), byId(theirs)];
  const kept = new Map<string, Json>();
  for (const id of new Set([...mine.keys(), ...other.keys()])) {
    const [before, here, there] = [was.get(id), mine.get(id), other.get(id)];
    const value = either(before, here, there, 0, merged);
    if (value === undefined) continue;
    kept.set(id, value);
    const both = here !== undefined && there !== undefined && !same(here, before) && !same(there, before);
    if (both && !same(here, there)) merged.conflicts++;
  }
  // Whoever moved things around gives the order; what only the other has comes at the end.
  const common = (list: Map<string, Json>) => [...list.keys()].filter((id) => was.has(id)).join('\n');
  const order = common(mine) === common(was) ? [other, mine] : [mine, other];
  return [...new Set(order.flatMap((list) => [...list.keys()]))]
    .filter((id) => kept.has(id))
    .map((id) => kept.get(id));
}

/** Things of a list by their id; one that has none is known by all that it is. */
function byId(list: Json[]): Map<string, Json> {
  return new Map(
    list.map((thing) => [
      isRecord(thing) && typeof thing['id'] === 'string' ? thing['id'] : JSON.stringify(thing),
      thing,
    ]),
  );
}

const same = (a: Json, b: Json): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);
const isList = (value: Json): value is Json[] => Array.isArray(value);
const isRecord = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
