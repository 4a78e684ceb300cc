import { call } from '@orpc/server';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { CaptureStore } from '../../src/main/bench/capture/store.ts';
import { Registry } from '../../src/main/bench/registry.ts';
import { Uploads } from '../../src/main/bench/uploads.ts';
import { Files } from '../../src/main/bench/files/files.ts';
import { MadeCertificates } from '../../src/main/net/tls/make-certificate.ts';
import { tcpService } from '../../src/main/tools/tcp/service.ts';
import { failOnLeaks } from '../support/leaks.ts';
import { PATIENCE } from '../support/wait.ts';

failOnLeaks();

it('a session that is removed in the turn in which it is connected leaves no socket behind', async () => {
  const server = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const registry = new Registry();
  const captures = new CaptureStore(tmpdir(), { memory: 2 ** 26, spill: 0 });
  const service = tcpService({
    registry,
    captures,
    certificates: new MadeCertificates(),
    files: new Files(),
    uploads: new Uploads(),
    version: '0.0.0-test',
    dataDir: tmpdir(),
    atClose: () => undefined,
    save: () => Promise.resolve({ kind: 'cancelled' }),
    saveAs: () => Promise.resolve({ kind: 'cancelled' }),
    rules: { get: () => null, tell: () => undefined },
  });
  let made: Socket | undefined;
  let id = '';
  const seen = (message: unknown) => {
    made = (message as { socket: Socket }).socket;
    // Comes before those that wait for the connect are told.
    made.once('connect', () => queueMicrotask(() => void registry.remove(id)));
  };
  subscribe('net.client.socket', seen);
  try {
    id = (await call(service.connect, { host: '127.0.0.1', port })).session;
    const socket = await new Promise<Socket>((done) => {
      if (made) done(made);
      else server.once('connection', () => made && done(made));
    });
    if (!socket.closed) await once(socket, 'close', { signal: AbortSignal.timeout(PATIENCE) });
    expect(socket.destroyed).toBe(true);
  } finally {
    unsubscribe('net.client.socket', seen);
    made?.destroy();
    await registry.close();
    await captures.close();
    server.close();
  }
});
