import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { withBench } from '../../support/bench.ts';
import { type Authority, makeAuthority } from '../../support/certificates.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeIf, describeWith, isRoot } from '../../support/needs.ts';
import { python, startPeer, stopPeers } from '../../support/peer.ts';
import { startPostfix } from '../../support/postfix.ts';
import { connect, ended, kinds, listen, onlyClient, received, send } from '../../support/tcp.ts';
import { failed, said, secure, security } from '../../support/tls.ts';

failOnLeaks();
afterEach(stopPeers);

let authority: Authority;
beforeAll(async () => {
  authority = await makeAuthority();
});
afterAll(() => authority.remove());

const own = () =>
  ({ certificate: { kind: 'pem', cert: authority.server.cert, key: authority.server.key } }) as const;

describeIf(isRoot, 'root', 'Postfix', () => {
  describeWith(['postfix', 'openssl'], 'STARTTLS from a plain client session', () => {
    test('greets in plain text, is asked for TLS, and goes on inside it', () =>
      withBench(async (bench) => {
        const postfix = await startPostfix(authority.server);
        try {
          const { id } = await connect(bench, { port: postfix.port });
          const until = (text: RegExp) =>
            bench.watch
              .session(id, `says ${text}`, (s) => s.counts.bytesIn > 0)
              .then(async () => {
                while (!text.test((await bench.bytes(id, 'in')).toString())) {
                  const have = bench.watch.sessions.get(id)?.counts.bytesIn ?? 0;
                  await bench.watch.session(id, `says ${text}`, (s) => s.counts.bytesIn > have);
                }
              });
          await until(/^220 mail.example.test/);
          await send(bench, id, 'EHLO bench.example\r\n');
          await until(/250-STARTTLS/);
          await send(bench, id, 'STARTTLS\r\n');
          await until(/220 2.0.0 Ready to start TLS/);
          await bench.client.tcp.startTls({
            session: id,
            role: 'client',
            tls: { ca: authority.ca.cert, serverName: 'localhost' },
          });
          expect(await security(bench, { id })).toMatchObject({
            version: 'TLS 1.3',
            verification: 'verified',
          });
          await send(bench, id, 'EHLO again.example\r\nQUIT\r\n');
          await until(/221 2.0.0 Bye/);
          const session = await bench.watch.session(id, 'ends', ended);
          expect(session).toMatchObject({ state: 'closed', failure: null });
          // The rows before are plain, those after are what went inside; a ticket of the server may come among them.
          const shown = await kinds(bench, id);
          expect(shown.indexOf('tls')).toBeGreaterThan(shown.indexOf('out'));
          expect(shown.slice(shown.indexOf('tls'))).toEqual(expect.arrayContaining(['out', 'in']));
          await expect(bench.client.tcp.startTls({ session: id, role: 'client' })).rejects.toMatchObject({
            data: { code: 'TLS_ON' },
          });
        } finally {
          await postfix.stop();
        }
      }));
  });
});

describeWith(['openssl', 'python3'], 'TLS in place as the server', () => {
  test('openssl s_client -starttls smtp: a plain conversation, then TLS by the button', () =>
    withBench(async (bench) => {
      const { listener, port } = await listen(bench, {
        respond: { mode: 'nothing', greeting: new Blob(['220 bench ESMTP\r\n']) },
      });
      const peer = startPeer('openssl', [
        's_client',
        '-starttls',
        'smtp',
        '-connect',
        `127.0.0.1:${port}`,
        '-CAfile',
        authority.ca.certFile,
        '-verify_return_error',
        '-verify_hostname',
        'localhost',
      ]);
      const { id } = await onlyClient(bench, listener);
      await received(bench, id, 6);
      await send(bench, id, '250-bench\r\n250 STARTTLS\r\n');
      await bench.watch.session(id, 'is asked for TLS', (s) => s.counts.bytesIn > 26);
      expect((await bench.bytes(id, 'in')).toString()).toMatch(/STARTTLS\r\n$/);
      await send(bench, id, '220 go ahead\r\n');
      // The ClientHello is read as plain bytes before anybody presses the button, and is given back.
      const hinted = await bench.watch.session(
        id,
        'is told of a ClientHello',
        (s) => s.tool === 'tcp' && s.details.tlsHint !== null,
      );
      expect(hinted.details).toMatchObject({
        tlsHint: { code: 'TLS_CLIENT_HELLO', message: expect.stringContaining('The peer speaks TLS') },
      });
      await bench.client.tcp.startTls({ session: id, role: 'server', tls: own() });
      await peer.until(/Verify return code: 0 \(ok\)/);
      await send(bench, id, '250 inside\r\n');
      await peer.until(/250 inside/);
      expect(await said(bench, id, 'tls')).toEqual([
        expect.stringContaining('ClientHello that came already'),
        expect.stringContaining('Rows from here are inside it'),
      ]);
      peer.end();
      await bench.watch.session(id, 'ends', ended);
    }));

  test('a listener that speaks TLS when it is asked: Python speaks plain, then TLS', () =>
    withBench(async (bench) => {
      const { listener, port } = await listen(bench, {
        tls: { when: 'when-asked', ...own() },
        respond: { mode: 'upper-case' },
      });
      const peer = python('tls_client.py', port, authority.ca.certFile, 'starttls');
      await peer.until(/plain STARTTLS/);
      await peer.until(/got b'HELLO FROM PYTHON\\n'/);
      expect(await peer.exited()).toBe(0);
      const { id } = await onlyClient(bench, listener);
      await bench.watch.session(id, 'ends', ended);
      expect((await bench.bytes(id, 'in')).toString()).toBe('STARTTLS\r\nhello from python\n');
      expect(await kinds(bench, id)).toEqual([
        'accept',
        'in',
        'out',
        'tls',
        'tls',
        'in',
        'out',
        'end-received',
        'end-sent',
        'close',
      ]);
      // One that never asks stays plain, on the same port.
      const session = await connect(bench, { port });
      await send(bench, session.id, 'plain');
      expect((await received(bench, session.id, 5)).toString()).toBe('PLAIN');
      // And one that begins with TLS gets it at once.
      const direct = await connect(bench, { port, tls: { ca: authority.ca.cert } });
      await send(bench, direct.id, 'inside');
      expect((await received(bench, direct.id, 6)).toString()).toBe('INSIDE');
    }));
});

describeWith(['openssl', 'python3', 'socat'], 'one speaks TLS and the other does not', () => {
  test('a plain server, to a TLS client: what it said is told and kept', () =>
    withBench(async (bench) => {
      const peer = startPeer('socat', [
        'TCP-LISTEN:0,bind=127.0.0.1',
        'SYSTEM:echo "220 mail.example ESMTP"; cat',
      ]);
      const { session } = await bench.client.tcp.connect({
        host: '127.0.0.1',
        port: await peer.port(),
        tls: {},
      });
      const { failure } = await failed(bench, session);
      expect(failure).toMatchObject({
        code: 'TLS_PLAIN_PEER',
        message: 'The server speaks plain text, not TLS: it began with “220 mail.example ESMTP”.',
        mends: [{ label: 'Connect without TLS', set: { tls: false } }, { label: 'Try again' }],
      });
      expect((await bench.bytes(session, 'in')).toString()).toMatch(/^220 mail.example ESMTP/);
    }));

  test('a server that says nothing: the handshake has an end', () =>
    withBench(async (bench) => {
      const { port } = await listen(bench);
      const { session } = await bench.client.tcp.connect({
        host: '127.0.0.1',
        port,
        tls: { handshakeMs: 200 },
      });
      expect((await failed(bench, session)).failure).toMatchObject({
        code: 'TLS_TIMED_OUT',
        message: 'The TLS handshake was not finished within 200 ms.',
      });
      // A handshake that goes on can be cancelled, and reset.
      for (const act of ['close', 'reset'] as const) {
        const { session: id } = await bench.client.tcp.connect({ host: '127.0.0.1', port, tls: {} });
        await bench.watch.session(
          id,
          'shakes hands',
          (s) => s.tool === 'tcp' && s.details.tls?.state === 'handshake',
        );
        await bench.client.tcp[act]({ session: id });
        const now = await bench.watch.session(id, 'ends', ended);
        expect(now.closeReason).toBe(act === 'close' ? 'cancelled' : 'reset here');
      }
    }));

  test('a plain client, to a TLS listener', () =>
    withBench(async (bench) => {
      const { listener, port } = await listen(bench, { tls: {} });
      const peer = startPeer('socat', ['-', `TCP:127.0.0.1:${port}`]);
      await peer.write('GET / HTTP/1.0\r\n\r\n');
      const { id } = await onlyClient(bench, listener);
      expect((await failed(bench, id)).failure).toMatchObject({
        code: 'TLS_PLAIN_PEER',
        message: 'The client speaks plain text, not TLS: it began with “GET / HTTP/1.0”.',
      });
      expect((await bench.bytes(id, 'in')).toString()).toBe('GET / HTTP/1.0\r\n\r\n');
      expect(bench.watch.listeners.get(listener)?.state).toBe('listening');
    }));

  test('a TLS client, to a plain listener: told with its name, and answered from then on', () =>
    withBench(async (bench) => {
      const { listener, port } = await listen(bench);
      const peer = startPeer('openssl', [
        's_client',
        '-connect',
        `127.0.0.1:${port}`,
        '-servername',
        'shop.example',
      ]);
      const { id } = await onlyClient(bench, listener);
      const hinted = await bench.watch.session(
        id,
        'is told',
        (s) => s.tool === 'tcp' && s.details.tlsHint !== null,
      );
      expect(hinted.details).toMatchObject({
        tlsHint: {
          message: 'The peer speaks TLS: it sent a ClientHello for shop.example, and waits for the answer.',
          mends: [{ form: 'start-tls' }, { form: 'listener-tls' }],
        },
      });
      await bench.client.tcp.updateListener({ listener, tls: {} });
      const { session } = await bench.client.tcp.connect({ host: '127.0.0.1', port, tls: { verify: false } });
      await secure(bench, session);
      await peer.stop();
    }));

  test('a plain client, to a TLS server: told by its alert', () =>
    withBench(async (bench) => {
      // OpenSSL closes without a word; most others say that this is no TLS they know.
      const { port } = await listen(bench, { tls: {} });
      const session = await connect(bench, { port });
      await send(bench, session.id, 'hello?\r\n');
      const hinted = await bench.watch.session(
        session.id,
        'is told',
        (s) => s.tool === 'tcp' && s.details.tlsHint !== null,
      );
      expect(hinted.details).toMatchObject({ tlsHint: { code: 'TLS_SERVER' } });
      await bench.watch.session(session.id, 'ends', ended);
      const again = await bench.client.tcp.reconnect({
        session: session.id,
        change: { tls: true, verify: false },
      });
      await secure(bench, again.session);
    }));
});

describeWith('openssl', 'both ends on this bench', () => {
  test('are twins, verify each other, keep their keys, close in halves and reset', () =>
    withBench(async (bench) => {
      const { listener, port } = await listen(bench, { tls: { keepKeys: true }, whenPeerEnds: 'keep' });
      const item = await bench.watch.until('the listener', () => bench.watch.listeners.get(listener));
      const ca = (item.tool === 'tcp' && item.details.tls?.certificate?.pem) || '';
      const client = await connect(bench, { port, whenPeerEnds: 'keep', tls: { ca, keepKeys: true } });
      const server = await onlyClient(bench, listener);
      await secure(bench, server.id);
      expect(bench.watch.sessions.get(server.id)?.twin).toBe(client.id);

      const mib = new Uint8Array(1024 * 1024).fill(7);
      await send(bench, client.id, mib);
      await received(bench, server.id, mib.length);
      expect(await bench.sha256(server.id, 'in')).toBe(await bench.sha256(client.id, 'out'));

      for (const { id } of [client, server]) await bench.client.tcp.saveKeys({ session: id });
      const [theirs, ours] = bench.host.saved.map((file) => file.bytes.toString());
      expect(theirs).toMatch(/^CLIENT_HANDSHAKE_TRAFFIC_SECRET|^SERVER_HANDSHAKE_TRAFFIC_SECRET/m);
      expect(new Set(theirs?.trim().split('\n'))).toEqual(new Set(ours?.trim().split('\n')));

      await bench.client.tcp.endSending({ session: client.id });
      await bench.watch.session(server.id, 'has the end', (s) => s.state === 'end-received');
      await send(bench, server.id, 'a late answer');
      expect((await received(bench, client.id, 13)).toString()).toBe('a late answer');
      await bench.client.tcp.reset({ session: server.id });
      expect((await bench.watch.session(client.id, 'ends', ended)).closeReason).toBe('reset by the peer');
      expect((await bench.watch.session(server.id, 'ends', ended)).closeReason).toBe('reset here');
    }));

  test('keys that were not asked for can’t be saved', () =>
    withBench(async (bench) => {
      const { port } = await listen(bench, { tls: {} });
      const session = await connect(bench, { port, tls: { verify: false } });
      await expect(bench.client.tcp.saveKeys({ session: session.id })).rejects.toMatchObject({
        data: { code: 'NO_KEYS' },
      });
    }));
});
