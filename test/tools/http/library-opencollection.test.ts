import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { GET, TOP } from '../../support/opencollection.ts';

failOnLeaks();
// The system’s watching has one file for the whole process, from the first time on.
watch(tmpdir(), { persistent: false }).close();

it('brings a collection of Bruno in YAML into one of ours, with its environments and without its secrets', () =>
  withBench(async ({ client: { httpLibrary }, folder }) => {
    const { collection } = await httpLibrary.open({ folder: join(folder, 'mine') });
    const from = join(folder, 'theirs');
    await mkdir(join(from, 'users'), { recursive: true });
    await mkdir(join(from, 'environments'));
    const put = (name: string, text: string) => writeFile(join(from, name), text);
    await put('opencollection.yml', `${TOP}request:\n  auth: {type: bearer, token: s3cret-token}\n`);
    await put(
      'users/folder.yml',
      'info: {name: All users, type: folder}\nrequest:\n  headers: [{name: X-A, value: b}]\n',
    );
    await put('users/one.yml', `${GET}  auth: inherit\n`);
    await put('users/socket.yml', 'info: {name: Chat, type: websocket}\nwebsocket: {url: "ws://h/"}\n');
    await put(
      'environments/dev.yml',
      'name: dev\nvariables: [{name: base, value: "http://h"}, {secret: true, name: key}]\n',
    );
    await put('deep.yml', `${GET}a: ${'['.repeat(20_000)}\n`);
    await put('wrong.yml', `${GET}  headers: no\n`);
    const { format, added, notes } = await httpLibrary.importPath({ collection, folder: '', path: from });
    expect([format, added]).toEqual(['bruno', 2]);
    expect(notes.filter((one) => /^(?:deep|wrong)\.yml/.test(one))).toHaveLength(2);
    expect(notes).toContainEqual(expect.stringContaining('line 7, column 12: “headers” should be a list'));

    const { items } = await httpLibrary.tree({ collection, from: 0, count: 100 });
    expect(items.map((one) => (one.kind === 'request' ? [one.path, one.of] : [one.path]))).toEqual([
      ['All users'],
      ['All users/Chat.request.yaml', 'websocket'],
      ['All users/One.request.yaml', 'http'],
    ]);
    const { request } = await httpLibrary.read({ collection, path: 'All users/One.request.yaml' });
    expect(request).toMatchObject({
      url: 'http://h/',
      headers: [{ name: 'X-A', value: 'b', on: true }],
      auth: { kind: 'bearer', token: '{{token}}' },
    });
    expect(await httpLibrary.environment({ collection, name: 'dev' })).toMatchObject({
      variables: [{ name: 'base', value: 'http://h' }],
      secrets: [{ name: 'key', set: false }],
    });
    for (const name of await readdir(collection, { recursive: true }))
      if (name.endsWith('.yaml'))
        expect(await readFile(join(collection, name), 'utf8')).not.toContain('s3cret-token');
  }));
