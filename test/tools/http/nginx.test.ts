import { createHash, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HttpRequest, RequestOptions } from '../../../src/contract/http/request.ts';
import { blankRequest, REQUEST_OPTIONS } from '../../../src/contract/payload/http-request.ts';
import { withBench } from '../../support/bench.ts';
import { type Authority, makeAuthority } from '../../support/certificates.ts';
import { bodyOf, sent } from '../../support/http.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { type Nginx, startNginx } from '../../support/nginx.ts';

failOnLeaks();

describeWith(['nginx', 'openssl'], 'against nginx', () => {
  let authority: Authority;
  let nginx: Nginx;
  const big = randomBytes(3 * 1024 * 1024);
  const text = JSON.stringify(Array.from({ length: 20_000 }, (_, id) => ({ id, name: `name ${id}` })));

  beforeAll(async () => {
    authority = await makeAuthority();
    nginx = await startNginx({ tls: authority.server });
    await writeFile(join(nginx.root, 'big.bin'), big);
    await writeFile(join(nginx.root, 'data.json'), text);
  });
  afterAll(async () => {
    await nginx.stop();
    await authority.remove();
  });

  const request = (path: string, change: Partial<HttpRequest> = {}, options: Partial<RequestOptions> = {}) =>
    blankRequest({
      url: `http://127.0.0.1:${nginx.port}${path}`,
      ...change,
      options: { ...REQUEST_OPTIONS, ...options },
    });
  const secure = (options: Partial<RequestOptions['tls']> = {}) => ({
    ...request('/'),
    url: `https://localhost:${nginx.tlsPort}/`,
    options: {
      ...REQUEST_OPTIONS,
      version: '1.1' as const,
      tls: { ...REQUEST_OPTIONS.tls, ca: authority.ca.cert, ...options },
    },
  });

  it('brings megabytes as they are, and has each byte in the capture once', () =>
    withBench(async (bench) => {
      const detail = await sent(bench, request('/big.bin'));
      expect(detail.summary).toMatchObject({ state: 'done', status: 200 });
      expect(detail.body).toMatchObject({ whole: true, codings: [], note: null });
      const body = await bodyOf(bench, detail.summary.id);
      expect(body.equals(big)).toBe(true);
      const [hop] = detail.hops;
      const wire = await bench.bytes(hop?.session as string, 'in');
      expect(wire.subarray(wire.length - big.length).equals(big)).toBe(true);
      expect(hop?.wire?.in).toEqual({ from: 0, to: wire.length });
    }));

  it('keeps a range as it was asked for', () =>
    withBench(async (bench) => {
      const headers = [{ name: 'Range', value: 'bytes=100-199', on: true }];
      const detail = await sent(bench, request('/big.bin', { headers }));
      expect(detail.summary).toMatchObject({ status: 206, bytes: { received: 100 } });
      expect((await bodyOf(bench, detail.summary.id)).equals(big.subarray(100, 200))).toBe(true);
    }));

  it('refuses a method that is written small, and why is told', () =>
    withBench(async (bench) => {
      const detail = await sent(bench, request('/', { method: 'get' }));
      expect(detail.summary).toMatchObject({ state: 'done', status: 400 });
      expect(detail.body.note).toContain('get is another one than GET');
    }));

  it('decodes what is compressed, and keeps what it was', () =>
    withBench(async (bench) => {
      const detail = await sent(bench, request('/gz/data.json'));
      expect(detail.body).toMatchObject({ codings: ['gzip'], whole: true, note: null });
      expect(detail.summary.bytes.decoded).toBe(text.length);
      expect(detail.summary.bytes.received).toBeLessThan(text.length / 2);
      expect((await bodyOf(bench, detail.summary.id)).toString()).toBe(text);
      const raw = await bodyOf(bench, detail.summary.id, 'raw');
      expect(raw).toHaveLength(detail.summary.bytes.received);
      expect(raw.subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
    }));

  it('saves an answer to a file while it comes', () =>
    withBench(async (bench) => {
      const path = join(bench.folder, 'saved.bin');
      const options = { capture: 'start' as const };
      const detail = await sent(bench, request('/big.bin', {}, options), path);
      expect(detail.body).toMatchObject({ whole: true, savedTo: path });
      expect(
        createHash('sha256')
          .update(await readFile(path))
          .digest(),
      ).toEqual(createHash('sha256').update(big).digest());
      // Only the start of it is in the capture, and how much more came is told.
      const id = detail.hops[0]?.session as string;
      const session = await bench.watch.session(
        id,
        'counts what is not kept',
        (one) => one.tool === 'http' && one.details.notCaptured > 0,
      );
      expect(session.counts.bytesIn).toBeLessThan(2 * 1024 * 1024);
      // What stands there is not written over.
      const again = await sent(bench, request('/data.json'), path);
      expect(again.body.savedTo).toBe(join(bench.folder, 'saved (2).bin'));
      expect((await readFile(path)).equals(big)).toBe(true);
      expect((await bodyOf(bench, again.summary.id)).toString()).toBe(text);
    }));

  it('sends a user and a password', () =>
    withBench(async (bench) => {
      const auth = { kind: 'basic', user: 'me', password: 'sesame' } as const;
      expect((await sent(bench, request('/auth/index.html', { auth }))).summary.status).toBe(200);
      const wrong = { ...auth, password: 'no' };
      expect((await sent(bench, request('/auth/index.html', { auth: wrong }))).summary.status).toBe(401);
    }));

  it('follows redirects hop by hop, and a loop no longer than it may', () =>
    withBench(async (bench) => {
      const post = { method: 'POST', body: { kind: 'text', text: 'x', type: 'text/plain' } as const };
      const found = await sent(bench, request('/r', post));
      expect(found.hops.map((hop) => [hop.method, hop.answer?.status])).toEqual([
        ['POST', 302],
        ['GET', 200],
      ]);
      expect(found.hops[0]?.next).toMatch(/^302 Moved Temporarily to http:/);
      expect(found.hops[1]?.request.headers.map(({ name }) => name)).not.toContain('Content-Length');
      const kept = await sent(bench, request('/r307', post));
      expect(kept.hops.map((hop) => [hop.method, hop.request.bodyBytes])).toEqual([
        ['POST', 1],
        ['POST', 1],
      ]);
      const loop = await sent(bench, request('/loop'));
      expect(loop.hops).toHaveLength(11);
      expect(loop.summary).toMatchObject({
        state: 'failed',
        failure: { code: 'TOO_MANY_REDIRECTS', field: 'redirects' },
      });
      expect(loop.summary.failure?.hint).toContain('goes round');
      const not = await sent(bench, request('/r', {}, { followRedirects: false }));
      expect(not.summary).toMatchObject({ state: 'done', status: 302, hops: 1 });
    }));

  it('speaks HTTP/2 in the clear to who begins with it', () =>
    withBench(async (bench) => {
      const url = `http://127.0.0.1:${nginx.h2Port}/big.bin`;
      const two = blankRequest({ url, options: { ...REQUEST_OPTIONS, version: '2' } });
      const [first, second] = [await sent(bench, two), await sent(bench, two)];
      expect(first.summary).toMatchObject({ state: 'done', status: 200, version: '2', failure: null });
      expect((await bodyOf(bench, first.summary.id)).equals(big)).toBe(true);
      expect(second.hops[0]).toMatchObject({ session: first.hops[0]?.session, reused: true, stream: 3 });
      // This port of nginx speaks nothing else.
      const one = await sent(bench, blankRequest({ url, options: { ...REQUEST_OPTIONS, version: '1.1' } }));
      expect(one.summary).toMatchObject({ state: 'failed', failure: { code: 'NO_HTTP1', field: 'version' } });
      expect(one.summary.failure?.mends[0]?.set).toEqual({ version: '2' });
    }));

  it('resumes a session of TLS on the next connection, which its timeline says', () =>
    withBench(async (bench) => {
      const asked = secure();
      const ask = async (version: '1.1' | '2') => {
        const options = { ...asked.options, version, keepAlive: false };
        const { summary, hops } = await sent(bench, { ...asked, options });
        expect(summary).toMatchObject({ state: 'done', status: 200 });
        const rows = await bench.rows(hops[0]?.session as string);
        return rows.some((row) => row.kind === 'tls' && /resumed/.test(row.text ?? ''));
      };
      expect(await ask('1.1')).toBe(false);
      expect(await ask('1.1')).toBe(true);
      expect(await ask('1.1')).toBe(true);
      // What is offered to agree on is another thing, and so another session.
      expect(await ask('2')).toBe(false);
      expect(await ask('2')).toBe(true);
    }));

  it('speaks TLS and shows what is inside', () =>
    withBench(async (bench) => {
      const first = await sent(bench, secure());
      expect(first.summary).toMatchObject({ state: 'done', status: 200, failure: null });
      expect(first.hops[0]?.timing.tls).toBeGreaterThan(0);
      const wire = await bench.bytes(first.hops[0]?.session as string, 'out');
      expect(wire.toString()).toMatch(/^GET \/ HTTP\/1\.1\r\n/);
    }));

  it('refuses a certificate nobody vouches for, and says what can be done', () =>
    withBench(async (bench) => {
      const asked = secure();
      const { ca: _, ...tls } = asked.options.tls;
      const detail = await sent(bench, { ...asked, options: { ...asked.options, tls } });
      const { failure } = detail.summary;
      expect(failure).toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
      expect(failure?.mends.map(({ form, set }) => [form, Object.keys(set)])).toEqual([
        ['http request', ['pin']],
        ['http request', ['verify']],
      ]);
      expect((await sent(bench, secure({ verify: false }))).summary.status).toBe(200);
    }));

  it('says so when plain HTTP is sent to a port of TLS, and the reverse', () =>
    withBench(async (bench) => {
      const plain = await sent(bench, { ...request('/'), url: `http://127.0.0.1:${nginx.tlsPort}/` });
      expect(plain.summary.status).toBe(400);
      const tls = await sent(bench, { ...secure(), url: `https://127.0.0.1:${nginx.port}/` });
      expect(tls.summary.failure).toMatchObject({ code: 'TLS_PLAIN_PEER' });
      expect(tls.summary.failure?.mends[0]).toMatchObject({
        form: 'http request',
        set: { url: `http://127.0.0.1:${nginx.port}/` },
      });
    }));
});
