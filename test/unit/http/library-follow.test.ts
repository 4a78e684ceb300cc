import { beforeEach, expect, test, vi } from 'vitest';
import type { LibraryItem } from '../../../src/contract/http/library.ts';
import type { HttpRequest } from '../../../src/contract/http/request.ts';
import { blankRequest } from '../../../src/contract/payload/http-request.ts';
import {
  followFiles,
  renameItem,
  useConflicts,
} from '../../../src/renderer/tools/http/library/follow-files.ts';
import { useLibraryNews } from '../../../src/renderer/tools/http/library/news.ts';
import { editRequest, newOpen, openRequest, useHttp } from '../../../src/renderer/tools/http/store.ts';

const calls = vi.hoisted(() => ({
  read: (_at: { path: string }): Promise<{ request: HttpRequest; revision: string }> =>
    Promise.reject(new Error()),
  rename: (_at: { path: string; name: string }): Promise<unknown> => Promise.reject(new Error()),
}));
vi.mock('../../../src/renderer/bridge/connection.ts', () => ({
  getClient: () => ({ httpLibrary: calls }),
  onOpen: () => undefined,
}));

const C = '/c';
const item = (path: string, revision: string, url = 'x'): LibraryItem => ({
  kind: 'request',
  path: `${path}.request.yaml`,
  name: path,
  of: 'http',
  method: 'GET',
  url,
  revision,
  problem: null,
});
const open = (name: string, revision: string): string =>
  openRequest(blankRequest({ name, url: 'x' }), {
    saved: { collection: C, path: `${name}.request.yaml`, revision },
  });
const of = (key: string) => useHttp.getState().open.find((one) => one.key === key)!;

beforeEach(() => {
  const one = newOpen(blankRequest());
  useHttp.setState({ open: [one], current: one.key, closed: [] });
  useConflicts.setState({ keys: new Set() });
  calls.read = ({ path }) =>
    Promise.resolve({
      request: blankRequest({ name: path.slice(0, -13), url: 'from the file' }),
      revision: 'new',
    });
});

test('what was renamed elsewhere keeps its file, its changes and gets its name', async () => {
  const [a, b] = [open('A', '1'), open('B', '2')];
  editRequest({ url: 'typed' }, a);
  await followFiles(C, [item('A2', '1'), item('B', '2')], [item('A', '1'), item('B', '2')]);
  expect(of(a)).toMatchObject({
    saved: { path: 'A2.request.yaml', revision: '1' },
    draft: { name: 'A2', url: 'typed' },
    changed: true,
  });
  expect(of(b).saved?.path).toBe('B.request.yaml');
  expect(useConflicts.getState().keys.size).toBe(0);
});

test('what was removed elsewhere stays open, and that is said', async () => {
  const a = open('A', '1');
  await followFiles(C, [item('Other', '1')], [item('A', '1'), item('Other', '1')]);
  expect(of(a)).toMatchObject({ saved: null, changed: true, draft: { url: 'x' } });
  expect(useLibraryNews.getState().text).toContain('A.request.yaml is no longer on the disk');
});

test('what comes back with another branch has its file again', async () => {
  const [a, b, c] = [open('A', '1'), open('B', '1b'), open('C', '1c')];
  const all = [item('A', '1'), item('B', '1b'), item('C', '1c')];
  await followFiles(C, [], all);
  editRequest({ url: 'typed' }, b);
  await followFiles(C, [item('A', '1'), item('B', '2'), item('C', '2')], []);
  expect(of(a)).toMatchObject({ saved: { path: 'A.request.yaml' }, changed: false });
  expect(of(b)).toMatchObject({ saved: { path: 'B.request.yaml', revision: '1b' }, changed: true });
  expect(of(b).draft.url).toBe('typed');
  expect(useConflicts.getState().keys).toEqual(new Set([b]));
  expect(of(c)).toMatchObject({ changed: false, draft: { url: 'from the file' } });
});

test('a file that changes while it is read does not end the following of the others', async () => {
  const [a, b] = [open('A', '1'), open('B', '1')];
  const { read } = calls;
  calls.read = (at) => (at.path.startsWith('A') ? Promise.reject(new Error('gone again')) : read(at));
  await followFiles(C, [item('A', '2'), item('B', '2')], [item('A', '1'), item('B', '1')]);
  expect(of(a)).toMatchObject({ draft: { url: 'x' }, saved: { revision: '1' } });
  expect(of(b)).toMatchObject({ draft: { url: 'from the file' }, changed: false });
});

test('a request that is renamed here has the new name, also where the tree is told before', async () => {
  const a = open('A', '1');
  editRequest({ url: 'typed' }, a);
  calls.rename = async () => {
    await followFiles(C, [item('b-c', '2')], [item('A', '1')]);
    return { path: 'b-c.request.yaml', revisions: { was: '1', now: '2' } };
  };
  await renameItem(C, 'A.request.yaml', ' b/c ');
  expect(of(a)).toMatchObject({
    draft: { name: 'b/c', url: 'typed' },
    saved: { path: 'b-c.request.yaml', revision: '2' },
    changed: true,
  });
  await followFiles(C, [item('b-c', '2')], [item('b-c', '2')]);
  expect(useConflicts.getState().keys.size).toBe(0);
});
