import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { Http2Namer } from '../../../src/contract/payload/http2/frames.ts';
import type { ServeInput } from '../../../src/contract/tools/http-server.ts';
import { type TestBench, withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith, program } from '../../support/needs.ts';

failOnLeaks();

const run = promisify(execFile);
const serve = ({ client }: Pick<TestBench, 'client'>, input: Partial<ServeInput> = {}) =>
  client.httpServer.start({
    address: '127.0.0.1',
    port: 0,
    what: { serves: 'inspector' },
    tls: {},
    ...input,
  });
const named = (bytes: Uint8Array) => {
  const texts: string[] = [];
  new Http2Namer().push(bytes, ({ status, text }) => {
    expect(status).toBe('ok');
    texts.push(text);
  });
  return texts;
};

describeWith('curl', 'a server asked over HTTP/2 by curl', () => {
  const curl = (...args: string[]) =>
    run(program('curl'), ['-sSk', '--http2', '--max-time', '60', ...args], { maxBuffer: 1 << 26 });

  it('answers, logs the stream, and has every frame', () =>
    withBench(async (bench) => {
      const { listener, url } = await serve(bench);
      const { stdout } = await curl(
        '-d',
        '{"a":1}',
        '-H',
        'X-A: b',
        '-w',
        '\n%{http_version}',
        `${url}x?q=1`,
      );
      expect(stdout.endsWith('\n2')).toBe(true);
      const told = JSON.parse(stdout.slice(0, -2));
      expect(told).toMatchObject({ method: 'POST', url: '/x?q=1', version: '2', body: { text: '{"a":1}' } });
      expect(told.headers).toContainEqual(['x-a', 'b']);
      expect(told.headers.some(([name]: [string]) => name.startsWith(':'))).toBe(false);
      const { rows } = await bench.client.httpServer.log({ listener, from: 0, count: 10 });
      expect(rows).toMatchObject([{ method: 'POST', url: '/x?q=1', status: 200, version: '2' }]);
      const session = rows[0]?.session ?? '';
      const came = named(await bench.bytes(session, 'in'));
      expect(came[0]).toBe('Connection preface');
      expect(came.some((text) => text.startsWith('HEADERS stream 1') && text.includes('x-a: b'))).toBe(true);
      expect(came.some((text) => text === 'DATA stream 1 end_stream: 7 bytes')).toBe(true);
      const went = named(await bench.bytes(session, 'out'));
      expect(went.some((text) => text.startsWith('HEADERS stream 1 end_headers: :status: 200'))).toBe(true);
    }));

  it('speaks HTTP/1.1 where that was asked for, or HTTP/2 is off', () =>
    withBench(async (bench) => {
      const { url } = await serve(bench);
      const old = await run(program('curl'), ['-sSk', '--http1.1', '--max-time', '60', url]);
      expect(JSON.parse(old.stdout).version).toBe('1.1');
      const off = await serve(bench, { http2: false });
      expect(JSON.parse((await curl(off.url)).stdout).version).toBe('1.1');
    }));
});

describeWith('h2load', 'a server under load over HTTP/2', () => {
  it('answers many streams on many connections', () =>
    withBench(async (bench) => {
      const { listener, url } = await serve(bench);
      const { stdout } = await run(program('h2load'), ['-n600', '-c4', '-m10', url]);
      expect(stdout).toContain('600 succeeded, 0 failed, 0 errored, 0 timeout');
      const { total } = await bench.client.httpServer.log({ listener, from: 0, count: 1 });
      expect(total).toBe(600);
    }));
});
