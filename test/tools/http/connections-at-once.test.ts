import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import type { Frame, FrameChannel } from '../../../src/contract/bridge.ts';
import { createChannel } from '../../../src/contract/frame-channel.ts';
import { blankRequest } from '../../../src/contract/payload/http-request.ts';
import { createBenchClient } from '../../../src/renderer/bridge/client.ts';
import { withBench } from '../../support/bench.ts';
import { exchangeOver, sent } from '../../support/http.ts';
import { failOnLeaks } from '../../support/leaks.ts';

failOnLeaks();

/** A channel whose frames stay until they are let go, and then arrive in one turn, as those of one read do. */
function heldChannel(): { ours: FrameChannel; theirs: FrameChannel; letGo: () => void } {
  let held: Frame[] | null = [];
  const near = createChannel({
    send: (frame) => (held === null ? far.received(frame) : void held.push(frame)),
    close: () => far.closed(),
  });
  const far = createChannel({ send: (frame) => near.received(frame), close: () => near.closed() });
  const letGo = () => {
    const all = held ?? [];
    held = null;
    for (const frame of all) far.received(frame);
  };
  return { ours: near.channel, theirs: far.channel, letGo };
}

test('requests of the same moment never get the same connection of HTTP/1.1', async () => {
  const server = createServer((_, response) => response.end('ok'));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    await withBench(async (bench) => {
      const request = blankRequest({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` });
      // One connection is open and idle when they come.
      await sent(bench, request);
      const { ours, theirs, letGo } = heldChannel();
      bench.bench.handleChannel(theirs);
      const client = createBenchClient(ours);
      const context = { collection: null, environment: null };
      const begun = Array.from({ length: 20 }, () => client.http.send({ request, context }));
      await new Promise((turn) => setImmediate(turn));
      letGo();
      for (const { exchange } of await Promise.all(begun)) {
        const { summary } = await exchangeOver(bench, exchange);
        expect(summary).toMatchObject({ state: 'done', status: 200, failure: null });
      }
      ours.close();
    });
  } finally {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
});
