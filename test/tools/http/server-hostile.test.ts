import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Route } from '../../../src/contract/tools/http-server.ts';
import { type TestBench, withBench } from '../../support/bench.ts';
import { logOf, raw, serve, statuses } from '../../support/http-server.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { within } from '../../support/wait.ts';

failOnLeaks();

const NEXT = 'GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n';
const chunked = (...heads: string[]) =>
  `POST /first HTTP/1.1\r\nHost: x\r\n${heads.join('\r\n')}\r\n\r\n0\r\n\r\n${NEXT}`;

/** Every request that could be read in two ways, with the status it is refused by and a word of the reason. */
const SMUGGLED: [what: string, bytes: string, status: number, why: RegExp][] = [
  ['Content-Length and chunks', chunked('Content-Length: 4', 'Transfer-Encoding: chunked'), 400, /two ways/],
  ['chunks and Content-Length', chunked('Transfer-Encoding: chunked', 'Content-Length: 4'), 400, /two ways/],
  [
    'two lengths',
    `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n${NEXT}`,
    400,
    /twice/,
  ],
  [
    'a length with a sign',
    `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\n${NEXT}`,
    400,
    /Content-Length/,
  ],
  ['an unknown coding', chunked('Transfer-Encoding: xchunked'), 501, /Transfer-Encoding/],
  ['chunked, identity', chunked('Transfer-Encoding: chunked, identity'), 400, /Transfer-Encoding/],
  ['a space before the colon', chunked('Transfer-Encoding : chunked'), 400, /header/],
  ['a lone LF', `GET / HTTP/1.1\nHost: x\n\n${NEXT}`, 400, /CR LF/],
  ['a folded header', chunked('Transfer-Encoding:\r\n chunked'), 400, /./],
  [
    'HTTP/1.0 with chunks',
    `POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${NEXT}`,
    400,
    /HTTP\/1.0/,
  ],
  [
    'two hosts',
    'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n',
    400,
    /more than one Host/,
  ],
  ['no host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 400, /no Host/],
  ['an expectation', 'GET / HTTP/1.1\r\nHost: x\r\nExpect: the-unexpected\r\n\r\n', 417, /the-unexpected/],
  [
    'a chunk size that is none',
    `POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n${NEXT}`,
    400,
    /chunk/,
  ],
  [
    // It would lead who reads the bytes again back to where it stands.
    'a chunk size with a sign',
    `POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-4\r\n${NEXT}`,
    400,
    /chunk/,
  ],
  ['a null in the address', 'GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n', 400, /address/],
  ['garbage', '\x01\x02 what is this\r\n\r\n', 400, /method/],
  ['TLS', '\x16\x03\x01\0\x05\x01\0\0\x01\0', 400, /speaks TLS/],
  ['an unknown method', 'BREW /pot HTTP/1.1\r\nHost: x\r\n\r\n', 501, /BREW is a method .* can’t read/],
  ['a method in small letters', 'get / HTTP/1.1\r\nHost: x\r\n\r\n', 501, /get is not GET/],
  ['a proxy’s CONNECT', 'CONNECT example.org:443 HTTP/1.1\r\nHost: x\r\n\r\n', 405, /no proxy/],
  [
    'an upgrade to something else',
    'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h3\r\n\r\n',
    426,
    /echoes WebSocket/,
  ],
];

describe('requests that could be read in two ways', () => {
  it.each(SMUGGLED)('are refused, and said: %s', async (what, bytes, status, why) => {
    await withBench(async (bench) => {
      const { listener, port } = await serve(bench, {
        what: { serves: what.startsWith('an upgrade') ? 'websocket-echo' : 'inspector' },
      });
      const said = await raw(port, bytes);
      expect(statuses(said)).toEqual([status]);
      const rows = await logOf(bench, listener);
      expect(rows.map((row) => row.url)).not.toContain('/smuggled');
      expect(rows[0]?.status).toBe(status);
      expect(rows[0]?.note).toMatch(why);
      if (status === 501 && what.includes('method')) expect(rows[0]?.method).toBe(bytes.split(' ')[0]);
      // All of what came can be looked at, also what was never read as a request.
      const detail = await bench.client.httpServer.detail({ listener, seq: 0 });
      const { from, to } = detail.wire?.in ?? { from: 0, to: 0 };
      const kept = await bench.bytes(rows[0]?.session ?? '', 'in');
      expect(kept.subarray(from, to).toString('latin1')).toBe(bytes);
    });
  });
});

describe('clients that ask too much', () => {
  it('send 100,000 headers, or one without an end, and are refused', async () => {
    await withBench(async (bench) => {
      const { listener, port } = await serve(bench);
      const many = Array.from({ length: 100_000 }, (_, i) => `a${i}: b\r\n`).join('');
      expect(statuses(await raw(port, `GET / HTTP/1.1\r\nHost: x\r\n${many}\r\n`))).toEqual([431]);
      const few = Array.from({ length: 1500 }, (_, i) => `a${i}: b\r\n`).join('');
      const said = await raw(port, `GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${few}\r\n`);
      expect(statuses(said)).toEqual([431]);
      const endless = [
        `GET / HTTP/1.1\r\nHost: x\r\nA: `,
        ...Array.from({ length: 40 }, () => 'x'.repeat(65_536)),
      ];
      expect(statuses(await raw(port, ...endless))).toEqual([431]);
      expect((await logOf(bench, listener)).map((row) => row.status)).toEqual([431, 431, 431]);
      // And it answers as before.
      expect(statuses(await raw(port, GET))).toEqual([200]);
    });
  });

  it('say half a head and no more, and are ended', async () => {
    await withBench(async (bench) => {
      const { listener, port } = await serve(bench, { headMs: 1000 });
      expect(statuses(await raw(port, 'GET / HTTP/1.1\r\nHos'))).toEqual([408]);
      const [row] = await logOf(bench, listener);
      expect([row?.status, row?.note]).toEqual([408, expect.stringMatching(/in time/)]);
      // One that says nothing at all is not a request.
      expect(await raw(port)).toBe('');
      expect(await logOf(bench, listener)).toHaveLength(1);
    });
  });

  it('are refused past the limit of clients, and let in again after', async () => {
    await withBench(async (bench) => {
      const { listener, port } = await serve(bench, { maxClients: 1 });
      const first = connect({ host: '127.0.0.1', port });
      await bench.watch.accepted(listener);
      expect(await raw(port, GET)).toBe('');
      const told = await bench.watch.until('a refusal', () => {
        const one = bench.watch.listeners.get(listener);
        return one && one.refused === 1 && one;
      });
      expect(told.failure?.message).toMatch(/refused: 1 client is open/);
      first.destroy();
      await bench.watch.until('nobody', () => bench.watch.listeners.get(listener)?.open === 0);
      expect(statuses(await raw(port, GET))).toEqual([200]);
    });
  });

  it('speak plain HTTP where TLS is spoken', async () => {
    await withBench(async (bench) => {
      const { listener, port } = await serve(bench, { tls: {} });
      await raw(port, GET);
      const [session] = await bench.watch.accepted(listener);
      const ended = await bench.watch.session(session?.id ?? '', 'failed', (one) => one.state === 'failed');
      expect(ended.failure?.code).toBe('TLS_PLAIN_PEER');
    });
  });

  it('pipeline, and each finds its own bytes', async () => {
    await withBench(async (bench) => {
      const { listener, port, url } = await serve(bench);
      const asked = [
        'POST /one HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc',
        'POST /two HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n1\r\nf\r\n0\r\n\r\n',
        'GET /three HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      ];
      expect(statuses(await raw(port, asked.join('')))).toEqual([200, 200, 200]);
      const rows = await logOf(bench, listener);
      expect(rows.map((row) => row.url)).toEqual(['/one', '/two', '/three']);
      const again = await Promise.all(
        [0, 1, 2].map(async (seq) => (await bench.client.httpServer.request({ listener, seq })).request),
      );
      expect(again.map((one) => [one.url, one.body.kind === 'text' ? one.body.text : one.body.kind])).toEqual(
        [
          [`${url}one`, 'abc'],
          [`${url}two`, 'def'],
          [`${url}three`, 'none'],
        ],
      );
      const out = await bench.bytes(rows[0]?.session ?? '', 'out');
      for (const seq of [0, 1, 2]) {
        const { wire } = await bench.client.httpServer.detail({ listener, seq });
        const own = out.subarray(wire?.out.from, wire?.out.to).toString();
        expect(statuses(own)).toEqual([200]);
        expect(own).toContain(`"url": "/${['one', 'two', 'three'][seq]}"`);
      }
    });
  });
});

const GET = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
const route = (path: string, more: Partial<Route> = {}): Route => ({
  on: true,
  method: 'GET',
  path,
  status: 200,
  headers: [{ name: 'Content-Type', value: 'text/plain' }],
  body: { kind: 'text', text: 'hello' },
  delayMs: 0,
  fault: 'none',
  ...more,
});
const ask = (port: number, path: string, method = 'GET') =>
  raw(port, `${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);

async function withRoutes(
  routes: Route[],
  body: (at: { bench: TestBench; listener: string; port: number }) => Promise<void>,
): Promise<void> {
  await withBench(async (bench) => {
    const { listener, port } = await serve(bench, { what: { serves: 'routes', routes } });
    await body({ bench, listener, port });
  });
}

describe('routes', () => {
  it('answer by the first that fits, with what the path has', async () => {
    const routes = [
      route('/users/:id', { body: { kind: 'text', text: 'user {id} of {nobody}' } }),
      route('/users/:id', { method: 'DELETE', status: 204, body: { kind: 'none' } }),
      route('/files/*rest', { method: '', body: { kind: 'text', text: '{rest}' } }),
      route('/straße und ab/:größe', { body: { kind: 'text', text: '{größe} m' } }),
      route('/grün', { body: { kind: 'text', text: 'green' } }),
      route('/off', { on: false }),
      route('/teapot', {
        status: 418,
        headers: [
          { name: 'Set-Cookie', value: 'a=1' },
          { name: 'Set-Cookie', value: 'b=2' },
        ],
      }),
    ];
    await withRoutes(routes, async ({ bench, listener, port }) => {
      expect(await ask(port, '/users/a%20b?x=1')).toMatch(/\r\n\r\nuser a b of \{nobody\}$/);
      expect(await ask(port, '/users/1', 'HEAD')).toMatch(/content-length: 18\r\n[^]*\r\n\r\n$/i);
      expect(statuses(await ask(port, '/users/1', 'DELETE'))).toEqual([204]);
      expect(statuses(await ask(port, '/users/1', 'PUT'))).toEqual([405]);
      expect(await ask(port, '/files/a/b/c', 'POST')).toMatch(/a\/b\/c$/);
      // Written as people do, asked for as programs do.
      expect(await ask(port, '/gr%c3%BCn')).toMatch(/\r\n\r\ngreen$/);
      expect(await ask(port, '/stra%C3%9Fe%20und%20ab/3%C3%B6')).toMatch(/\r\n\r\n3\u00c3\u00b6 m$/);
      expect(statuses(await ask(port, '/off'))).toEqual([404]);
      expect(await ask(port, '/teapot')).toMatch(/^HTTP\/1.1 418 [^]*set-cookie: a=1\r\nset-cookie: b=2/i);
      await bench.client.httpServer.update({
        listener,
        what: { serves: 'routes', routes: [route('/new', { body: { kind: 'text', text: 'new' } })] },
      });
      expect(await ask(port, '/new')).toMatch(/new$/);
      expect(statuses(await ask(port, '/users/1'))).toEqual([404]);
    });
  });

  it('cut, hang and speak nonsense as they are told', async () => {
    const faults = [
      route('/cut', { fault: 'cut', body: { kind: 'text', text: '0123456789' } }),
      route('/hang', { fault: 'hang' }),
      route('/malformed', { fault: 'malformed' }),
      route('/slow', { delayMs: 30 }),
    ];
    await withRoutes(faults, async ({ bench, listener, port }) => {
      expect(await ask(port, '/cut')).toMatch(/content-length: 10\r\n[^]*\r\n\r\n01234$/i);
      expect(await ask(port, '/malformed')).toMatch(/^HTTP\/1.1 2OO/);
      const [row0, row1] = await logOf(bench, listener);
      expect([row0?.note, row1?.note]).toEqual(['Cut, as its route says.', 'Malformed, as its route says.']);
      await ask(port, '/slow');
      expect((await logOf(bench, listener))[2]?.ms).toBeGreaterThan(25);
      // It hangs until the client has had enough.
      const socket = connect({ host: '127.0.0.1', port });
      socket.write('GET /hang HTTP/1.1\r\nHost: x\r\n\r\n');
      await bench.watch.until('the request', () => {
        const one = bench.watch.listeners.get(listener);
        return one?.tool === 'http' && one.details.requests === 4;
      });
      expect((await logOf(bench, listener))[3]).toMatchObject({ ms: null, status: null });
      socket.destroy();
      await within(
        (async () => {
          while ((await logOf(bench, listener))[3]?.ms === null) await bench.watch.until('news', () => true);
        })(),
        () => 'its end in the log',
      );
    });
  });

  it('are refused with the field that is wrong', async () => {
    await withBench(async (bench) => {
      const routes = [route('/fine'), route('/:')];
      await expect(serve(bench, { what: { serves: 'routes', routes } })).rejects.toMatchObject({
        data: { code: 'BAD_INPUT', field: 'route 2: path' },
      });
      const missing = { serves: 'folder', folder: '/nowhere/at/all', upload: false } as const;
      await expect(serve(bench, { what: missing })).rejects.toMatchObject({ data: { field: 'folder' } });
      const newline = [route('/a', { headers: [{ name: 'A', value: 'b\r\nSet-Cookie: x' }] })];
      await expect(serve(bench, { what: { serves: 'routes', routes: newline } })).rejects.toThrow();
    });
  });
});
