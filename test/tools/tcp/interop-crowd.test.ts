import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeIf, describeWith } from '../../support/needs.ts';
import { python, startPeer, stopPeers } from '../../support/peer.ts';
import { connect, ended, listen } from '../../support/tcp.ts';

failOnLeaks();
afterEach(stopPeers);

describeWith(['python3', 'ncat'], 'many clients', () => {
  test('one more than the cap is refused, and told so; the others go on', () =>
    withBench(async (bench) => {
      const { listener, port } = await listen(bench, { maxClients: 2, respond: { mode: 'echo' } });
      const [first] = await Promise.all([connect(bench, { port }), connect(bench, { port })]);
      await bench.watch.accepted(listener, 2);
      const peer = startPeer('ncat', ['127.0.0.1', String(port)]);
      peer.end();
      await peer.exited();
      const refused = await bench.watch.until('a refusal', () => {
        const state = bench.watch.listeners.get(listener);
        return state !== undefined && state.refused > 0 && state;
      });
      expect(refused).toMatchObject({
        state: 'listening',
        open: 2,
        failure: { code: 'MAX_CLIENTS', field: 'max clients' },
      });
      // Raised while it runs, it takes the next one.
      await bench.client.tcp.updateListener({ listener, maxClients: 3 });
      expect((await connect(bench, { port })).state).toBe('open');
      expect(bench.watch.sessions.get(first?.id ?? '')?.state).toBe('open');
    }));

  test('closing one client leaves the others; closing all leaves the listener; stopping leaves the clients', () =>
    withBench(async (bench) => {
      const { listener, port } = await listen(bench);
      const peer = python('many_clients.py', '127.0.0.1', port, 5);
      await peer.until(/connected 5/);
      const sessions = await bench.watch.accepted(listener, 5);
      await bench.client.tcp.close({ session: sessions[0]?.id ?? '' });
      await bench.watch.until('four open', () => bench.watch.listeners.get(listener)?.open === 4);
      await bench.client.tcp.stopListening({ listener, closeClients: false });
      await bench.watch.until('a stop', () => bench.watch.listeners.get(listener)?.state === 'closed');
      expect(bench.watch.listeners.get(listener)?.open).toBe(4);
      expect(await bench.client.tcp.closeClients({ listener })).toEqual({ closed: 4 });
      peer.end();
      await bench.watch.until('all ended', () => [...bench.watch.sessions.values()].every(ended));
    }));
});

/** How many files and sockets this process may have open. */
const descriptors = Number(/^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1]);

describeIf(descriptors >= 10_200, '10,200 open files', 'a crowd', () => {
  test('10,000 clients are all accepted, each with a session, and all leave', { timeout: 900_000 }, () =>
    withBench(async (bench) => {
      const { listener, port } = await listen(bench);
      const peer = python('many_clients.py', '127.0.0.1', port, 10_000);
      const open = () => bench.watch.listeners.get(listener)?.open ?? 0;
      // However busy the machine is, the crowd has to grow: each part of it is waited for by itself.
      for (let some = 500; some <= 10_000; some += 500)
        await bench.watch.until(`${some} open`, () => open() >= some);
      await peer.until(/connected 10000/);
      await bench.watch.until('10,000 sessions', () => bench.watch.sessions.size === 10_000);
      expect(open()).toBe(10_000);
      // The bench is still at hand.
      expect(await bench.client.tcp.sendToAll({ listener, bytes: new Blob(['hello']) })).toEqual({
        clients: 10_000,
      });
      peer.end();
      for (let left = 9500; left >= 0; left -= 500)
        await bench.watch.until(`${left} left`, () => open() <= left);
      await peer.until(/closed/);
      const { accepted, refused } = bench.watch.listeners.get(listener) ?? {};
      expect({ accepted, refused }).toEqual({ accepted: 10_000, refused: 0 });
    }),
  );
});
