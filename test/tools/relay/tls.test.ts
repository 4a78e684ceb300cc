import { afterEach, expect, test } from 'vitest';
import { withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { startPeer, stopPeers } from '../../support/peer.ts';
import {
  onlyRelayed,
  relayed,
  relayedUntil,
  relayEnded,
  relayUntil,
  startRelay,
  texts,
} from '../../support/relay.ts';
import { connect, ended, listen, received, send } from '../../support/tcp.ts';

failOnLeaks();
afterEach(stopPeers);

describeWith('openssl', 'TLS with OpenSSL', () => {
  test('ends at the relay: its timeline shows what is inside, and the target gets it plain', () =>
    withBench(async (bench) => {
      const target = await listen(bench, { respond: { mode: 'upper-case' } });
      const { listener, port } = await startRelay(bench, target.port, { clientTls: { alpn: ['wire/1'] } });
      const client = startPeer('openssl', [
        ...['s_client', '-connect', `127.0.0.1:${port}`, '-servername', 'localhost', '-alpn', 'wire/1'],
        ...['-quiet', '-no_ign_eof'],
      ]);
      await client.write('inside\n');
      await client.until(/^INSIDE$/m);
      const { id } = await onlyRelayed(bench, listener);
      expect((await bench.bytes(id, 'in')).toString()).toBe('inside\n');
      expect(await texts(bench, id, 'tls')).toEqual([
        expect.stringMatching(/^Client: TLS 1\.3, TLS_\w+, ALPN wire\/1, for localhost\./),
      ]);
      const { client: info, target: plain } = await bench.client.relay.tlsInfo({ session: id });
      expect(info).toMatchObject({
        role: 'server',
        version: 'TLS 1.3',
        alpn: 'wire/1',
        serverName: 'localhost',
      });
      expect(plain).toBeNull();
      client.end();
      expect(await client.exited()).toBe(0);
      expect(await relayedUntil(bench, id, 'ends', relayEnded)).toMatchObject({
        state: 'closed',
        failure: null,
      });
    }));

  test('passed through, it is bytes like any other', () =>
    withBench(async (bench) => {
      const inside = await listen(bench, { respond: { mode: 'upper-case' } });
      const target = await startRelay(bench, inside.port, { clientTls: {} });
      const { listener, port } = await startRelay(bench, target.port);
      const client = startPeer('openssl', [
        's_client',
        '-connect',
        `127.0.0.1:${port}`,
        '-quiet',
        '-no_ign_eof',
      ]);
      await client.write('through\n');
      await client.until(/^THROUGH$/m);
      const { id } = await onlyRelayed(bench, listener);
      // A handshake record and no text (RFC 8446 section 5.1).
      const wire = await bench.bytes(id, 'in');
      expect(wire[0]).toBe(22);
      expect(wire.includes('through')).toBe(false);
      client.end();
      await client.exited();
      await relayedUntil(bench, id, 'ends', relayEnded);
    }));

  test('a client that speaks plain text is told of by name', () =>
    withBench(async (bench) => {
      const target = await listen(bench);
      const { listener, port } = await startRelay(bench, target.port, { clientTls: {} });
      const client = await connect(bench, { port });
      await send(bench, client.id, 'GET / HTTP/1.1\r\n\r\n');
      const { id } = await onlyRelayed(bench, listener);
      const { failure, closeReason } = await relayedUntil(bench, id, 'ends', relayEnded);
      expect(failure?.code).toBe('TLS_PLAIN_PEER');
      expect(failure?.message).toMatch(/^Client: /);
      expect(closeReason).toBe('no TLS');
      await bench.watch.session(client.id, 'ends', ended);
      // The target was never bothered.
      expect(bench.watch.listeners.get(target.listener)?.accepted).toBe(0);
    }));
});

test('TLS to the target: not trusted, it says why; trusted by its fingerprint, the next client gets through', () =>
  withBench(async (bench) => {
    const inside = await listen(bench, { respond: { mode: 'upper-case' } });
    const target = await startRelay(bench, inside.port, { clientTls: {} });
    const { listener, port } = await startRelay(bench, target.port, { targetTls: {} });
    const first = await connect(bench, { port });
    const { id } = await onlyRelayed(bench, listener);
    const { failure } = await relayedUntil(bench, id, 'ends', relayEnded);
    expect(failure?.message).toMatch(/^Target: /);
    const trust = failure?.mends.find(({ set }) => typeof set.pin === 'string');
    expect(trust).toMatchObject({ form: 'relay trust', submit: true });
    await bench.watch.session(first.id, 'ends', ended);

    await bench.client.relay.trustTarget({ listener, pin: String(trust?.set.pin) });
    await relayUntil(
      bench,
      listener,
      'tells whom it trusts',
      (r) => r.details.tls.target?.pin === trust?.set.pin,
    );
    const second = await connect(bench, { port });
    await send(bench, second.id, 'plain here');
    expect((await received(bench, second.id, 10)).toString()).toBe('PLAIN HERE');
    const session = (await relayed(bench, listener, 2))[1];
    expect(await texts(bench, session?.id ?? '', 'tls')).toEqual([
      expect.stringMatching(/^Target: TLS 1\.3, .*certificate trusted by its fingerprint\./),
    ]);
    await bench.client.tcp.reset({ session: second.id });
    expect(await relayedUntil(bench, session?.id ?? '', 'ends', relayEnded)).toMatchObject({
      closeReason: 'reset by the client',
    });
  }));

test('16 MiB through TLS on both sides, a slow fault between, arrive whole', () =>
  withBench(async (bench) => {
    const size = 16 * 1024 * 1024;
    const inside = await listen(bench);
    const far = await startRelay(bench, inside.port, { clientTls: {} });
    const near = await startRelay(bench, far.port, {
      targetTls: { verify: false },
      toTarget: { delayMs: 20, jitterMs: 5 },
    });
    const client = await connect(bench, { port: near.port });
    const block = new Uint8Array(1024 * 1024).map((_, i) => (i * 31) & 255);
    for (let i = 0; i < 16; i++) await send(bench, client.id, block);
    await bench.client.tcp.endSending({ session: client.id });
    const [there] = await bench.watch.accepted(inside.listener);
    await bench.watch.session(there?.id ?? '', 'has all', (s) => s.counts.bytesIn === size && ended(s));
    expect(await bench.sha256(there?.id ?? '', 'in')).toBe(await bench.sha256(client.id, 'out'));
  }));

test('TLS and UDP do not go together', () =>
  withBench(async (bench) => {
    await expect(startRelay(bench, 80, { transport: 'udp', clientTls: {} })).rejects.toMatchObject({
      data: { code: 'BAD_INPUT', field: 'tls' },
    });
  }));
