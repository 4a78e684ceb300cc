import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { blankRequest, REQUEST_OPTIONS } from '../../../src/contract/payload/http-request.ts';
import { Http2Namer } from '../../../src/contract/payload/http2/frames.ts';
import { withBench } from '../../support/bench.ts';
import { frame, hex } from '../../support/h2-peer.ts';
import { logOf, raw, serve, statuses } from '../../support/http-server.ts';
import { sent } from '../../support/http.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith, program } from '../../support/needs.ts';
import { ask, within } from '../../support/wait.ts';

failOnLeaks();

const run = promisify(execFile);
const curl = async (...args: string[]) =>
  (await run(program('curl'), ['-sS', '--max-time', '60', ...args])).stdout;
const named = (bytes: Uint8Array) => {
  const texts: string[] = [];
  new Http2Namer().push(bytes, ({ status, text: words }) => {
    expect(status, words).toBe('ok');
    texts.push(words);
  });
  return texts;
};
const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
/** `GET / HTTP/2` of `x`, all of it. */
const GET = Buffer.concat([frame(4, 0, 0), frame(1, 5, 1, hex('82 84 86 41 01 78'))]);
const whole = Buffer.concat([Buffer.from(PREFACE), GET]);

async function withHttp2(port: number, body: (session: ClientHttp2Session) => Promise<void>): Promise<void> {
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  session.on('error', () => undefined);
  try {
    await body(session);
  } finally {
    session.destroy();
  }
}

describeWith('curl', 'a server without TLS, asked over HTTP/2', () => {
  it('answers by curl with prior knowledge, and has every frame; others are answered as before', () =>
    withBench(async (bench) => {
      const { listener, url } = await serve(bench);
      const said = await curl(
        '--http2-prior-knowledge',
        '-d',
        '{"a":1}',
        '-w',
        '\n%{http_version}',
        `${url}x`,
      );
      expect(said.endsWith('\n2')).toBe(true);
      expect(JSON.parse(said.slice(0, -2))).toMatchObject({
        method: 'POST',
        version: '2',
        body: { text: '{"a":1}' },
        tls: null,
      });
      const [row] = await logOf(bench, listener);
      expect(row).toMatchObject({ method: 'POST', url: '/x', status: 200, version: '2', note: null });
      const session = row?.session ?? '';
      await bench.watch.session(
        session,
        'is told as HTTP/2',
        (one) => one.tool === 'http' && one.details.protocol === 'h2',
      );
      const came = named(await bench.bytes(session, 'in'));
      expect(came[0]).toBe('Connection preface');
      expect(came).toContain('DATA stream 1 end_stream: 7 bytes');
      const went = named(await bench.bytes(session, 'out'));
      expect(went.some((words) => words.startsWith('HEADERS stream 1 end_headers: :status: 200'))).toBe(true);
      const told = await bench.client.httpServer.detail({ listener, seq: 0 });
      expect([told.stream, told.wire]).toEqual([1, null]);

      expect(JSON.parse(await curl(url)).version).toBe('1.1');
      // Whoever asks to go over to it is answered in what was asked in (RFC 9110 section 7.8).
      expect(JSON.parse(await curl('--http2', url)).version).toBe('1.1');
      expect((await logOf(bench, listener)).map(({ status }) => status)).toEqual([200, 200, 200]);
    }));

  it('answers our own client, and what it asked is sent again in the same way', () =>
    withBench(async (bench) => {
      const { listener, url } = await serve(bench);
      const options = { ...REQUEST_OPTIONS, version: '2' as const };
      const first = await sent(bench, blankRequest({ url, options }));
      expect(first.summary).toMatchObject({ state: 'done', status: 200 });
      const { request } = await bench.client.httpServer.request({ listener, seq: 0 });
      expect(request.options.version).toBe('2');
      expect((await sent(bench, request)).summary).toMatchObject({ state: 'done', status: 200 });
      const rows = await logOf(bench, listener);
      expect(rows.map(({ version }) => version)).toEqual(['2', '2']);
      expect(rows[0]?.session).toBe(rows[1]?.session);
    }));
});

describeWith('h2load', 'a server without TLS under load over HTTP/2', () => {
  it('answers many streams on many connections', () =>
    withBench(async (bench) => {
      const { listener, url } = await serve(bench);
      const { stdout } = await run(program('h2load'), ['-n600', '-c8', '-m10', url]);
      expect(stdout).toContain('600 succeeded, 0 failed, 0 errored, 0 timeout');
      expect(stdout).toContain('Application protocol: h2c');
      expect((await bench.client.httpServer.log({ listener, from: 0, count: 1 })).total).toBe(600);
    }));
});

describe('a server without TLS, asked over HTTP/2 by node:http2', () => {
  it('takes files from many at once, byte by byte, and what is left out of captures are whole frames', async () => {
    const root = await mkdtemp(join(tmpdir(), 'served-'));
    try {
      await withBench(async (bench) => {
        const { listener, port } = await serve(bench, {
          what: { serves: 'folder', folder: root, upload: true },
        });
        const bodies = Array.from({ length: 6 }, () => randomBytes(3 * 1024 * 1024 + 17));
        await Promise.all(
          bodies.map((body, i) =>
            withHttp2(port, async (session) => {
              const stream = session.request({ ':method': 'PUT', ':path': `/${i}.bin` });
              stream.end(body);
              expect(await text(stream)).toBe(`${i}.bin is there.\n`);
            }),
          ),
        );
        const sha = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
        for (const [i, body] of bodies.entries())
          expect(sha(await readFile(join(root, `${i}.bin`)))).toBe(sha(body));
        for (const { session } of await logOf(bench, listener)) {
          const over = await bench.watch.session(session, 'ends', (one) => one.state === 'closed');
          expect(over).toMatchObject({ details: { notCaptured: expect.any(Number) } });
          // The first row of each is the preface, and no frame breaks a rule.
          expect(named(await bench.bytes(session, 'in'))[0]).toBe('Connection preface');
        }
      });
    } finally {
      await rm(root, { recursive: true });
    }
  });

  it('is waited for longer than for a head', () =>
    withBench(async (bench) => {
      const late = {
        on: true,
        method: '',
        path: '/late',
        status: 200,
        headers: [],
        body: { kind: 'text' as const, text: 'at last' },
        delayMs: 1500,
        fault: 'none' as const,
      };
      const { port } = await serve(bench, { headMs: 1000, what: { serves: 'routes', routes: [late] } });
      await withHttp2(port, async (session) => {
        const stream = session.request({ ':path': '/late' });
        expect(await text(stream)).toBe('at last');
      });
    }));
});

/** What a connection is answered, over HTTP/2 by the inspector, or else over HTTP/1.1. */
function answerOf(socket: Socket): Promise<string> {
  let said = '';
  socket.setEncoding('latin1');
  socket.on('error', () => undefined);
  return within(
    new Promise((resolve) => {
      socket.on('data', (more: string) => {
        said += more;
        if (said.includes('"version": "2"') || said.startsWith('HTTP/1.1')) resolve(said);
      });
      socket.on('close', () => resolve(said));
    }),
    () => `an answer; there is ${JSON.stringify(said)}`,
  );
}

describe('the preface of HTTP/2', () => {
  it('may come cut at any byte', () =>
    withBench(async (bench) => {
      const { listener, port } = await serve(bench);
      const cuts = Array.from({ length: 40 }, (_, i) => i + 1);
      const sockets = cuts.map((at) => {
        const socket = connect({ host: '127.0.0.1', port, noDelay: true });
        socket.write(whole.subarray(0, at));
        return socket;
      });
      try {
        const sessions = await bench.watch.accepted(listener, cuts.length);
        const came = () =>
          sessions.map(({ id }) => bench.watch.sessions.get(id)?.counts.bytesIn ?? 0).sort((a, b) => a - b);
        await bench.watch.until('all first parts', () => came().join() === cuts.join());
        const answers = sockets.map((socket, i) => {
          const answer = answerOf(socket);
          socket.write(whole.subarray(cuts[i]));
          return answer;
        });
        for (const answer of await Promise.all(answers)) expect(answer).toContain('"version": "2"');
      } finally {
        for (const socket of sockets) socket.destroy();
      }
      for (const { session } of await logOf(bench, listener))
        expect(named(await bench.bytes(session, 'in')).slice(0, 3)).toEqual([
          'Connection preface',
          expect.stringMatching(/^SETTINGS/),
          expect.stringMatching(/^HEADERS stream 1/),
        ]);
    }));

  it.each([
    ['goes on otherwise', PREFACE.replace('SM', 'SX'), {}, /does not go on so/],
    ['with a header', PREFACE.replace('\r\n\r\nSM', '\r\nA: b\r\n\r\nSM'), {}, /does not go on so/],
    ['asks for /', PREFACE.replace('*', '/'), {}, /begins with/],
    ['behind an empty line', `\r\n${whole.toString('latin1')}`, {}, /begins with/],
    ['where it is switched off', whole.toString('latin1'), { http2: false }, /switched off/],
  ] as const)('is refused and explained when it is garbled: %s', (_what, bytes, input, why) =>
    withBench(async (bench) => {
      const { listener, port } = await serve(bench, input);
      expect(statuses(await raw(port, Buffer.from(bytes, 'latin1')))).toEqual([400]);
      const rows = await logOf(bench, listener);
      expect(rows).toHaveLength(1);
      expect(rows[0]).toMatchObject({ status: 400, note: expect.stringMatching(why) });
    }),
  );

  it('behind a request is refused, and not taken for another', () =>
    withBench(async (bench) => {
      const { listener, port } = await serve(bench);
      const first = 'GET /first HTTP/1.1\r\nHost: x\r\n\r\n';
      const said = await raw(port, Buffer.from(first + whole.toString('latin1'), 'latin1'));
      expect(statuses(said)[0]).toBe(200);
      const rows = await logOf(bench, listener);
      expect(rows.filter(({ status }) => status === 200).map(({ url }) => url)).toEqual(['/first']);
    }));

  it('that comes too slowly is not waited for', () =>
    withBench(async (bench) => {
      const { listener, port } = await serve(bench, { headMs: 1000 });
      expect(statuses(await raw(port, PREFACE.slice(0, 17)))).toEqual([408]);
      expect((await logOf(bench, listener))[0]?.note).toMatch(/in time/);
    }));

  it('with nonsense behind it ends the connection, which says why', () =>
    withBench(async (bench) => {
      const { listener, port } = await serve(bench);
      await raw(port, PREFACE, 'this is no frame of HTTP/2, and never was one');
      const [session] = await bench.watch.accepted(listener);
      await bench.watch.session(session?.id ?? '', 'ends', (one) => one.state === 'closed');
      await ask(async () => {
        const told = bench.watch.listeners.get(listener);
        return told?.tool === 'http' && told.details.malformed === 1;
      }, 'it to be counted');
      expect(await logOf(bench, listener)).toEqual([]);
      expect(statuses(await raw(port, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'))).toEqual([
        200,
      ]);
    }));
});
