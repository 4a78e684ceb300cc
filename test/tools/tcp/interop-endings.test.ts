import { afterEach, expect, test } from 'vitest';
import { withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { python, startPeer, stopPeers } from '../../support/peer.ts';
import { connect, ended, kinds, listen, onlyClient, received, send } from '../../support/tcp.ts';

failOnLeaks();
afterEach(stopPeers);

describeWith(['python3', 'socat', 'nc'], 'half-close', () => {
  test('we end sending, the peer goes on: a server that reads until the end and only then answers', () =>
    withBench(async (bench) => {
      const peer = python('until_end.py');
      const session = await connect(bench, { port: await peer.port() });
      await send(bench, session.id, '12345');
      await bench.client.tcp.endSending({ session: session.id });
      await peer.until(/end after 5/);
      expect((await received(bench, session.id, 5)).toString()).toBe('got 5');
      await bench.watch.session(session.id, 'ends', ended);
      expect(await kinds(bench, session.id)).toEqual([
        'connect',
        'out',
        'end-sent',
        'in',
        'end-received',
        'close',
      ]);
    }));

  test('after the end of sending, sending says so', () =>
    withBench(async (bench) => {
      const { port } = await listen(bench, { whenPeerEnds: 'keep' });
      const session = await connect(bench, { port });
      await bench.client.tcp.endSending({ session: session.id });
      await bench.watch.session(session.id, 'has sent its end', (s) => s.state === 'end-sent');
      await expect(send(bench, session.id, 'more')).rejects.toMatchObject({
        code: 'FAILED',
        data: { code: 'NOT_OPEN', message: 'You have ended sending on this connection.' },
      });
    }));

  test('the peer ends sending, we go on: socat, whose input has ended', () =>
    withBench(async (bench) => {
      const { listener, port } = await listen(bench, { whenPeerEnds: 'keep' });
      // The half that socat reads stays open for as long as we like.
      const peer = startPeer('socat', ['-t', '60', '-', `TCP:127.0.0.1:${port}`]);
      await peer.write('all I say');
      peer.end();
      const { id } = await onlyClient(bench, listener);
      await bench.watch.session(id, 'has the end of the peer', (s) => s.state === 'end-received');
      await send(bench, id, 'and a late answer');
      await peer.until(/^and a late answer$/);
      await bench.client.tcp.close({ session: id });
      expect(await peer.exited()).toBe(0);
      expect(await kinds(bench, id)).toEqual(['accept', 'in', 'end-received', 'out', 'end-sent', 'close']);
    }));

  test('socat -,ignoreeof stays until we close, as a client whose input has ended', () =>
    withBench(async (bench) => {
      const { listener, port } = await listen(bench);
      const peer = startPeer('socat', ['-,ignoreeof', `TCP:127.0.0.1:${port}`]);
      peer.end();
      const { id } = await onlyClient(bench, listener);
      await send(bench, id, 'still here');
      await peer.until(/^still here$/);
      expect(bench.watch.sessions.get(id)?.state).toBe('open');
      await bench.client.tcp.close({ session: id });
      // Its end comes back, or it is given up: either way the session ends.
      await bench.watch.session(id, 'ends', ended);
    }));

  test('nc -N ends sending with its input and takes the answer that comes after', () =>
    withBench(async (bench) => {
      const { listener, port } = await listen(bench, { whenPeerEnds: 'keep' });
      const peer = startPeer('nc.openbsd', ['-N', '127.0.0.1', String(port)]);
      await peer.write('request');
      peer.end();
      const { id } = await onlyClient(bench, listener);
      await bench.watch.session(id, 'has the end of the peer', (s) => s.state === 'end-received');
      await send(bench, id, 'response');
      await bench.client.tcp.endSending({ session: id });
      expect(await peer.exited()).toBe(0);
      expect(peer.text).toBe('response');
      expect((await bench.watch.session(id, 'ends', ended)).state).toBe('closed');
    }));
});

describeWith('python3', 'reset', () => {
  test('a client resets in the middle of a message: what came before is kept', () =>
    withBench(async (bench) => {
      const { listener, port } = await listen(bench);
      const peer = python('reset.py', 'connect', '127.0.0.1', port);
      const { id } = await onlyClient(bench, listener);
      await received(bench, id, 11);
      await send(bench, id, 'x');
      await peer.until(/reset/);
      const session = await bench.watch.session(id, 'ends', ended);
      expect(session).toMatchObject({
        state: 'failed',
        closeReason: 'reset by the peer',
        failure: { code: 'ECONNRESET' },
      });
      expect((await bench.bytes(id, 'in')).toString()).toBe('half a mess');
      expect(await kinds(bench, id)).toEqual(['accept', 'in', 'out', 'reset', 'close']);
      expect(bench.watch.listeners.get(listener)?.state).toBe('listening');
    }));

  test('a server resets us', () =>
    withBench(async (bench) => {
      const peer = python('reset.py', 'serve');
      const { id } = await connect(bench, { port: await peer.port() });
      await send(bench, id, 'x');
      const session = await bench.watch.session(id, 'ends', ended);
      expect(session).toMatchObject({ state: 'failed', closeReason: 'reset by the peer' });
    }));

  test('we reset, and the peer sees a reset and no end', () =>
    withBench(async (bench) => {
      const peer = python('until_end.py');
      const { id } = await connect(bench, { port: await peer.port() });
      await send(bench, id, '1234');
      await bench.client.tcp.reset({ session: id });
      await peer.until(/reset after/);
      expect((await bench.watch.session(id, 'ends', ended)).closeReason).toBe('reset here');
    }));

  test('we close, and the peer sees an end and no reset', () =>
    withBench(async (bench) => {
      const peer = python('until_end.py');
      const { id } = await connect(bench, { port: await peer.port() });
      await send(bench, id, '1234');
      await bench.client.tcp.close({ session: id });
      await peer.until(/end after 4/);
      expect((await bench.watch.session(id, 'ends', ended)).closeReason).toBe('closed here');
    }));
});
