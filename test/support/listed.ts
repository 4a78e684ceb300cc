import { Files } from '../../src/main/bench/files/files.ts';
import { entriesOf, isLeftOut, type LeftOut, type SourceEntry } from '../../src/main/bench/files/source.ts';

type Links = 'follow' | 'keep' | 'leave';

/** All that is listed of some paths. */
export async function list(
  paths: readonly string[],
  links: Links = 'leave',
): Promise<(SourceEntry | LeftOut)[]> {
  const items = paths.map((path) => ({ kind: 'path' as const, path }));
  const all: (SourceEntry | LeftOut)[] = [];
  const source = new Files().source(items, { links });
  for await (const one of entriesOf(source)) all.push(one);
  await source.close();
  return all;
}

/** The same as lines of text: kind, path and size, or why it was left out. */
export const told = (all: readonly (SourceEntry | LeftOut)[]) =>
  all.map((one) =>
    isLeftOut(one)
      ? `${one.path}: ${one.why}`
      : `${one.kind} ${one.path}${one.target && ` -> ${one.target}`}${one.kind === 'file' ? ` ${one.size}` : ''}`,
  );

/** The one file of that path. */
export function fileOf(all: readonly (SourceEntry | LeftOut)[], path: string): SourceEntry {
  const found = all.find((one) => one.path === path);
  if (!found || isLeftOut(found)) throw new Error(`${path} is not listed`);
  return found;
}
