import { afterEach, expect, it } from 'vitest';
import { blankRequest, REQUEST_OPTIONS } from '../../../src/contract/payload/http-request.ts';
import { withBench } from '../../support/bench.ts';
import { makeAuthority } from '../../support/certificates.ts';
import { bodyOf, sent } from '../../support/http.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { startNginx } from '../../support/nginx.ts';
import { stopPeers } from '../../support/peer.ts';
import { startMicrosocks, startTinyproxy } from '../../support/proxies.ts';

failOnLeaks();
afterEach(stopPeers);

describeWith(['nginx', 'openssl', 'tinyproxy', 'microsocks'], 'through proxies', () => {
  it('plain and TLS requests go through HTTP and SOCKS5, with what the proxy is told in the capture', () =>
    withBench(async (bench) => {
      const authority = await makeAuthority();
      const nginx = await startNginx({ tls: authority.server });
      const http = await startTinyproxy({ connectPorts: [nginx.tlsPort] });
      const socks = await startMicrosocks();
      try {
        const urls = [`http://127.0.0.1:${nginx.port}/`, `https://localhost:${nginx.tlsPort}/`];
        for (const proxy of [`http://127.0.0.1:${http.port}`, `socks5://127.0.0.1:${socks.port}`])
          for (const url of urls) {
            const tls = { ...REQUEST_OPTIONS.tls, ca: authority.ca.cert };
            const options = { ...REQUEST_OPTIONS, version: '1.1' as const, tls, proxy };
            const detail = await sent(bench, blankRequest({ url, options }));
            expect(detail.summary).toMatchObject({ state: 'done', status: 200, failure: null });
            expect((await bodyOf(bench, detail.summary.id)).toString()).toContain('It works');
            const [hop] = detail.hops;
            const out = (await bench.bytes(hop?.session as string, 'out')).toString('latin1');
            const { from, to } = hop?.wire?.out ?? { from: -1, to: -1 };
            const line = out.slice(from, to).split('\r\n')[0];
            const whole = proxy.startsWith('http:') && url.startsWith('http:');
            expect(line).toBe(`GET ${whole ? url : '/'} HTTP/1.1`);
            if (whole) expect(hop?.timing.proxy).toBeNull();
            else {
              expect(hop?.timing.proxy).toBeGreaterThan(0);
              const begins = proxy.startsWith('http:') ? 'CONNECT ' : '\u0005';
              expect(out.slice(0, from).startsWith(begins)).toBe(true);
            }
            if (!url.startsWith('https:')) continue;
            const agreed = blankRequest({ url, options: { ...options, version: 'auto' } });
            const { summary } = await sent(bench, agreed);
            expect(summary).toMatchObject({ state: 'done', status: 200, version: '2', failure: null });
            expect((await bodyOf(bench, summary.id)).toString()).toContain('It works');
          }
      } finally {
        await nginx.stop();
        await http.stop();
        await socks.stop();
        await authority.remove();
      }
    }));

  it('what an HTTP proxy says of its own is told apart from what the server says', () =>
    withBench(async (bench) => {
      const nginx = await startNginx();
      const strict = await startTinyproxy({ refuse: ['127.0.0.1'] });
      const asking = await startTinyproxy({ login: { user: 'u', password: 'p' } });
      const open = await startTinyproxy();
      const noteOf = async (proxy: string, path = '/') => {
        const url = `http://127.0.0.1:${nginx.port}${path}`;
        const detail = await sent(bench, blankRequest({ url, options: { ...REQUEST_OPTIONS, proxy } }));
        return [detail.summary.status, detail.summary.failure?.message ?? detail.body.note];
      };
      try {
        const at = ({ port }: { port: number }, login = '') => `http://${login}127.0.0.1:${port}`;
        expect(await noteOf(at(strict))).toEqual([403, expect.stringMatching(/may have said this itself/)]);
        expect(await noteOf(at(asking))).toEqual([407, expect.stringMatching(/asks who you are/)]);
        expect(await noteOf(at(open), '/no/such/page')).toEqual([404, null]);
        expect(await noteOf(at(open))).toEqual([200, null]);
      } finally {
        await nginx.stop();
        for (const proxy of [strict, asking, open]) await proxy.stop();
      }
    }));
});
