import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { watch } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { HttpRequest } from '../../../src/contract/http/request.ts';
import { blankRequest, REQUEST_OPTIONS } from '../../../src/contract/payload/http-request.ts';
import { toFailure } from '../../../src/renderer/bridge/failure.ts';
import { blob, type TestBench, withBench } from '../../support/bench.ts';
import { makeAuthority } from '../../support/certificates.ts';
import { harSchema } from '../../support/har.ts';
import { sent } from '../../support/http.ts';
import { serve } from '../../support/http-server.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { startNginx } from '../../support/nginx.ts';

failOnLeaks();
// The system’s watching has one file for the whole process, from the first time on.
watch(tmpdir(), { persistent: false }).close();

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail('it did not fail'),
    (error: unknown) => toFailure(error),
  );

/** A collection of its own, and the requests that are in it. */
async function collectionIn({ client, folder }: TestBench, name = 'requests') {
  const { collection } = await client.httpLibrary.open({ folder: join(folder, name) });
  const requests = async (): Promise<HttpRequest[]> => {
    const { items } = await client.httpLibrary.tree({ collection, from: 0, count: 1000 });
    const found = items.filter(({ kind }) => kind === 'request');
    return Promise.all(
      found.map(async ({ path }) => (await client.httpLibrary.read({ collection, path })).request),
    );
  };
  return { collection, requests, at: { collection, folder: '' } };
}

describeWith(['nginx', 'openssl'], 'a HAR file', () => {
  it('holds what was sent and what came, as its specification has it, and is read again', () =>
    withBench(async (bench) => {
      const authority = await makeAuthority();
      const nginx = await startNginx({ tls: authority.server });
      try {
        const binary = randomBytes(2000);
        const text = 'grüße '.repeat(2000);
        await writeFile(join(nginx.root, 'data.bin'), binary);
        await writeFile(join(nginx.root, 'text.txt'), text);
        await writeFile(join(bench.folder, 'upload.txt'), 'x');
        const inspector = await serve(bench);
        const base = `http://127.0.0.1:${nginx.port}`;
        const options = { ...REQUEST_OPTIONS, tls: { ...REQUEST_OPTIONS.tls, ca: authority.ca.cert } };
        const header = (name: string, value: string) => ({ name, value, on: true });
        const field = (name: string, value: string) => ({ name, value, on: true });
        const asked: HttpRequest[] = [
          blankRequest({ url: `${base}/data.bin?a=1&a=%20b#here` }),
          blankRequest({ url: `${base}/gz/text.txt` }),
          blankRequest({ url: `${base}/r`, headers: [header('X-Own', 'ü')] }),
          blankRequest({ url: `https://localhost:${nginx.tlsPort}/text.txt`, options }),
          blankRequest({ method: 'POST', url: inspector.url, body: { kind: 'json', text: '{"ü": 1}' } }),
          blankRequest({
            method: 'PUT',
            url: inspector.url,
            body: { kind: 'form', fields: [field('a', '1 & 2'), field('b', '')] },
          }),
          blankRequest({
            method: 'POST',
            url: inspector.url,
            body: {
              kind: 'multipart',
              parts: [
                { kind: 'text', name: 'note', value: 'hello', type: '', on: true },
                {
                  kind: 'file',
                  name: 'file',
                  file: { kind: 'path', path: join(bench.folder, 'upload.txt') },
                  fileName: 'told.txt',
                  type: '',
                  on: true,
                },
              ],
            },
          }),
          blankRequest({ url: 'http://127.0.0.1:1/nobody' }),
        ];
        for (const request of asked) await sent(bench, request);
        await bench.client.httpLibrary.exportHar({});
        const [saved] = bench.host.saved;
        expect(saved?.name).toBe('wirebench.har');
        const { entries } = harSchema.parse(JSON.parse(String(saved?.bytes))).log;
        expect(entries.map(({ request, response }) => `${request.method} ${response.status}`)).toEqual([
          'GET 200',
          'GET 200',
          'GET 302',
          'GET 200',
          'GET 200',
          'POST 200',
          'PUT 200',
          'POST 200',
          'GET 0',
        ]);
        const [data, gz, redirect, , secure, json] = entries;
        expect(data?.request).toMatchObject({
          url: `${base}/data.bin?a=1&a=%20b`,
          queryString: [
            { name: 'a', value: '1' },
            { name: 'a', value: ' b' },
          ],
        });
        expect(Buffer.from(data?.response.content.text ?? '', 'base64').equals(binary)).toBe(true);
        expect(data?.serverIPAddress).toBe('127.0.0.1');
        expect(gz?.response.content.text).toBe(text);
        expect(gz?.response.content.size).toBe(Buffer.byteLength(text));
        expect(gz?.response.bodySize).toBeLessThan(1000);
        expect(redirect?.response.redirectURL).toBe(`${base}/`);
        expect(secure?.request.httpVersion).toBe('HTTP/2');
        expect(secure?.timings.ssl).toBeGreaterThan(0);
        expect(json?.request.bodySize).toBe(Buffer.byteLength('{"ü": 1}'));

        // Read again, each entry is the request that it was.
        const { requests, at } = await collectionIn(bench);
        const added = await bench.client.httpLibrary.importFile({
          ...at,
          name: 'wirebench.har',
          bytes: blob(Buffer.from(String(saved?.bytes))),
        });
        expect(added).toMatchObject({ format: 'har', added: 9 });
        const back = await requests();
        const kinds = back.map(({ method, url, body }) => `${method} ${new URL(url).pathname} ${body.kind}`);
        expect(kinds.toSorted()).toEqual(
          [
            ...['GET /data.bin none', 'GET /gz/text.txt none', 'GET /r none', 'GET / none'],
            ...['GET /text.txt none', 'POST / json', 'PUT / form', 'POST / multipart', 'GET /nobody none'],
          ].toSorted(),
        );
        expect(back.find(({ body }) => body.kind === 'json')?.body).toEqual(asked[4]?.body);
        expect(back.find(({ body }) => body.kind === 'form')?.body).toEqual(asked[5]?.body);
        expect(back.find(({ url }) => url.endsWith('/r'))?.headers).toContainEqual(header('X-Own', 'ü'));
      } finally {
        await nginx.stop();
        await authority.remove();
      }
    }));
});

it('is without passwords, tokens and cookies, of questions and of answers, unless they are asked for', () =>
  withBench(async (bench) => {
    const server = createServer((question, answer) => {
      answer.setHeader('Set-Cookie', 'sid=cookie-secret; Path=/; HttpOnly');
      answer.setHeader('Content-Type', 'application/json');
      const echo = { headers: question.rawHeaders, inner: '{"refresh_token":"inner-secret"}' };
      answer.end(JSON.stringify({ access_token: 'answer-secret', user: 'Ann', ...echo }));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const request = blankRequest({
        method: 'POST',
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/?api_key=url-secret`,
        headers: [{ name: 'X-Api-Key', value: 'header-secret', on: true }],
        auth: { kind: 'bearer', token: 'bearer-secret' },
        body: { kind: 'json', text: '{"password": "body-secret", "n": 1}' },
      });
      for (let n = 0; n < 2; n++) await sent(bench, request);
      const har = async (more: object) => {
        await bench.client.httpLibrary.exportHar(more);
        return String(bench.host.saved.at(-1)?.bytes);
      };
      const clean = await har({});
      expect(clean).not.toMatch(/\w+-secret/);
      expect(clean).toContain('Ann');
      harSchema.parse(JSON.parse(clean));
      const whole = await har({ secrets: true });
      for (const where of ['cookie', 'answer', 'inner', 'url', 'header', 'bearer', 'body'])
        expect(whole).toContain(`${where}-secret`);
      harSchema.parse(JSON.parse(whole));
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }));

it('takes files and folders of other programs by their path, and refuses what is none', () =>
  withBench(async (bench) => {
    const { requests, at } = await collectionIn(bench);
    const { httpLibrary } = bench.client;
    const path = (name: string) => join(bench.folder, name);
    await writeFile(path('curl.sh'), "curl -X PUT http://h/a -d 'x=1' \\\n  --next http://h/b\n");
    await mkdir(path('bruno'));
    await writeFile(path('bruno/bruno.json'), '{}');
    await writeFile(
      path('bruno/one.bru'),
      'meta {\n  name: One\n  type: http\n}\n\nget {\n  url: http://h/bruno\n  body: none\n  auth: none\n}\n',
    );
    await symlink('curl.sh', path('link.sh'));
    expect(await httpLibrary.importPath({ ...at, path: path('curl.sh') })).toMatchObject({
      format: 'curl',
      added: 2,
    });
    expect(await httpLibrary.importPath({ ...at, path: path('bruno') })).toMatchObject({
      format: 'bruno',
      added: 1,
    });
    expect(await httpLibrary.importPath({ ...at, path: path('link.sh') })).toMatchObject({ added: 2 });
    const urls = (await requests()).map(({ method, url }) => `${method} ${url}`);
    expect(urls.toSorted()).toEqual(
      [
        'PUT http://h/a',
        'PUT http://h/a',
        'GET http://h/b',
        'GET http://h/b',
        'GET http://h/bruno',
      ].toSorted(),
    );
    // Nothing of these comes in, and none waits for an end that there is not.
    execFileSync('mkfifo', [path('pipe')]);
    await writeFile(path('binary'), Buffer.from([0xff, 0xfe, 0]));
    await writeFile(path('broken.har'), '{"log": {"entries": [{"request": {}}]}}');
    await writeFile(path('broken.json'), '{"log": [,]}');
    const refused: [string, RegExp][] = [
      [path('none'), /none/],
      [path('pipe'), /no file and no folder/],
      ['/dev/zero', /no file and no folder/],
      [path('binary'), /no text file/],
      [path('broken.har'), /log\.entries\.0\.request\.method/],
      [path('broken.json'), /line 1, column/],
    ];
    for (const [from, why] of refused)
      expect((await failureOf(httpLibrary.importPath({ ...at, path: from }))).message).toMatch(why);
    expect(await requests()).toHaveLength(5);
    expect(await readFile(path('curl.sh'), 'utf8')).toContain('--next');
  }));

it('takes a file that is handed over whole, in pieces', () =>
  withBench(async (bench) => {
    const { requests, at } = await collectionIn(bench);
    const text = JSON.stringify({
      openapi: '3.0.0',
      info: { title: 'Large', version: '1', description: 'x'.repeat(3 * 1024 * 1024) },
      servers: [{ url: 'http://h/v1' }],
      paths: { '/pets': { get: { summary: 'All pets', responses: {} } } },
    });
    const bytes = Buffer.from(text);
    const stop = new AbortController();
    for await (const { upload } of await bench.client.uploads.open(undefined, { signal: stop.signal })) {
      const MiB = 1024 * 1024;
      let from = 0;
      for (; bytes.length - from > MiB; from += MiB)
        await bench.client.uploads.add({ upload, bytes: blob(bytes.subarray(from, from + MiB)) });
      const last = { bytes: blob(bytes.subarray(from)), after: upload };
      expect(await bench.client.httpLibrary.importFile({ ...at, name: 'api.json', ...last })).toMatchObject({
        format: 'openapi',
        added: 1,
      });
      break;
    }
    stop.abort();
    expect(await requests()).toMatchObject([{ name: 'All pets', method: 'GET', url: '{{baseUrl}}/pets' }]);
  }));

it('reads a file that takes long in a thread, while all else goes on', () =>
  withBench(async (bench) => {
    const { at } = await collectionIn(bench);
    const { httpLibrary, bench: calls } = bench.client;
    // A list of 30,000 values in YAML takes a second.
    const text = `openapi: 3.0.0\npaths: {}\nx:\n${'  - a: b\n'.repeat(30_000)}`;
    const path = join(bench.folder, 'long.yaml');
    await writeFile(path, text);
    let over = false;
    const importing = httpLibrary.importPath({ ...at, path }).finally(() => (over = true));
    let answered = 0;
    while (!over) {
      await calls.info();
      answered++;
    }
    expect(await importing).toMatchObject({ format: 'openapi', added: 0 });
    // Read here it would be one piece of work, and one call at most would be answered meanwhile.
    expect(answered).toBeGreaterThan(20);
    const stop = new AbortController();
    const given = httpLibrary.importPath({ ...at, path }, { signal: stop.signal });
    stop.abort();
    await expect(given).rejects.toThrow();
  }));
