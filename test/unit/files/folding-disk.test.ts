import { expect, test, vi } from 'vitest';
import { failOnLeaks } from '../../support/leaks.ts';
import { inScene, receive, tree } from '../../support/sink.ts';

// A disk that takes `A` for `a` can’t be had everywhere. What is tested is what is done about it, which needs none.
vi.mock('../../../src/main/bench/files/folds.ts', () => ({ foldsNames: async () => true }));

failOnLeaks();

test('names of one transfer that such a disk takes for the same do not replace each other', () =>
  inScene(async ({ folder, open }) => {
    const sink = await open({ existing: 'overwrite' });
    const sent: [path: string, to: string][] = [
      ['d/README', 'd/README'],
      ['d/readme', 'd/readme (2)'],
      ['D/Readme', 'D/Readme (2)'],
      ['d/caf\u00e9.txt', 'd/caf\u00e9.txt'],
      ['d/cafe\u0301.txt', 'd/cafe\u0301 (2).txt'],
      ['d/other', 'd/other'],
    ];
    for (const [path, to] of sent) expect(await receive(sink, path, path)).toBe(to);
    // The very same name once more is what stands there, and is replaced as the user wants it.
    expect(await receive(sink, 'd/README', 'newer')).toBe('d/README');
    const found = await tree(folder);
    for (const [path, to] of sent) expect(found[to]).toBe(path === 'd/README' ? 'newer' : path);
  }));
