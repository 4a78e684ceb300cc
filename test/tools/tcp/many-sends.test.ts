import { once } from 'node:events';
import { connect as connectSocket, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { blob, type TestBench, withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { connect, ended, listen } from '../../support/tcp.ts';

const MiB = 1024 * 1024;
/** Nothing may go to the disk, so that what is captured stays where it is. */
const NO_DISK = { settings: { memoryLimit: 16 * MiB, spillLimit: 0 } };
const sockets: Socket[] = [];

failOnLeaks();
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

async function readers(bench: TestBench, count: number) {
  const { listener, port } = await listen(bench);
  for (let i = 0; i < count; i++) {
    const socket = connectSocket(port, '127.0.0.1');
    // How the bench closes it is of no interest here.
    socket.on('error', () => socket.destroy());
    sockets.push(socket.resume());
    await once(socket, 'connect');
  }
  return { listener, sessions: await bench.watch.accepted(listener, count) };
}

const memory = (bench: TestBench) =>
  [...bench.watch.sessions.values()].reduce((sum, session) => sum + session.counts.memory, 0);

test('a message to all clients waits for room in the capture, and then reaches all', () =>
  withBench(async (bench) => {
    const { listener, sessions } = await readers(bench, 40);
    const sending = bench.client.tcp.sendToAll({ listener, bytes: blob(new Uint8Array(MiB)) });
    const stalled = await bench.watch.until('a stall', () =>
      [...bench.watch.sessions.values()].find((session) => session.stalled !== null),
    );
    expect(stalled.stalled?.code).toBe('SPILL_LIMIT');
    expect(memory(bench)).toBeLessThan(20 * MiB);
    await bench.client.settings.update({ spillLimit: 1024 * MiB });
    expect(await sending).toEqual({ clients: 40 });
    for (const { id } of sessions) await bench.watch.session(id, 'has it', (s) => s.counts.bytesOut === MiB);
  }, NO_DISK));

test('a repeat leaves out turns for which the capture has no room', () =>
  withBench(async (bench) => {
    const { sessions } = await readers(bench, 1);
    const session = sessions[0]?.id ?? '';
    const bytes = blob(new Uint8Array(MiB));
    await bench.client.tcp.repeat({ target: { session }, bytes, everyMs: 1 });
    await bench.watch.session(
      session,
      'skips',
      (s) => s.tool === 'tcp' && (s.details.repeat?.skipped ?? 0) > 20,
    );
    expect(memory(bench)).toBeLessThan(20 * MiB);
  }, NO_DISK));

test('a repeat to a listener that is over ends by itself', () =>
  withBench(async (bench) => {
    const { port, listener } = await listen(bench);
    const client = await connect(bench, { port });
    await bench.watch.accepted(listener);
    await bench.client.tcp.stopListening({ listener, closeClients: false });
    await bench.client.tcp.repeat({ target: { listener }, bytes: blob('x'), everyMs: 1 });
    await bench.client.tcp.close({ session: client.id });
    await bench.watch.session(client.id, 'ends', ended);
    await bench.watch.until('its end', () => {
      const one = bench.watch.listeners.get(listener);
      return one?.tool === 'tcp' && one.open === 0 && one.details.repeat === null;
    });
  }));
