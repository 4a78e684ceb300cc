import { ORPCError } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Frame, type FrameChannel, MAX_CALLS, MAX_CHUNK, MAX_FRAME } from '../../src/contract/bridge.ts';
import type { Failure } from '../../src/contract/failure.ts';
import { createBenchClient } from '../../src/renderer/bridge/client.ts';
import { failOnLeaks } from '../support/leaks.ts';
import { within } from '../support/wait.ts';
import { type Sample, SampleBench } from './sample.ts';
import { messagePorts, type Transport, webSockets } from './transports.ts';

type Client = ContractRouterClient<Sample>;

describe.each([
  ['a MessagePort', messagePorts],
  ['a WebSocket', webSockets],
])('over %s', (_name, openTransport) => {
  let bench: SampleBench;
  let transport: Transport;
  let channel: FrameChannel;
  let client: Client;

  failOnLeaks();
  beforeEach(async () => {
    bench = new SampleBench();
    transport = await openTransport(bench.handleChannel);
    channel = await transport.open();
    client = createBenchClient<Sample>(channel);
  });
  afterEach(() => transport.close());

  const closed = (one: FrameChannel) =>
    within(new Promise<void>((resolve) => one.onClose(resolve)), () => 'the channel to close');
  const works = async (one: Client) => {
    const { port } = await within(one.listen({ port: 7 }), () => 'an answer');
    expect(port).toBe(7);
  };
  /** The one listener a client leaves free is the second one, so a test listens before the client does. */
  const openRaw = async (onFrame: (frame: Frame) => void = () => undefined) => {
    const raw = await transport.open();
    raw.onFrame(onFrame);
    return raw;
  };

  test('bytes cross as bytes: every value, nothing, and 1 MiB', async () => {
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    const large = Uint8Array.from({ length: MAX_CHUNK }, (_, i) => (i * 31 + (i >> 8)) & 255);
    for (const bytes of [all, new Uint8Array(0), large]) {
      const back = await client.echo({ bytes: new Blob([bytes]) });
      expect(back.size).toBe(bytes.length);
      expect(Buffer.compare(new Uint8Array(await back.arrayBuffer()), bytes)).toBe(0);
    }
  });

  test('a call that is too large is refused here, and the channel goes on', async () => {
    const inUtf8 = 'ü'.repeat(MAX_FRAME / 2);
    for (const text of ['x'.repeat(MAX_FRAME), inUtf8])
      await expect(client.listen({ port: text as unknown as number })).rejects.toMatchObject({
        code: 'FAILED',
        data: { code: 'TOO_LARGE' },
      });
    await works(client);
  });

  test('a view on a large buffer crosses as its own bytes', async () => {
    const frames: Frame[] = [];
    const raw = await openRaw((frame) => frames.push(frame));
    const rawClient = createBenchClient<Sample>({
      ...raw,
      onFrame: (listener) =>
        raw.onFrame((frame) => {
          frames.push(frame);
          listener(frame);
        }),
    });
    const pool = new Uint8Array(65536).fill(9);
    const back = await rawClient.echo({ bytes: new Blob([pool.subarray(100, 105)]) });
    expect(new Uint8Array(await back.arrayBuffer())).toEqual(new Uint8Array(5).fill(9));
    const binary = frames.filter((frame) => typeof frame !== 'string');
    expect(binary.length).toBeGreaterThan(0);
    for (const frame of binary) {
      expect(frame).toBeInstanceOf(Uint8Array);
      expect(frame.buffer.byteLength).toBe(frame.byteLength);
      expect(frame.byteLength).toBeLessThan(1024);
    }
  });

  test('more bytes than one call carries are refused by their name', async () => {
    const error = await client
      .echo({ bytes: new Blob([new Uint8Array(MAX_CHUNK + 1)]) })
      .catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'BAD_REQUEST', data: { issues: [{ path: ['bytes'] }] } });
    await works(client);
  });

  test('a stream brings its items in order and ends', async () => {
    const items: number[] = [];
    for await (const { n } of await client.count({ to: 100 })) items.push(n);
    expect(items).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    await bench.idle();
  });

  test('a consumer that leaves a stream ends it at its source', async () => {
    for await (const { n } of await client.count({})) if (n === 3) break;
    await bench.idle();
    expect(bench.ended).toBe(1);
  });

  test('a cancel reaches a call that waits', async () => {
    const controller = new AbortController();
    const call = client.hang(undefined, { signal: controller.signal });
    await bench.begun(1);
    controller.abort();
    await expect(call).rejects.toThrow();
    await bench.idle();
    await works(client);
  });

  test('a failure crosses as plain data', async () => {
    const failure: Failure = {
      code: 'EADDRINUSE',
      message: 'Port 80 is in use.',
      hint: 'Choose another.',
      field: 'port',
      mends: [{ label: 'Any free port', form: 'listen', set: { Port: '0' }, submit: true }],
      cause: { code: 'EADDRINUSE', syscall: 'listen', address: '127.0.0.1', port: 80 },
    };
    const error = await client.refuse(failure).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ORPCError);
    expect(error).toMatchObject({ code: 'FAILED', defined: true, data: failure });
  });

  test('what no contract knows of crosses without its insides', async () => {
    const error = await client.crash().catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
    expect(JSON.stringify(error) + String(error)).not.toContain('insides');
  });

  test('a bad input names its field', async () => {
    const error = await client.listen({ port: 99999 }).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'BAD_REQUEST', data: { issues: [{ path: ['port'] }] } });
  });

  test('an unknown call is refused and the channel stays', async () => {
    const other = createBenchClient<Sample & { nothing: Sample['hang'] }>(await transport.open());
    await expect(other.nothing()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await works(other);
  });

  test('closing a channel aborts all that it has open, and nothing of another', async () => {
    const other = createBenchClient<Sample>(await transport.open());
    const calls = [client.hang(), client.hang(), client.count({})].map((call) =>
      call.catch((e: unknown) => e),
    );
    const kept = new AbortController();
    const stays = other.hang(undefined, { signal: kept.signal }).catch((e: unknown) => e);
    await bench.begun(3);
    channel.close();
    expect(await calls[0]).toBeInstanceOf(Error);
    expect(await calls[1]).toBeInstanceOf(Error);
    await works(other);
    kept.abort();
    await stays;
    await bench.idle();
  });

  test('a call on a closed channel fails at once', async () => {
    channel.close();
    await expect(client.listen({ port: 7 })).rejects.toThrow('lost');
  });

  test('an oversized frame closes its own channel only', async () => {
    const raw = await openRaw();
    raw.send('x'.repeat(MAX_FRAME + 1));
    await closed(raw);
    const bytes = await openRaw();
    bytes.send(new Uint8Array(MAX_FRAME + 1));
    await closed(bytes);
    await works(client);
  });

  test('too many calls at once close the channel', async () => {
    const greedy = await transport.open();
    const greedyClient = createBenchClient<Sample>(greedy);
    const calls = Array.from({ length: 2 * MAX_CALLS + 8 }, () =>
      greedyClient.hang().catch((e: unknown) => e),
    );
    for (const result of await within(Promise.all(calls), () => 'the calls to be refused')) {
      expect(result).toBeInstanceOf(Error);
    }
    await bench.idle();
    expect(bench.refusals.join()).toContain('calls at once');
    await works(client);
  });

  test('no frame, however malformed, does more than close its channel', async () => {
    const json = fc.json().map((text): Frame => text);
    const text = fc.string({ unit: 'binary' }).map((s): Frame => s.replaceAll(/\p{Surrogate}/gu, '?'));
    const bytes = fc.uint8Array({ maxLength: 300 }).map((b): Frame => new Uint8Array(b));
    const almost = fc
      .record(
        {
          i: fc.oneof(fc.string(), fc.integer(), fc.constant(null)),
          t: fc.oneof(fc.integer({ min: -1, max: 6 }), fc.string()),
          p: fc.oneof(
            fc.jsonValue(),
            fc.record({ u: fc.webUrl(), b: fc.jsonValue(), h: fc.jsonValue(), m: fc.string() }),
          ),
        },
        { requiredKeys: [] },
      )
      .map((value): Frame => JSON.stringify(value));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(json, text, bytes, almost), { minLength: 1, maxLength: 8 }),
        async (frames) => {
          const raw = await transport.open();
          const away = closed(raw);
          const rawClient = createBenchClient<Sample>({ ...raw, onClose: () => undefined });
          for (const frame of frames) raw.send(frame);
          // Either it was closed, or it goes on as if nothing had been.
          const answer = rawClient.listen({ port: 7 }).catch((e: unknown) => e);
          await within(Promise.race([away, answer]), () => 'a close or an answer');
          await works(client);
          raw.close();
        },
      ),
      { numRuns: 100, endOnFailure: true },
    );
  });

  test('a window closes a channel on which main talks nonsense', async () => {
    let main: FrameChannel | undefined;
    const foreign = await openTransport((one) => {
      main = one;
    });
    try {
      const window = await foreign.open();
      const waiting = createBenchClient<Sample>(window)
        .hang()
        .catch((e: unknown) => e);
      main?.send('no JSON at all');
      await closed(window);
      expect(await waiting).toBeInstanceOf(Error);
    } finally {
      await foreign.close();
    }
  });
});
