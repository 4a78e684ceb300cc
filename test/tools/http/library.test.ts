import { createServer } from 'node:http';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Failure } from '../../../src/contract/failure.ts';
import type { LibraryState } from '../../../src/contract/http/library.ts';
import { blankRequest } from '../../../src/contract/payload/http-request.ts';
import type { BenchClient } from '../../../src/renderer/bridge/client.ts';
import { toFailure } from '../../../src/renderer/bridge/failure.ts';
import { withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { PATIENCE } from '../../support/wait.ts';

failOnLeaks();
// The system's watching has one file for the whole process, from the first time on.
watch(tmpdir(), { persistent: false }).close();

const failureOf = async (work: Promise<unknown>): Promise<Failure> =>
  work.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => toFailure(error),
  );

/** Follows the collections until they are as wanted, and answers how they are then. */
async function until(client: BenchClient, wanted: (state: LibraryState) => boolean | Promise<boolean>) {
  const stop = new AbortController();
  const limit = AbortSignal.any([stop.signal, AbortSignal.timeout(PATIENCE)]);
  for await (const state of await client.httpLibrary.watch(undefined, { signal: limit }))
    if (await wanted(state)) {
      stop.abort();
      return state;
    }
  throw new Error('the collections never came to be so');
}

const withCollection = (
  body: (parts: { client: BenchClient; collection: string; folder: string }) => Promise<void>,
) =>
  withBench(async ({ client, folder }) => {
    const collection = join(folder, 'requests');
    const opened = await client.httpLibrary.open({ folder: collection });
    expect(opened).toEqual({ collection, made: true });
    await body({ client, collection, folder });
  });

const tree = async (client: BenchClient, collection: string) =>
  (await client.httpLibrary.tree({ collection, from: 0, count: 1000 })).items;
const paths = async (client: BenchClient, collection: string) =>
  (await tree(client, collection)).map(({ path }) => path);

it('keeps a request as a text file, and tells of an edit by hand', () =>
  withCollection(async ({ client, collection }) => {
    const request = blankRequest({ name: 'Users: all', url: ':3000/users', docs: 'All of them.' });
    const saved = await client.httpLibrary.save({ collection, path: null, folder: '', request });
    expect(saved.path).toBe('Users- all.request.yaml');
    const file = join(collection, saved.path);
    expect(await readFile(file, 'utf8')).toBe(
      ['name: "Users: all"', 'method: GET', 'url: :3000/users', 'docs: All of them.', ''].join('\n'),
    );
    const edited = until(client, async (state) => {
      expect(state.collections).toHaveLength(1);
      const [item] = await tree(client, collection);
      return item?.kind === 'request' && item.url === ':3000/people';
    });
    await writeFile(file, '# mine\nname: "Users: all"\nurl: :3000/people # moved\n');
    await edited;
    const read = await client.httpLibrary.read({ collection, path: saved.path });
    expect(read.request).toEqual({ ...request, url: ':3000/people', docs: '' });

    // Who still has the earlier one is told, and what was typed is not lost by writing over it.
    const failure = await failureOf(
      client.httpLibrary.save({
        collection,
        path: saved.path,
        folder: '',
        request: { ...request, method: 'PUT' },
        was: saved.revision,
      }),
    );
    expect(failure.code).toBe('CHANGED');
    await client.httpLibrary.save({
      collection,
      path: saved.path,
      folder: '',
      request: { ...read.request, method: 'PUT' },
      was: read.revision,
    });
    const text = await readFile(file, 'utf8');
    expect(text).toContain('# mine');
    expect(text).toContain('# moved');
    expect(text).toContain('method: PUT');
  }));

it('shows a file that can’t be read with its line, and leaves it alone', () =>
  withCollection(async ({ client, collection }) => {
    await writeFile(join(collection, 'bad.request.yaml'), 'url: :3000\noptions:\n  timeoutMs: soon\n');
    await until(client, async () => (await tree(client, collection)).length === 1);
    const [item] = await tree(client, collection);
    expect(item).toMatchObject({
      kind: 'request',
      problem: { message: 'bad.request.yaml can’t be read from line 3, column 14 on.' },
    });
    const failure = await failureOf(client.httpLibrary.read({ collection, path: 'bad.request.yaml' }));
    expect(failure.hint).toContain('Timeout');
    expect(await readFile(join(collection, 'bad.request.yaml'), 'utf8')).toContain('soon');
  }));

it('makes folders, renames, duplicates, removes and brings back', () =>
  withCollection(async ({ client, collection }) => {
    const { httpLibrary } = client;
    const made = await httpLibrary.makeFolder({ collection, path: '', name: 'a/b' });
    expect(made.path).toBe('a-b');
    const one = await httpLibrary.save({
      collection,
      path: null,
      folder: 'a-b',
      request: blankRequest({ name: 'One', url: 'x' }),
    });
    expect(one.path).toBe('a-b/One.request.yaml');
    const copy = await httpLibrary.duplicate({ collection, path: one.path });
    expect(copy.path).toBe('a-b/One copy.request.yaml');
    const two = await httpLibrary.rename({ collection, path: copy.path, name: 'Two?' });
    expect((await httpLibrary.read({ collection, path: two.path })).request.name).toBe('Two?');
    expect((await httpLibrary.rename({ collection, path: 'a-b', name: 'c' })).path).toBe('c');
    const all = ['c', 'c/One.request.yaml', 'c/Two-.request.yaml'];
    expect(await paths(client, collection)).toEqual(all);
    await writeFile(join(collection, 'c', 'notes.txt'), 'mine');
    const { removed, undo } = await httpLibrary.remove({ collection, paths: ['c'] });
    expect(removed).toBe(2);
    // What is no request is not ours to remove.
    expect(await readdir(join(collection, 'c'))).toEqual(['notes.txt']);
    await httpLibrary.undo({ undo });
    expect(await paths(client, collection)).toEqual(all);
  }));

it('writes nothing that it could not read again', () =>
  withCollection(async ({ client, collection }) => {
    const headers = Array.from({ length: 9000 }, (_, n) => ({ name: `X-${n}`, value: 'x', on: true }));
    const request = blankRequest({ name: 'One', url: 'x', headers });
    const failure = await failureOf(client.httpLibrary.save({ collection, path: null, folder: '', request }));
    expect(failure).toMatchObject({ code: 'TOO_MUCH', hint: expect.stringContaining('a file of its own') });
    expect(await readdir(collection)).toEqual([]);
  }));

it.each([
  '../x.request.yaml',
  'a/../../x.request.yaml',
  '/etc/passwd',
  '.git/config',
  'out/x.request.yaml',
  'link.request.yaml',
])('never leaves the folder: %s', (path) =>
  withCollection(async ({ client, collection, folder }) => {
    await writeFile(join(folder, 'x.request.yaml'), 'url: secret');
    await symlink(folder, join(collection, 'out'));
    await symlink(join(folder, 'x.request.yaml'), join(collection, 'link.request.yaml'));
    expect(await paths(client, collection)).toEqual([]);
    expect((await failureOf(client.httpLibrary.read({ collection, path }))).code).toMatch(
      /BAD_INPUT|NOT_FOUND/,
    );
    const request = blankRequest({ name: 'y' });
    await failureOf(client.httpLibrary.save({ collection, path, folder: '', request }));
    expect(await readFile(join(folder, 'x.request.yaml'), 'utf8')).toBe('url: secret');
  }),
);

it('keeps passwords and tokens out of the files, as secret variables', () =>
  withCollection(async ({ client, collection }) => {
    const { httpLibrary } = client;
    const request = blankRequest({
      name: 'Mine',
      url: 'http://me:hunter22@localhost/?api_key=k3y-of-mine&x=1',
      auth: { kind: 'basic', user: 'me', password: 'hunter22' },
      headers: [{ name: 'Authorization', value: 'Bearer t0ken-of-mine', on: true }],
    });
    const saved = await httpLibrary.save({ collection, path: null, folder: '', request });
    expect(saved.request.auth).toEqual({ kind: 'basic', user: 'me', password: '{{password}}' });
    expect(saved.request.url).toBe('http://me:{{password}}@localhost/?api_key={{api_key}}&x=1');
    expect(saved.notes).toHaveLength(3);
    const files = await readdir(collection);
    const texts = await Promise.all(files.map((name) => readFile(join(collection, name), 'utf8')));
    for (const secret of ['hunter22', 'k3y-of-mine', 't0ken-of-mine'])
      expect(texts.join('\n')).not.toContain(secret);
    const shared = await httpLibrary.environment({ collection, name: null });
    expect(shared.secrets.map(({ name }) => name).sort()).toEqual(['api_key', 'password', 'token']);
    expect(shared.secrets.every(({ set }) => set)).toBe(true);
    // Another password of the same name is another variable.
    const other = await httpLibrary.save({
      collection,
      path: null,
      folder: '',
      request: blankRequest({
        name: 'Other',
        url: 'x',
        auth: { kind: 'digest', user: 'u', password: 'else4321' },
      }),
    });
    expect(other.request.auth).toMatchObject({ password: '{{password2}}' });
  }));

it('sends with the variables of an environment, and keeps no secret in the history', () =>
  withCollection(async ({ client, collection, folder }) => {
    const seen: string[] = [];
    const server = createServer((request, answer) => {
      seen.push(`${request.url} ${String(request.headers['x-me'])} ${request.headers.authorization ?? ''}`);
      answer.end('{"ok":true}');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    try {
      const { httpLibrary } = client;
      const environment = {
        variables: [
          { name: 'base', value: `127.0.0.1:${port}` },
          { name: 'who', value: 'ann' },
        ],
        secrets: [{ name: 'token', set: false }],
      };
      await httpLibrary.saveEnvironment({
        collection,
        name: null,
        environment: { variables: [{ name: 'who', value: 'all' }], secrets: [] },
        values: {},
      });
      await httpLibrary.saveEnvironment({
        collection,
        name: 'local',
        environment,
        values: { token: 's3cret-value' },
      });
      expect(await readFile(join(collection, 'environments', 'local.yaml'), 'utf8')).not.toContain('s3cret');
      const request = blankRequest({
        url: '{{base}}/a?access_token={{token}}',
        headers: [{ name: 'X-Me', value: '{{who}}', on: true }],
        auth: { kind: 'bearer', token: '{{token}}' },
      });
      const context = { collection, environment: 'local' };
      const sent = until(client, ({ history }) => history.entries === 1);
      await client.http.send({ request, context });
      await sent;
      expect(seen).toEqual(['/a?access_token=s3cret-value ann Bearer s3cret-value']);

      const found = await httpLibrary.history({ search: `200 127.0.0.1:${port}`, from: 0, count: 10 });
      expect(found.rows).toMatchObject([{ method: 'GET', status: 200, failure: null }]);
      expect(found.rows[0]!.url).not.toContain('s3cret');
      expect((await httpLibrary.history({ search: 'POST', from: 0, count: 10 })).total).toBe(0);
      expect((await httpLibrary.recall({ id: found.rows[0]!.id })).request).toEqual(request);
      const har = await httpLibrary.exportHar({});
      expect(har.kind).toBe('saved');
      const curl = await httpLibrary.exportCurl({ request, context });
      expect(curl.text).toContain(`http://127.0.0.1:${port}/a`.replace('http://', ''));
      expect(curl.text).toContain('"$TOKEN"');
      expect(curl.text).not.toContain('s3cret');

      // Without its value a secret is asked for, with a button that leads there.
      await httpLibrary.saveEnvironment({
        collection,
        name: 'local',
        environment,
        values: { token: '' },
        was: (await httpLibrary.environment({ collection, name: 'local' })).revision,
      });
      const failure = await failureOf(client.http.send({ request, context }));
      expect(failure).toMatchObject({ code: 'NO_SECRET', mends: [{ form: 'environment' }] });

      await writeFile(join(collection, 'environments', 'local.yaml'), 'variables:\n  base: [1]\n');
      const broken = await failureOf(client.http.send({ request, context }));
      expect(broken.message).toBe('environments/local.yaml can’t be read from line 2, column 9 on.');
      const text = await readFile(join(folder, 'http-history.jsonl'), 'utf8');
      expect(text).toContain('/a?access_token=');
      expect(text).not.toContain('s3cret');
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }));

it('says that a folder has gone, and goes on when it is back', () =>
  withCollection(async ({ client, collection, folder }) => {
    await client.httpLibrary.save({
      collection,
      path: null,
      folder: '',
      request: blankRequest({ name: 'One', url: 'x' }),
    });
    await rename(collection, join(folder, 'elsewhere'));
    await failureOf(client.httpLibrary.read({ collection, path: 'One.request.yaml' }));
    await until(client, ({ collections }) => collections[0]?.problem?.code === 'NOT_FOUND');
    await mkdir(collection);
    await rm(collection, { recursive: true });
    await rename(join(folder, 'elsewhere'), collection);
    await client.httpLibrary.open({ folder: collection });
    expect(await paths(client, collection)).toEqual(['One.request.yaml']);
  }));
