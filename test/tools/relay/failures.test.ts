import { afterEach, describe, expect, test } from 'vitest';
import { withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { python, stopPeers } from '../../support/peer.ts';
import { onlyRelayed, relayedUntil, relayEnded, startRelay, texts } from '../../support/relay.ts';
import { connect, ended, listen, received, send } from '../../support/tcp.ts';

failOnLeaks();
afterEach(stopPeers);

/** The port of a server that does not answer: it listens before its queue is full. */
const deafPort = async () => Number((await python('deaf_server.py').until(/deaf (\d+)/))[1]);

describe('a target that can’t be had', () => {
  test('refuses: the client is reset, what it sent is kept, and the session says why', () =>
    withBench(async (bench) => {
      const { listener: gone, port: target } = await listen(bench);
      await bench.client.tcp.stopListening({ listener: gone, closeClients: true });
      const { listener, port } = await startRelay(bench, target);
      const client = await connect(bench, { port });
      expect(await bench.watch.session(client.id, 'ends', ended)).toMatchObject({
        closeReason: 'reset by the peer',
      });
      const { id } = await onlyRelayed(bench, listener);
      const session = await relayedUntil(bench, id, 'ends', relayEnded);
      expect(session).toMatchObject({
        state: 'failed',
        openedAt: null,
        closeReason: 'no target',
        failure: {
          code: 'ECONNREFUSED',
          field: 'target port',
          message: `Target: 127.0.0.1 refused the connection: nothing listens on port ${target} there.`,
          mends: [{ form: 'listen', set: { port: target } }],
        },
      });
      expect(await texts(bench, id, 'reset')).toEqual(['The client was reset.']);
      // It goes on listening: once there is a target, the next client gets through.
      await listen(bench, { port: target, respond: { mode: 'echo' } });
      const again = await connect(bench, { port });
      await send(bench, again.id, 'now');
      await received(bench, again.id, 3);
    }));

  test('has a name that is not found', () =>
    withBench(async (bench) => {
      const { listener, port } = await startRelay(bench, 80, { targetHost: 'no-such-name.invalid' });
      await connect(bench, { port });
      const { id } = await onlyRelayed(bench, listener);
      const { failure } = await relayedUntil(bench, id, 'ends', relayEnded);
      expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(failure?.code);
      expect(failure?.field).toBe('target host');
    }));

  describeWith('python3', 'never answers', () => {
    test('the connect has a limit', () =>
      withBench(async (bench) => {
        const { listener, port } = await startRelay(bench, await deafPort(), { connectTimeoutMs: 150 });
        const client = await connect(bench, { port });
        const { id } = await onlyRelayed(bench, listener);
        const { failure } = await relayedUntil(bench, id, 'ends', relayEnded);
        expect(failure?.code).toBe('TIMED_OUT');
        await bench.watch.session(client.id, 'ends', ended);
      }));

    test('a client that goes meanwhile, or is closed, ends the wait', () =>
      withBench(async (bench) => {
        const { listener, port } = await startRelay(bench, await deafPort(), { connectTimeoutMs: 3600_000 });
        const client = await connect(bench, { port });
        const { id } = await onlyRelayed(bench, listener);
        await bench.client.tcp.reset({ session: client.id });
        expect((await relayedUntil(bench, id, 'ends', relayEnded)).closeReason).toBe('reset by the client');
        const other = await connect(bench, { port });
        const second = (await bench.watch.accepted(listener, 2))[1];
        await bench.client.relay.close({ session: second?.id ?? '' });
        expect((await relayedUntil(bench, second?.id ?? '', 'ends', relayEnded)).closeReason).toBe(
          'closed here',
        );
        await bench.watch.session(other.id, 'ends', ended);
      }));
  });
});

describe('a relay to itself is refused before it takes a client', () => {
  test.each(['127.0.0.1', 'localhost', '0.0.0.0', '::ffff:127.0.0.1'])('as %s', (targetHost) =>
    withBench(async (bench) => {
      const { listener, port } = await listen(bench);
      await bench.client.tcp.stopListening({ listener, closeClients: true });
      const input = { listenAddress: '127.0.0.1', listenPort: port, targetHost, targetPort: port };
      await expect(bench.client.relay.start(input)).rejects.toMatchObject({
        data: {
          code: 'RELAY_LOOP',
          field: 'target port',
          message: 'This relay would forward to itself.',
          hint: expect.stringContaining(`127.0.0.1:${port} → 127.0.0.1:${port}`),
        },
      });
      // The port is free again, and nothing stands on the bench.
      await startRelay(bench, 1, { listenPort: port });
      expect([...bench.watch.listeners.values()].filter((l) => l.tool === 'relay' && l.failure)).toEqual([]);
    }),
  );

  test('through a chain of relays of this bench', () =>
    withBench(async (bench) => {
      const reserved = await listen(bench);
      await bench.client.tcp.stopListening({ listener: reserved.listener, closeClients: true });
      const second = await startRelay(bench, reserved.port);
      const first = await startRelay(bench, second.port, { listenAddress: '0.0.0.0' });
      await expect(startRelay(bench, first.port, { listenPort: reserved.port })).rejects.toMatchObject({
        data: {
          code: 'RELAY_LOOP',
          message: 'This relay would forward to itself, through 2 other relays of this bench.',
        },
      });
      // Once the chain is cut, it is none.
      await bench.client.relay.stop({ listener: second.listener, closeClients: true });
      await startRelay(bench, first.port, { listenPort: reserved.port });
    }));

  test('UDP, too', () =>
    withBench(async (bench) => {
      const probe = await startRelay(bench, 1, { transport: 'udp' });
      await bench.client.relay.stop({ listener: probe.listener, closeClients: true });
      await expect(
        startRelay(bench, probe.port, { transport: 'udp', listenPort: probe.port, targetHost: 'localhost' }),
      ).rejects.toMatchObject({ data: { code: 'RELAY_LOOP' } });
    }));
});

describe('what a relay refuses to start with', () => {
  test('a port that is in use is explained, with mends of its own form', () =>
    withBench(async (bench) => {
      const { port } = await listen(bench);
      await expect(startRelay(bench, 80, { listenPort: port })).rejects.toMatchObject({
        data: {
          code: 'EADDRINUSE',
          field: 'listen port',
          mends: [
            { form: 'relay', set: { listenPort: 0 }, submit: true },
            { form: 'relay', set: { listenPort: port + 1 }, submit: true },
          ],
        },
      });
      const udp = await startRelay(bench, 80, { transport: 'udp' });
      await expect(startRelay(bench, 80, { transport: 'udp', listenPort: udp.port })).rejects.toMatchObject({
        data: {
          code: 'EADDRINUSE',
          field: 'listen port',
          message: `UDP port ${udp.port} on 127.0.0.1 is in use by Wirebench itself.`,
        },
      });
    }));

  test('an address that is none of this machine', () =>
    withBench(async (bench) => {
      await expect(startRelay(bench, 80, { listenAddress: '192.0.2.1' })).rejects.toMatchObject({
        data: { code: 'EADDRNOTAVAIL', field: 'listen address' },
      });
    }));

  test('fields that are wrong, by their names', () =>
    withBench(async (bench) => {
      const says = (message: string) => ({ code: 'BAD_REQUEST', data: { issues: [{ message }] } });
      await expect(startRelay(bench, 0)).rejects.toMatchObject(
        says('Target port must be a whole number from 1 to 65535.'),
      );
      await expect(startRelay(bench, 80, { targetHost: '' })).rejects.toMatchObject(
        says('Target host is missing.'),
      );
      const toTarget = { dropPercent: 101 };
      await expect(startRelay(bench, 80, { toTarget, transport: 'udp' })).rejects.toMatchObject(
        says('Drop must be a number from 0 to 100 per cent.'),
      );
    }));

  test('a fault that means nothing for the transport', () =>
    withBench(async (bench) => {
      await expect(startRelay(bench, 80, { toTarget: { dropPercent: 1 } })).rejects.toMatchObject({
        data: { code: 'BAD_INPUT', field: 'drop' },
      });
      const { listener } = await startRelay(bench, 80, { transport: 'udp' });
      await expect(
        bench.client.relay.setFaults({ listener, toClient: { splitBytes: 1 } }),
      ).rejects.toMatchObject({ data: { code: 'BAD_INPUT', field: 'split into pieces' } });
    }));
});
