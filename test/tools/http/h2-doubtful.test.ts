import { expect, test } from 'vitest';
import { blankRequest, REQUEST_OPTIONS } from '../../../src/contract/payload/http-request.ts';
import { type TestBench, withBench } from '../../support/bench.ts';
import { frame, OK, rawPeer } from '../../support/h2-peer.ts';
import { sent } from '../../support/http.ts';
import { failOnLeaks } from '../../support/leaks.ts';

failOnLeaks();

const asking = (port: number, change: Partial<typeof REQUEST_OPTIONS>) =>
  blankRequest({
    url: `http://127.0.0.1:${port}/`,
    options: { ...REQUEST_OPTIONS, version: '2', timeoutMs: 5000, ...change },
  });

/** What became of a request, and of its connection. */
async function over(bench: TestBench, port: number, change: Partial<typeof REQUEST_OPTIONS> = {}) {
  const { summary, hops } = await sent(bench, asking(port, change));
  return { state: summary.state, code: summary.failure?.code, session: hops[0]?.session as string };
}

const closed = ({ watch }: TestBench, session: string) =>
  watch.until('the connection is closed', () => watch.sessions.get(session)?.state === 'closed');

test('a connection of HTTP/2 that died without a word is not asked again', async () => {
  let asked = 0;
  const peer = await rawPeer((socket, stream) => {
    asked++;
    if (asked === 1) socket.write(frame(1, 5, stream, OK));
    // The second gets nothing, the third a head and then nothing, and the others an answer.
    else if (asked === 3) socket.write(frame(1, 4, stream, OK));
    else if (asked > 3) socket.write(frame(1, 5, stream, OK));
  });
  try {
    await withBench(async (bench) => {
      const first = await over(bench, peer.port);
      expect(first.state).toBe('done');
      const silent = await over(bench, peer.port, { timeoutMs: 300 });
      expect(silent).toEqual({ state: 'failed', code: 'TIMED_OUT', session: first.session });
      const stalled = await over(bench, peer.port, { idleMs: 300 });
      expect(stalled).toMatchObject({ state: 'failed', code: 'TIMED_OUT' });
      expect(stalled.session).not.toBe(first.session);
      const last = await over(bench, peer.port);
      expect(last.state).toBe('done');
      expect(last.session).not.toBe(stalled.session);
      await closed(bench, stalled.session);
    });
  } finally {
    await peer.stop();
  }
});

test('a server of HTTP/2 that sends frames nobody asked for is left', async () => {
  const peer = await rawPeer((socket, stream) => {
    socket.write(frame(1, 5, stream, OK));
    // Of a type that is passed over.
    const noise = Buffer.concat(Array.from({ length: 60 }, () => frame(0xfa, 0, 0, Buffer.alloc(16_000))));
    const flood = () => {
      while (!socket.destroyed && socket.write(noise));
    };
    socket.on('drain', flood);
    flood();
  });
  try {
    await withBench(async (bench) => {
      const { session, state } = await over(bench, peer.port);
      expect(state).toBe('done');
      await closed(bench, session);
    });
  } finally {
    await peer.stop();
  }
});
