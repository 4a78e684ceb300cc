import { watch } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { LibraryState } from '../../../src/contract/http/library.ts';
import { blankRequest } from '../../../src/contract/payload/http-request.ts';
import type { BenchClient } from '../../../src/renderer/bridge/client.ts';
import { toFailure } from '../../../src/renderer/bridge/failure.ts';
import { type TestBench, withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { PATIENCE } from '../../support/wait.ts';

// A collection that two windows, two programs or version control change at the same time.

failOnLeaks();
// The system’s watching has one file for the whole process, from the first time on.
watch(tmpdir(), { persistent: false }).close();

const withCollection = (body: (parts: TestBench & { collection: string }) => Promise<void>) =>
  withBench(async (bench) => {
    const collection = join(bench.folder, 'requests');
    await bench.client.httpLibrary.open({ folder: collection });
    await body({ ...bench, collection });
  });

/** Follows the collections, as a window does, until they are as wanted. */
async function until(
  client: BenchClient,
  wanted: (state: LibraryState) => boolean,
  meanwhile?: () => Promise<void>,
) {
  const stop = new AbortController();
  const limit = AbortSignal.any([stop.signal, AbortSignal.timeout(PATIENCE)]);
  let started = false;
  for await (const state of await client.httpLibrary.watch(undefined, { signal: limit })) {
    if (!started) await meanwhile?.();
    started = true;
    if (!wanted(state)) continue;
    stop.abort();
    return;
  }
  throw new Error('the collections never came to be so');
}

const requestsIn = (state: LibraryState): number => state.collections[0]?.items ?? -1;
const one = (name: string, url: string) => blankRequest({ name, url });

it('two windows that save under one name at the same time get a file each', () =>
  withCollection(async ({ client, collection, openWindow }) => {
    const other = openWindow();
    const urls = Array.from({ length: 20 }, (_, n) => `:${3000 + n}`);
    const saved = await Promise.all(
      urls.map((url, n) =>
        (n % 2 === 0 ? client : other.client).httpLibrary.save({
          collection,
          path: null,
          folder: '',
          request: one('Same', url),
        }),
      ),
    );
    expect(new Set(saved.map(({ path }) => path)).size).toBe(urls.length);
    const texts = await Promise.all(saved.map(({ path }) => readFile(join(collection, path), 'utf8')));
    for (const [n, url] of urls.entries()) expect(texts[n]).toContain(url);
    await other.close();
  }));

it('of two windows that save one request over what both have read, one is told', () =>
  withCollection(async ({ client, collection, openWindow }) => {
    const first = await client.httpLibrary.save({
      collection,
      path: null,
      folder: '',
      request: one('A', 'x'),
    });
    const other = openWindow();
    const save = (by: BenchClient, url: string) =>
      by.httpLibrary
        .save({ collection, path: first.path, folder: '', request: one('A', url), was: first.revision })
        .then(
          () => url,
          (error: unknown) => toFailure(error).code,
        );
    const came = await Promise.all([save(client, 'mine'), save(other.client, 'theirs')]);
    expect(came).toContain('CHANGED');
    const kept = came.find((each) => each !== 'CHANGED');
    expect(await readFile(join(collection, first.path), 'utf8')).toContain(`url: ${kept}`);
    await other.close();
  }));

it('two windows that rename two requests alike lose neither', () =>
  withCollection(async ({ client, collection, openWindow }) => {
    const other = openWindow();
    const save = (name: string) =>
      client.httpLibrary.save({ collection, path: null, folder: '', request: one(name, `:1/${name}`) });
    const [a, b] = [await save('a'), await save('b')];
    const made = await Promise.all([
      client.httpLibrary.rename({ collection, path: a.path, name: 'c' }),
      other.client.httpLibrary.rename({ collection, path: b.path, name: 'c' }),
    ]);
    expect(made.map(({ path }) => path).toSorted()).toEqual(['c 2.request.yaml', 'c.request.yaml']);
    expect(made.map(({ revisions }) => revisions?.was)).toEqual([a.revision, b.revision]);
    expect((await readdir(collection)).toSorted()).toEqual(['c 2.request.yaml', 'c.request.yaml']);
    await other.close();
  }));

it('what is brought back stands beside what has its name by now', () =>
  withCollection(async ({ client, collection }) => {
    const { path } = await client.httpLibrary.save({
      collection,
      path: null,
      folder: '',
      request: one('A', ':1/removed'),
    });
    const { undo } = await client.httpLibrary.remove({ collection, paths: [path] });
    await client.httpLibrary.save({ collection, path: null, folder: '', request: one('A', ':1/new') });
    await client.httpLibrary.undo({ undo });
    const names = (await readdir(collection)).toSorted();
    expect(names).toEqual(['A 2.request.yaml', 'A.request.yaml']);
    expect(await readFile(join(collection, 'A.request.yaml'), 'utf8')).toContain('new');
    expect(await readFile(join(collection, 'A 2.request.yaml'), 'utf8')).toContain('removed');
  }));

it('two hundred files that come at once in new folders are all seen, as when a branch is changed', () =>
  withCollection(async ({ client, collection }) => {
    const put = async () => {
      for (let n = 0; n < 200; n++) {
        const folder = join(collection, `f${n % 10}`, `g${n % 20}`);
        await mkdir(folder, { recursive: true });
        await writeFile(join(folder, `${n}.request.yaml`), `url: :${n}\n`);
      }
    };
    await until(client, (state) => requestsIn(state) === 200 + 10 + 20, put);
    await until(
      client,
      (state) => requestsIn(state) === 0,
      async () => {
        for (const name of await readdir(collection)) await rm(join(collection, name), { recursive: true });
      },
    );
  }));

it('a folder that was removed and made anew at once is watched', () =>
  withCollection(async ({ client, collection }) => {
    const folder = join(collection, 'users');
    await mkdir(folder);
    await writeFile(join(folder, 'a.request.yaml'), 'url: a\n');
    const stop = new AbortController();
    const limit = AbortSignal.any([stop.signal, AbortSignal.timeout(PATIENCE)]);
    let step = 0;
    for await (const state of await client.httpLibrary.watch(undefined, { signal: limit })) {
      if (step === 0 && requestsIn(state) === 2) {
        step = 1;
        await rm(folder, { recursive: true });
        await mkdir(folder);
        await writeFile(join(folder, 'a.request.yaml'), 'url: b\n');
        await writeFile(join(folder, 'b.request.yaml'), 'url: b\n');
      } else if (step === 1 && requestsIn(state) === 3) {
        step = 2;
        await writeFile(join(folder, 'c.request.yaml'), 'url: c\n');
      } else if (step === 2 && requestsIn(state) === 4) {
        stop.abort();
        return;
      }
    }
    throw new Error(`it was not seen: step ${step}`);
  }));

it('a collection whose folder goes and comes back is there again, without being asked for', () =>
  withCollection(async ({ client, collection, folder }) => {
    await writeFile(join(collection, 'a.request.yaml'), 'url: a\n');
    const stop = new AbortController();
    const limit = AbortSignal.any([stop.signal, AbortSignal.timeout(PATIENCE)]);
    let step = 0;
    for await (const { collections } of await client.httpLibrary.watch(undefined, { signal: limit })) {
      const brief = collections[0];
      if (step === 0 && brief?.items === 1) {
        step = 1;
        await rename(collection, join(folder, 'away'));
      } else if (step === 1 && brief?.problem?.code === 'NOT_FOUND') {
        step = 2;
        await mkdir(collection);
        await writeFile(join(collection, 'b.request.yaml'), 'url: b\n');
        await writeFile(join(collection, 'c.request.yaml'), 'url: c\n');
      } else if (step === 2 && brief?.items === 2) {
        expect(brief.problem).toBeNull();
        stop.abort();
        return;
      }
    }
    throw new Error(`it was not seen: step ${step}`);
  }));
