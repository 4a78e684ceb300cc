import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UniqueNames } from '../../../src/contract/payload/unique-names.ts';
import { heldByPage, onDisk, totals, withMore } from '../../../src/renderer/ui/files/chosen.ts';
import { pickFolders } from '../../../src/renderer/ui/files/pick.ts';
import { readDrop } from '../../../src/renderer/ui/files/read-drop.ts';
import { reading, useReading } from '../../../src/renderer/ui/files/reading.ts';

/** What a browser gives for a dropped folder: a hundred entries at a time, each file by another question. */
type Tree = { [name: string]: string | Error | Tree };
const isTree = (what: Tree[string]): what is Tree => typeof what === 'object' && !(what instanceof Error);

function entryOf(name: string, what: Tree[string]): object {
  if (!isTree(what))
    return {
      name,
      isFile: true,
      isDirectory: false,
      file: (done: (file: File) => void, fail: (error: Error) => void) =>
        setImmediate(() => (what instanceof Error ? fail(what) : done(new File([what], name)))),
    };
  return {
    name,
    isFile: false,
    isDirectory: true,
    createReader() {
      const left = Object.entries(what).map(([inner, value]) => entryOf(inner, value));
      return {
        readEntries: (done: (some: object[]) => void) => setImmediate(() => done(left.splice(0, 100))),
      };
    },
  };
}

const drop = (roots: Tree): DataTransfer =>
  ({
    items: Object.entries(roots).map(([name, what]) => ({
      kind: 'file',
      getAsFile: () => (isTree(what) ? new File([], name) : new File([String(what)], name)),
      webkitGetAsEntry: () => entryOf(name, what),
    })),
  }) as unknown as DataTransfer;

const never = new AbortController().signal;
const pathsOf = ({
  from,
}: {
  from: { kind: string; files?: readonly { path: string; file: File | null }[] };
}) => (from.files ?? []).map(({ path, file }) => (file ? path : `${path}/`));

describe('what is dropped on a page', () => {
  beforeEach(() => vi.stubGlobal('window', {}));
  afterEach(() => vi.unstubAllGlobals());

  it('is read with all its folders, each before what it holds', async () => {
    const { chosen, notTaken } = await readDrop(
      drop({ note: 'n', album: { sub: { empty: {}, 'b.txt': 'bb' }, 'a.txt': 'a' } }),
      never,
    );
    expect(notTaken).toEqual([]);
    expect(chosen.map(({ name, kind, files, size }) => [name, kind, files, size])).toEqual([
      ['note', 'file', 1, 1],
      ['album', 'folder', 2, 3],
    ]);
    expect(pathsOf(chosen[1]!)).toEqual([
      'album/',
      'album/a.txt',
      'album/sub/',
      'album/sub/b.txt',
      'album/sub/empty/',
    ]);
  });

  it('is told in the order of its names, whatever the browser’s is', async () => {
    const { chosen } = await readDrop(
      drop({ d: { 'b.txt': 'b', e: { z: 'z', y: 'y' }, 'a.txt': 'a', c: {} } }),
      never,
    );
    expect(pathsOf(chosen[0]!)).toEqual(['d/', 'd/a.txt', 'd/b.txt', 'd/c/', 'd/e/', 'd/e/y', 'd/e/z']);
  });

  it('is taken without what can’t be read, which is said', async () => {
    const names = Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`f${i}`, 'x']));
    const work = (signal: AbortSignal) =>
      readDrop(drop({ d: { ...names, bad: new Error('not allowed.') } }), signal);
    let count: number | null = 0;
    await reading(work, ([one]) => (count = one?.files ?? null));
    expect(count).toBe(250);
    expect(useReading.getState()).toMatchObject({ files: null, problem: 'd/bad was left out: not allowed.' });
  });

  it('can be given up while it is read', async () => {
    const taken: unknown[] = [];
    const work = reading(
      (signal) => readDrop(drop({ d: { a: 'a', e: { b: 'b' } } }), signal),
      (chosen) => taken.push(chosen),
    );
    useReading.getState().stop.abort();
    await work;
    expect(taken).toEqual([]);
    expect(useReading.getState()).toMatchObject({ files: null, problem: null });
  });
});

describe('a folder that is chosen in the dialog of the browser', () => {
  const COUNT = 300;
  let now = 0;
  /** Sizes that were asked for. */
  let asked = 0;

  /** Its size is looked up when it is asked for, which takes a millisecond. */
  class Looked extends File {
    override readonly webkitRelativePath: string;
    constructor(path: string) {
      super([], path.slice(path.lastIndexOf('/') + 1));
      this.webkitRelativePath = path;
    }
    override get size(): number {
      now++;
      asked++;
      return 2;
    }
  }

  beforeEach(() => {
    now = asked = 0;
    const files = Array.from({ length: COUNT }, (_, n) => new Looked(`d/e${n % 2}/${n}`));
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    vi.stubGlobal('window', {});
    vi.stubGlobal('document', {
      body: { append: () => undefined },
      createElement: () =>
        Object.assign(new EventTarget(), {
          files,
          remove: () => undefined,
          click(this: EventTarget) {
            this.dispatchEvent(new Event('change'));
          },
        }),
    });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });

  it('is looked through in turns, between which the window can do other things', async () => {
    const turns = [0];
    const later = setTimeout;
    vi.spyOn(globalThis, 'setTimeout').mockImplementation((go: () => void) => {
      turns.push(asked);
      return later(go);
    });
    const picked = pickFolders(never);
    await picked;
    const longest = Math.max(...turns.map((at, n) => (turns[n + 1] ?? COUNT) - at));
    expect(longest).toBeLessThan(20);
    const [folder, ...others] = (await picked).chosen;
    expect(others).toEqual([]);
    expect([folder?.name, folder?.files, folder?.size]).toEqual(['d', COUNT, 2 * COUNT]);
    expect(pathsOf(folder!).filter((path) => path.endsWith('/'))).toEqual(['d/', 'd/e0/', 'd/e1/']);
  });

  it('can be given up meanwhile', async () => {
    const stop = new AbortController();
    const picked = pickFolders(stop.signal);
    setTimeout(() => stop.abort(new Error('given up')));
    await expect(picked).rejects.toThrow('given up');
    expect(asked).toBeLessThan(COUNT);
  });
});

describe('what was chosen', () => {
  const photos = onDisk({ path: '/home/me/photos', name: 'photos', kind: 'folder', size: null });
  const note = onDisk({ path: '/home/me/note', name: 'note', kind: 'file', size: 5 });
  const held = heldByPage('d', 'folder', [
    { path: 'd', file: null },
    { path: 'd/f', file: new File(['123'], 'f') },
  ]);

  it('is counted where all of it is known', () => {
    expect(totals([note, held])).toEqual({ files: 2, bytes: 8 });
    expect(totals([note, photos])).toEqual({ files: null, bytes: null });
    expect(totals([])).toEqual({ files: 0, bytes: 0 });
  });

  it('holds each path once', () => {
    const again = onDisk({ path: '/home/me/note', name: 'note', kind: 'file', size: 5 });
    expect(withMore([note, held], [again, photos, held])).toEqual([note, held, photos, held]);
  });
});

describe('names side by side', () => {
  it('are told apart, also where only case or normal form differs', () => {
    const names = new UniqueNames();
    const given = ['a.txt', 'A.TXT', 'a.txt', 'caf\u00e9', 'cafe\u0301', '.env', '.env', 'a (2).txt'];
    expect(given.map((name) => names.take(name))).toEqual([
      'a.txt',
      'A (2).TXT',
      'a (3).txt',
      'caf\u00e9',
      'cafe\u0301 (2)',
      '.env',
      '.env (2)',
      'a (2) (2).txt',
    ]);
  });
});
