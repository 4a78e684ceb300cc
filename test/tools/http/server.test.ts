import { expect, it } from 'vitest';
import { withBench } from '../../support/bench.ts';
import { curl, serve } from '../../support/http-server.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';

failOnLeaks();

describeWith('curl', 'the inspector, asked by curl', () => {
  it('answers with the request as JSON, and has its bytes', async () => {
    await withBench(async (bench) => {
      const { listener, url } = await serve(bench);
      const stdout = await curl('-d', '{"a":1}', '-H', 'Content-Type: application/json', `${url}x?q=1&q=2`);
      const told = JSON.parse(stdout);
      expect(told).toMatchObject({
        method: 'POST',
        url: '/x?q=1&q=2',
        query: [
          ['q', '1'],
          ['q', '2'],
        ],
        version: '1.1',
        body: { bytes: 7, text: '{"a":1}', json: { a: 1 } },
        tls: null,
      });
      expect(told.headers).toContainEqual(['Content-Type', 'application/json']);
      const { total, rows } = await bench.client.httpServer.log({ listener, from: 0, count: 10 });
      expect([total, rows[0]?.method, rows[0]?.url, rows[0]?.status]).toEqual([1, 'POST', '/x?q=1&q=2', 200]);
      const detail = await bench.client.httpServer.detail({ listener, seq: 0 });
      const session = rows[0]?.session ?? '';
      const asked = await bench.bytes(session, 'in');
      expect(asked.toString()).toMatch(/^POST \/x\?q=1&q=2 HTTP\/1\.1\r\n[^]*\r\n\r\n\{"a":1\}$/);
      expect(detail.wire?.in).toEqual({ from: 0, to: asked.length });
      expect((await bench.bytes(session, 'out')).toString()).toContain(stdout);
      const kinds = (await bench.rows(session)).map((row) => row.kind);
      expect(kinds.slice(0, 3)).toEqual(['accept', 'in', 'out']);
      const again = await bench.client.httpServer.request({ listener, seq: 0 });
      expect(again.notes).toEqual([]);
      expect(again.request).toMatchObject({
        method: 'POST',
        url: `${url}x?q=1&q=2`,
        body: { kind: 'json', text: '{"a":1}' },
      });
    });
  });

  it('lets pages of any origin ask, also with headers and methods of their own', async () => {
    await withBench(async (bench) => {
      const { url } = await serve(bench);
      const asked = ['Origin: https://a.test', 'Access-Control-Request-Method: PUT'];
      const said = await curl(
        ...['-i', '-X', 'OPTIONS', ...asked.flatMap((one) => ['-H', one])],
        ...['-H', 'Access-Control-Request-Headers: authorization, content-type', url],
      );
      expect(said).toMatch(/^HTTP\/1.1 200 /);
      expect(said).toMatch(/access-control-allow-origin: \*\r/);
      expect(said).toMatch(/access-control-allow-methods: PUT\r/);
      expect(said).toMatch(/access-control-allow-headers: authorization, content-type\r/);
    });
  });

  it('does so inside TLS, with a certificate made on the spot', async () => {
    await withBench(async (bench) => {
      const { url } = await serve(bench, { tls: {} });
      expect(url).toMatch(/^https:/);
      const stdout = await curl('-k', '--http1.1', url);
      expect(JSON.parse(stdout).tls).toMatchObject({ version: 'TLS 1.3', alpn: 'http/1.1' });
    });
  });
});
