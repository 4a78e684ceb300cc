import { afterEach, expect, test } from 'vitest';
import type { Expectation, HttpRequest, XmlRpcValue } from '../../../src/contract/http/request.ts';
import type { ServeInput } from '../../../src/contract/tools/http-server.ts';
import { blankRequest, REQUEST_OPTIONS } from '../../../src/contract/payload/http-request.ts';
import { startApache } from '../../support/apache.ts';
import { type TestBench, withBench } from '../../support/bench.ts';
import { makeAuthority } from '../../support/certificates.ts';
import { bodyOf, sent } from '../../support/http.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { startNginx } from '../../support/nginx.ts';
import { python, stopPeers } from '../../support/peer.ts';
import { startMicrosocks, startTinyproxy } from '../../support/proxies.ts';

failOnLeaks();
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await stopPeers();
});

const serve = ({ client }: TestBench, what: ServeInput['what']) =>
  client.httpServer.start({ address: '127.0.0.1', port: 0, what });
const options = (change: Partial<HttpRequest['options']>) => ({ ...REQUEST_OPTIONS, ...change });
const context = { collection: null, environment: null };

describeWith('nginx', 'a password for nginx', () => {
  test('Basic opens what is closed', async () => {
    const nginx = await startNginx();
    stops.push(nginx.stop);
    await withBench(async (bench) => {
      const url = `127.0.0.1:${nginx.port}/auth/`;
      const ask = (auth: HttpRequest['auth']) => sent(bench, blankRequest({ url, auth }));
      expect((await ask({ kind: 'none' })).summary.status).toBe(401);
      expect((await ask({ kind: 'basic', user: 'me', password: 'wrong' })).summary.status).toBe(401);
      expect((await ask({ kind: 'basic', user: 'me', password: 'sesame' })).summary.status).toBe(200);
    });
  });
});

describeWith('apache2', 'a password for Apache', () => {
  test('Digest is answered when it is asked for, and a wrong one once', async () => {
    const apache = await startApache();
    stops.push(apache.stop);
    await withBench(async (bench) => {
      const url = `127.0.0.1:${apache.port}/digest/?a=1&b`;
      const ask = (password: string) =>
        sent(bench, blankRequest({ url, auth: { kind: 'digest', user: 'me', password } }));
      const good = await ask('sesame');
      expect(good.summary).toMatchObject({ status: 200, hops: 2 });
      expect((await bodyOf(bench, good.summary.id)).toString()).toContain('It works');
      expect(good.hops[0]?.next).toContain('Digest');
      expect((await ask('wrong')).summary).toMatchObject({ status: 401, hops: 2 });
    });
  });
});

describeWith(['nginx', 'tinyproxy', 'microsocks', 'openssl'], 'requests through proxies', () => {
  test('plain ones and those over TLS get there, and a refusal is explained', async () => {
    const authority = await makeAuthority();
    stops.push(() => authority.remove());
    const login = { user: 'ada', password: 'pw' };
    const [nginx, http, socks] = await Promise.all([
      startNginx({ tls: authority.server }),
      startTinyproxy({ login }),
      startMicrosocks(),
    ]);
    stops.push(nginx.stop, http.stop, socks.stop);
    await withBench(async (bench) => {
      const ask = async (proxy: string, url = `http://127.0.0.1:${nginx.port}/`) => {
        const tls = { ...REQUEST_OPTIONS.tls, ca: authority.ca.cert };
        return (await sent(bench, blankRequest({ url, options: options({ proxy, tls }) }))).summary;
      };
      const secure = `https://localhost:${nginx.tlsPort}/`;
      const [known, unknown] = [`http://ada:pw@127.0.0.1:${http.port}`, `http://127.0.0.1:${http.port}`];
      const socks5 = `socks5://127.0.0.1:${socks.port}`;
      for (const proxy of [known, socks5]) {
        expect(await ask(proxy)).toMatchObject({ status: 200, failure: null });
        expect(await ask(proxy, secure)).toMatchObject({ status: 200, failure: null });
      }
      await http.peer.until(/GET http:\/\/127\.0\.0\.1/);
      await http.peer.until(/CONNECT localhost:/);
      // A plain request is answered by the proxy itself; there is no tunnel that it could refuse.
      const failure = { code: 'PROXY_AUTH', field: 'proxy' };
      const asks = await ask(unknown);
      expect(asks).toMatchObject({ state: 'failed', status: 407, failure });
      expect(asks.failure?.mends.map(({ label, set }) => [label, set])).toEqual([
        ['Fill in a user', { proxy: `http://user:password@127.0.0.1:${http.port}` }],
        ['Send it without a proxy', { proxy: '' }],
      ]);
      expect(asks.bytes.received).toBeGreaterThan(0);
      expect((await ask(unknown, secure)).failure).toMatchObject({ code: 'PROXY_AUTH', field: 'proxy' });
      expect((await ask(known, 'https://localhost:1/')).failure).toMatchObject({ code: 'PROXY_REFUSED' });
      expect((await ask('socks5://127.0.0.1:1')).failure).toMatchObject({
        code: 'ECONNREFUSED',
        field: 'proxy',
      });
    });
  });
});

test('cookies that a server sets are sent back, listed and removed', async () => {
  await withBench(async (bench) => {
    const headers = [
      { name: 'Set-Cookie', value: 'id=42; Path=/; HttpOnly' },
      { name: 'Set-Cookie', value: 'no=1; Domain=com' },
    ];
    const route = {
      on: true,
      method: '',
      path: '/login',
      status: 200,
      headers,
      delayMs: 0,
      fault: 'none',
    } as const;
    const { url } = await serve(bench, { serves: 'routes', routes: [{ ...route, body: { kind: 'none' } }] });
    const inspector = await serve(bench, { serves: 'inspector' });
    await sent(bench, blankRequest({ url: `${url}login` }));
    const list = async () => (await bench.client.httpCookies.list({ context })).cookies;
    expect(await list()).toMatchObject([{ name: 'id', value: '42', domain: '127.0.0.1', httpOnly: true }]);
    const cookieSent = async (change: Partial<HttpRequest> = {}) => {
      const { summary } = await sent(bench, blankRequest({ url: inspector.url, ...change }));
      const told = JSON.parse((await bodyOf(bench, summary.id)).toString()) as {
        headers: [string, string][];
      };
      return told.headers.find(([name]) => name.toLowerCase() === 'cookie')?.[1] ?? null;
    };
    expect(await cookieSent()).toBe('id=42');
    expect(await cookieSent({ headers: [{ name: 'Cookie', value: 'own=1', on: true }] })).toBe(
      'own=1; id=42',
    );
    expect(await cookieSent({ options: options({ cookies: false }) })).toBeNull();
    const [cookie] = await list();
    await bench.client.httpCookies.put({ context, cookie: { ...cookie!, value: '43' }, was: cookie! });
    expect(await cookieSent()).toBe('id=43');
    expect(
      (await bench.client.httpCookies.list({ context: { ...context, collection: '/other' } })).cookies,
    ).toEqual([]);
    await bench.client.httpCookies.remove({ context, cookies: [cookie!] });
    expect(await cookieSent()).toBeNull();
  });
});

test('what came is held against what was expected', async () => {
  await withBench(async (bench) => {
    const { url } = await serve(bench, { serves: 'inspector' });
    const expectations: Expectation[] = [
      { kind: 'status', on: true, value: '2xx' },
      { kind: 'json', on: true, path: '$.method', how: 'equals', value: 'GET' },
      { kind: 'header', on: true, name: 'content-type', how: 'contains', value: 'html' },
      { kind: 'time', on: true, atMost: 60_000 },
    ];
    const detail = await sent(bench, blankRequest({ url, expectations }));
    expect(detail.expectations.map(({ ok }) => ok)).toEqual([true, true, false, true]);
    expect(detail.summary.expectations).toEqual({ passed: 3, failed: 1 });
    const failed = await sent(bench, blankRequest({ url: 'http://127.0.0.1:1/', expectations }));
    expect(failed.summary).toMatchObject({ state: 'failed', expectations: { passed: 0, failed: 4 } });
  });
});

describeWith('python3', 'XML-RPC with Python', () => {
  const every: XmlRpcValue[] = [
    { kind: 'int', value: '-7' },
    { kind: 'i8', value: '9000000000' },
    { kind: 'double', value: '2.5' },
    { kind: 'string', value: 'a <b> & ü' },
    { kind: 'boolean', value: 'true' },
    { kind: 'dateTime', value: '20260131T14:08:55' },
    { kind: 'base64', value: 'AP8=' },
    { kind: 'nil' },
    { kind: 'array', items: [{ kind: 'string', value: 'x' }] },
    { kind: 'struct', members: [{ name: 'k', value: { kind: 'int', value: '1' } }] },
  ];

  test('a call with every type is understood, and the answer is read', async () => {
    const server = python('xmlrpc_server.py');
    await server.until(/ready/);
    const url = `127.0.0.1:${await server.port()}/RPC2`;
    await withBench(async (bench) => {
      const call = async (method: string, params: XmlRpcValue[]) => {
        const { summary } = await sent(
          bench,
          blankRequest({ kind: 'xml-rpc', url, xmlRpc: { method, params } }),
        );
        expect(summary).toMatchObject({ kind: 'xml-rpc', method: 'POST', status: 200, failure: null });
        return bench.client.httpXmlRpc.answer({ exchange: summary.id });
      };
      const kinds = await call('kinds', every);
      const names = ['int', 'int', 'float', 'str', 'bool', 'datetime', 'bytes', 'NoneType', 'list', 'dict'];
      expect(kinds).toEqual({
        kind: 'value',
        value: { kind: 'array', items: names.map((value) => ({ kind: 'string', value })) },
      });
      // 64 bits are more than Python answers with.
      const back = every.filter(({ kind }) => kind !== 'i8');
      expect(await call('echo', back)).toEqual({ kind: 'value', value: { kind: 'array', items: back } });
      expect(await call('refuse', [{ kind: 'int', value: '5' }])).toMatchObject({
        kind: 'fault',
        code: '5',
        message: 'not <today>',
      });
      expect(await call('date', [])).toEqual({
        kind: 'value',
        value: { kind: 'dateTime', value: '20260131T14:08:55' },
      });
      // An error of the program, and a method that there is not, are faults of Python’s server.
      expect(await call('refuse', [])).toMatchObject({ kind: 'fault', code: '1' });
      expect(await call('no.such', [])).toMatchObject({
        kind: 'fault',
        code: '1',
        message: expect.stringContaining('not supported'),
      });
      const methods = await call('system.listMethods', []);
      expect(JSON.stringify(methods)).toContain('"kinds"');
    });
  });

  test('a page is no answer, and what is no call is answered by a fault', async () => {
    await withBench(async (bench) => {
      const echo = await serve(bench, { serves: 'xml-rpc-echo' });
      const inspector = await serve(bench, { serves: 'inspector' });
      const xmlRpc = { method: 'x', params: [] };
      const page = await sent(bench, blankRequest({ kind: 'xml-rpc', url: inspector.url, xmlRpc }));
      expect(await bench.client.httpXmlRpc.answer({ exchange: page.summary.id })).toMatchObject({
        kind: 'none',
      });
      // The second is quoted by the reason, and no XML can carry it.
      const whole = '<methodCall><methodName>m</methodName><params><param><value><int>\uffff</int></value></param></params></methodCall>'; // prettier-ignore
      for (const text of ['{}', whole]) {
        const body = { kind: 'text' as const, text, type: 'text/xml' };
        const wrong = await sent(bench, blankRequest({ method: 'POST', url: echo.url, body }));
        expect((await bodyOf(bench, wrong.summary.id)).toString()).toContain('<name>faultCode</name>');
      }
    });
  });
});
