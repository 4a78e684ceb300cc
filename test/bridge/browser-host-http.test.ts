import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { attachment } from '../../src/main/hosts/browser/downloads.ts';
import { failOnLeaks } from '../support/leaks.ts';
import { within } from '../support/wait.ts';
import { ask } from './raw-http.ts';
import { SampleBench } from './sample.ts';
import { type HostUnderTest, openHost } from './transports.ts';

let bench: SampleBench;
let host: HostUnderTest;

failOnLeaks();
beforeEach(async () => {
  bench = new SampleBench();
  host = await openHost(bench.handleChannel);
});
afterEach(() => host.close());

describe('a request', () => {
  test('for the page is answered with a policy and a fresh nonce', async () => {
    const first = await ask(host.server.port, '/');
    const second = await ask(host.server.port, '/index.html');
    expect(first.status).toBe(200);
    const policy = String(first.headers['content-security-policy']);
    for (const rule of [
      "default-src 'self'",
      "script-src 'self'",
      `connect-src ws://${host.host}`,
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]) {
      expect(policy.split('; ')).toContain(rule);
    }
    expect(policy).not.toContain('unsafe');
    const nonce = /'nonce-([\w-]+)'/.exec(policy)?.[1];
    expect(first.body).toContain(`<meta name="csp-nonce" content="${nonce}" />`);
    expect(String(second.headers['content-security-policy'])).not.toContain(String(nonce));
  });

  test.each(['/', '/assets/a-1.js', '/nothing', '/save/AAAA'])(
    'for %s gets the guarding headers',
    async (path) => {
      const { headers } = await ask(host.server.port, path, { headers: { origin: host.origin } });
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    },
  );

  test('for a script gets its type and may be kept', async () => {
    const { headers, body } = await ask(host.server.port, '/assets/a-1.js');
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(headers['cache-control']).toContain('immutable');
    expect(body).toContain('ready');
  });

  test('by HEAD gets the headers only', async () => {
    const { status, headers, body } = await ask(host.server.port, '/', { method: 'HEAD' });
    expect([status, body]).toEqual([200, '']);
    expect(Number(headers['content-length'])).toBeGreaterThan(0);
  });

  test.each([
    ['another origin', { headers: { origin: 'http://evil.example' } }, 403],
    ['a rebound name', { headers: { host: 'evil.example' } }, 403],
    ['the IPv6 name, which is not on the list', { headers: { host: '[::1]' } }, 403],
    ['a POST', { method: 'POST', body: 'x' }, 405],
    ['a preflight', { method: 'OPTIONS', headers: { 'access-control-request-method': 'GET' } }, 405],
    ['a DELETE', { method: 'DELETE' }, 405],
  ])('by %s is refused', async (_who, how, status) => {
    const answer = await ask(host.server.port, '/', how);
    expect(answer.status).toBe(status);
    expect(answer.body).not.toContain('<');
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  test.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/..%5csecret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '//secret.txt',
    '/assets',
    '/assets/',
    'http://evil.example/',
    '/index.html%00',
  ])('for %s finds nothing', async (path) => {
    const answer = await ask(host.server.port, path);
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain('outside');
  });

  test('for the bridge without an upgrade is refused', async () => {
    expect((await ask(host.server.port, '/bridge')).status).toBe(400);
  });
});

describe('a download', () => {
  const bytes = Uint8Array.from({ length: 200_000 }, (_, i) => (i * 7) & 255);
  const source = (size = bytes.length) => ({
    name: 'capture "ä".bin',
    size,
    async *read() {
      for (let at = 0; at < bytes.length; at += 30_000) yield bytes.subarray(at, at + 30_000);
    },
  });

  test('comes whole, as a file with its name, and once', async () => {
    const path = host.downloads.offer(source());
    expect(path).toMatch(/^\/save\/[\w-]{22}$/);
    const answer = await ask(host.server.port, path);
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': String(bytes.length),
      'content-disposition': `attachment; filename="capture ___.bin"; filename*=UTF-8''capture%20%22%C3%A4%22.bin`,
    });
    expect(Buffer.compare(Buffer.from(answer.body, 'latin1'), bytes)).toBe(0);
    expect((await ask(host.server.port, path)).status).toBe(404);
  });

  test('is not used up by a HEAD, and not given to another origin', async () => {
    const path = host.downloads.offer(source());
    expect((await ask(host.server.port, path, { method: 'HEAD' })).status).toBe(405);
    const origin = 'http://evil.example';
    expect((await ask(host.server.port, path, { headers: { origin } })).status).toBe(403);
    expect((await ask(host.server.port, path)).status).toBe(200);
  });

  test('that nobody fetches is forgotten', async () => {
    await host.close();
    host = await openHost(bench.handleChannel, { downloadLifetime: 1 });
    const path = host.downloads.offer(source());
    // Timers fire in the order of their times.
    await new Promise((resolve) => setTimeout(resolve, 2));
    expect((await ask(host.server.port, path)).status).toBe(404);
  });

  test('that turns out shorter than announced is cut off, not passed off as whole', async () => {
    const path = host.downloads.offer(source(bytes.length + 1));
    await expect(ask(host.server.port, path)).rejects.toThrow();
  });

  describe('of a size that nobody knows yet', () => {
    /** A source that says how its download ended. */
    const ending = (fail?: Error) => {
      const stop = new AbortController();
      let ended: (whole: boolean) => void = () => undefined;
      const end = new Promise<boolean>((resolve) => (ended = resolve));
      const offered = {
        name: 'x',
        size: null,
        ended,
        cancelled: stop.signal,
        async *read() {
          yield bytes;
          if (fail) throw fail;
          yield bytes;
        },
      };
      return { offered, end, stop };
    };

    test('comes in chunks, and its source is told that it is whole', async () => {
      const { offered, end } = ending();
      const answer = await ask(host.server.port, host.downloads.offer(offered));
      expect(answer.headers['transfer-encoding']).toBe('chunked');
      expect(answer.headers['content-length']).toBeUndefined();
      expect(answer.body.length).toBe(2 * bytes.length);
      expect(await within(end, () => 'the end')).toBe(true);
    });

    test('is cut off where it fails, and its source is told', async () => {
      const { offered, end } = ending(new Error('gone'));
      await expect(ask(host.server.port, host.downloads.offer(offered))).rejects.toThrow();
      expect(await within(end, () => 'the end')).toBe(false);
    });

    test('is not there any more when it is cancelled before', async () => {
      const { offered, end, stop } = ending();
      const path = host.downloads.offer(offered);
      stop.abort();
      expect(await within(end, () => 'the end')).toBe(false);
      expect((await ask(host.server.port, path)).status).toBe(404);
    });
  });

  test('stops reading its source when the client leaves', async () => {
    let stopped: () => void = () => undefined;
    const end = new Promise<void>((resolve) => (stopped = resolve));
    const path = host.downloads.offer({
      name: 'endless',
      size: 2 ** 40,
      async *read(signal) {
        try {
          for (;;) {
            signal?.throwIfAborted();
            yield new Uint8Array(65536);
          }
        } finally {
          stopped();
        }
      },
    });
    const leave = new AbortController();
    const response = await fetch(`${host.origin}${path}`, { signal: leave.signal });
    await response.body?.getReader().read();
    leave.abort();
    await within(end, () => 'the source to be left');
  });

  test.each([
    ['plain.txt', `attachment; filename="plain.txt"; filename*=UTF-8''plain.txt`],
    ['a/b\\c\r\nd', `attachment; filename="a_b_c__d"; filename*=UTF-8''a_b_c__d`],
    ['5%.bin', `attachment; filename="5_.bin"; filename*=UTF-8''5%25.bin`],
    ['', `attachment; filename="download"; filename*=UTF-8''download`],
  ])('called %j is named in words that any browser reads', (name, header) => {
    expect(attachment(name)).toBe(header);
  });
});

describe('the address for a command line', () => {
  test('leads to the page with the token, once', async () => {
    const address = new URL(host.server.openingUrl());
    expect(address.href).not.toContain(host.token);
    const first = await ask(host.server.port, address.pathname);
    expect([first.status, first.headers.location]).toEqual([303, host.server.url]);
    expect((await ask(host.server.port, address.pathname)).status).toBe(404);
  });
});
