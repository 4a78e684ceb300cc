import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HttpRequest, RequestOptions } from '../../../src/contract/http/request.ts';
import { blankRequest, REQUEST_OPTIONS } from '../../../src/contract/payload/http-request.ts';
import { type Apache, startApache } from '../../support/apache.ts';
import { withBench } from '../../support/bench.ts';
import { type Authority, makeAuthority } from '../../support/certificates.ts';
import { bodyOf, sent } from '../../support/http.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';

failOnLeaks();

describeWith(['apache2', 'openssl'], 'against Apache', () => {
  let authority: Authority;
  let apache: Apache;
  const big = randomBytes(2 * 1024 * 1024);
  const text = 'a line that repeats itself\n'.repeat(5000);

  beforeAll(async () => {
    authority = await makeAuthority();
    apache = await startApache({ tls: authority });
    await writeFile(join(apache.root, 'big.bin'), big);
    await writeFile(join(apache.root, 'text.txt'), text);
    await mkdir(join(apache.root, 'folder'));
    await writeFile(join(apache.root, 'folder/<b>.txt'), 'x');
  });
  afterAll(async () => {
    await apache.stop();
    await authority.remove();
  });

  const request = (path: string, change: Partial<HttpRequest> = {}, options: Partial<RequestOptions> = {}) =>
    blankRequest({
      url: `http://127.0.0.1:${apache.port}${path}`,
      ...change,
      options: { ...REQUEST_OPTIONS, ...options },
    });
  const secure = (path: string, options: Partial<RequestOptions> = {}, tls: object = {}) => ({
    ...request(path, {}, { tls: { ...REQUEST_OPTIONS.tls, ca: authority.ca.cert, ...tls }, ...options }),
    url: `https://localhost:${apache.tlsPort}${path}`,
  });
  const headerOf = (headers: { name: string; value: string }[] | undefined, wanted: string) =>
    headers?.find(({ name }) => name.toLowerCase() === wanted)?.value;

  it('brings a file over a connection that is used again, though HTTP/2 is offered beside it', () =>
    withBench(async (bench) => {
      const first = await sent(bench, request('/big.bin'));
      expect(first.summary).toMatchObject({ state: 'done', status: 200, version: '1.1', failure: null });
      // An answer of 200 that offers another protocol is an answer, and no change of protocol.
      expect(headerOf(first.hops[0]?.answer?.headers, 'upgrade')).toBe('h2,h2c');
      expect((await bodyOf(bench, first.summary.id)).equals(big)).toBe(true);
      const second = await sent(bench, request('/text.txt'));
      expect(second.hops[0]).toMatchObject({ reused: true, session: first.hops[0]?.session });
      expect((await bodyOf(bench, second.summary.id)).toString()).toBe(text);
    }));

  it('brings ranges: one, several as parts, and none beyond the end', () =>
    withBench(async (bench) => {
      const ranged = (value: string) =>
        sent(bench, request('/big.bin', { headers: [{ name: 'Range', value, on: true }] }));
      const one = await ranged('bytes=-100');
      expect(one.summary).toMatchObject({ status: 206, bytes: { received: 100 } });
      expect((await bodyOf(bench, one.summary.id)).equals(big.subarray(-100))).toBe(true);
      const two = await ranged('bytes=0-9,100-109');
      expect(two.summary).toMatchObject({ state: 'done', status: 206 });
      expect(two.summary.type).toMatch(/^multipart\/byteranges; boundary=/);
      const parts = await bodyOf(bench, two.summary.id);
      expect(parts.includes(big.subarray(0, 10)) && parts.includes(big.subarray(100, 110))).toBe(true);
      const none = await ranged(`bytes=${big.length}-`);
      expect(none.summary.status).toBe(416);
    }));

  it('decodes what it compresses on the way, in chunks', () =>
    withBench(async (bench) => {
      const detail = await sent(bench, request('/deflate/text.txt'));
      expect(detail.body).toMatchObject({ codings: ['gzip'], whole: true, note: null });
      expect(detail.summary.bytes.decoded).toBe(text.length);
      expect(detail.summary.bytes.received).toBeLessThan(text.length / 10);
      expect((await bodyOf(bench, detail.summary.id)).toString()).toBe(text);
    }));

  it('answers by a program in chunks, with the body that was sent in chunks', () =>
    withBench(async (bench) => {
      const chunked = request('/cgi/program?a=1&b', {
        method: 'POST',
        headers: [{ name: 'Transfer-Encoding', value: 'chunked', on: true }],
        body: { kind: 'text', text, type: 'text/plain' },
      });
      const detail = await sent(bench, chunked);
      expect(detail.summary).toMatchObject({ state: 'done', status: 200, failure: null });
      const answer = detail.hops[0]?.answer?.headers;
      expect(headerOf(answer, 'transfer-encoding')).toBe('chunked');
      expect(headerOf(answer, 'x-method')).toBe('POST');
      expect((await bodyOf(bench, detail.summary.id)).toString()).toBe(`query a=1&b\n${text}`);
      const head = await sent(bench, request('/cgi/program', { method: 'HEAD' }));
      expect(head.summary).toMatchObject({ state: 'done', status: 200, bytes: { received: 0 } });
    }));

  it('waits for leave to send a body, and has it', () =>
    withBench(async (bench) => {
      const expecting = request('/cgi/program', {
        method: 'POST',
        headers: [{ name: 'Expect', value: '100-continue', on: true }],
        body: { kind: 'text', text: 'hello', type: '' },
      });
      const detail = await sent(bench, expecting);
      expect(detail.hops[0]?.answer?.informational.map(({ status }) => status)).toEqual([100]);
      expect((await bodyOf(bench, detail.summary.id)).toString()).toBe('query \nhello');
    }));

  it('asks for a password by Basic, lists a folder, and leads elsewhere', () =>
    withBench(async (bench) => {
      const basic = (password: string) =>
        sent(bench, request('/basic/', { auth: { kind: 'basic', user: 'me', password } }));
      expect((await basic('wrong')).summary.status).toBe(401);
      expect((await basic('sesame')).summary.status).toBe(200);
      const listed = await sent(bench, request('/folder/'));
      expect((await bodyOf(bench, listed.summary.id)).toString()).toContain('&lt;b&gt;.txt');
      const moved = await sent(bench, request('/moved'));
      expect(moved.hops.map(({ answer }) => answer?.status)).toEqual([301, 200]);
      expect((await sent(bench, request('/none'))).summary).toMatchObject({ state: 'done', status: 404 });
    }));

  it('is told by Digest at once after it has asked, also where it leads elsewhere', () =>
    withBench(async (bench) => {
      const ask = (path: string, password = 'sesame') =>
        sent(bench, request(path, { auth: { kind: 'digest', user: 'me', password } }));
      const statuses = async (...asked: Parameters<typeof ask>) =>
        (await ask(...asked)).hops.map(({ answer }) => answer?.status);
      expect(await statuses('/digest/folder')).toEqual([401, 301, 200]);
      const again = await ask('/digest/?a=1');
      expect(again.hops.map(({ answer }) => answer?.status)).toEqual([200]);
      expect(headerOf(again.hops[0]?.request.headers, 'authorization')).toMatch(/nc=00000003,/);
      expect(await statuses('/digest/', 'wrong')).toEqual([401, 401]);
      expect(await statuses('/digest/', 'wrong')).toEqual([401, 401]);
      expect(await statuses('/digest/')).toEqual([200]);
    }));

  it('speaks HTTP/2 over TLS, HTTP/1.1 where that is chosen, and HTTP/2 in the clear', () =>
    withBench(async (bench) => {
      const two = await sent(bench, secure('/big.bin'));
      expect(two.summary).toMatchObject({ state: 'done', status: 200, version: '2', failure: null });
      expect((await bodyOf(bench, two.summary.id)).equals(big)).toBe(true);
      const one = await sent(bench, secure('/text.txt', { version: '1.1' }));
      expect(one.summary).toMatchObject({ state: 'done', status: 200, version: '1.1' });
      const clear = await sent(bench, request('/big.bin', {}, { version: '2' }));
      expect(clear.summary).toMatchObject({ state: 'done', status: 200, version: '2', failure: null });
      expect((await bodyOf(bench, clear.summary.id)).equals(big)).toBe(true);
      const out = await bench.bytes(clear.hops[0]?.session as string, 'out');
      expect(out.toString('latin1')).toMatch(/^PRI \* HTTP\/2\.0\r\n\r\nSM\r\n\r\n/);
    }));

  it('is shown a certificate where it wants one, and without it is explained', () =>
    withBench(async (bench) => {
      const { cert, key } = authority.client;
      const asked = (tls: object, version: RequestOptions['version']) => ({
        ...secure('/', { version }, tls),
        url: `https://localhost:${apache.clientPort}/`,
      });
      for (const version of ['1.1', 'auto'] as const) {
        const known = await sent(bench, asked({ certificate: { kind: 'pem', cert, key } }, version));
        expect(known.summary).toMatchObject({ state: 'done', status: 200, failure: null });
        const none = await sent(bench, asked({}, version));
        expect(none.summary).toMatchObject({ state: 'failed', failure: { field: 'tls' } });
        expect(none.summary.failure?.message).toBe(
          'The peer closed TLS with the alert “certificate required”.',
        );
        expect(none.summary.failure?.hint).toMatch(/wants a client certificate/);
      }
    }));
});
