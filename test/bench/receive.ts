import { createHash } from 'node:crypto';
import { closeSync, createReadStream, openSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type App, memoryOf, startApp } from './support/app.ts';
import { mibPerSecond, pairs, type Result, times } from './support/compare.ts';
import { file, listening, runPeer, type Say } from './support/peers.ts';

const GiB = 1024 ** 3;
const MiB = 1024 ** 2;
const NC_PORT = 25_731;

/** 1 GiB from a peer into a session, captured whole, against `nc -l > file`. */
export async function receive(times5: number, say: Say): Promise<Result[]> {
  const source = await file(GiB);
  const hash = await sha256Of(source);
  const target = `${source}.received`;
  const app = await startApp();
  const growth: number[] = [];
  let identical = true;
  try {
    const { listener, port } = await app.client.tcp.listen({
      address: '127.0.0.1',
      port: 0,
      respond: { mode: 'nothing' },
    });
    const ours = async () => {
      const before = (await memoryOf(app.pid)).now;
      const known = new Set(app.watch.sessions.keys());
      const start = performance.now();
      await runPeer('send.py', port, source);
      const session = await app.watch.until('the whole file', () =>
        [...app.watch.sessions.values()].find(
          (one) =>
            one.listener === listener &&
            !known.has(one.id) &&
            one.counts.bytesIn === GiB &&
            one.state === 'closed',
        ),
      );
      const seconds = (performance.now() - start) / 1000;
      growth.push((await memoryOf(app.pid)).peak - before);
      identical &&= (await sha256OfCapture(app, session.id)) === hash;
      await app.client.bench.remove({ ids: [session.id] });
      return GiB / MiB / seconds;
    };
    const theirs = async () => {
      const out = openSync(target, 'w');
      const nc = spawn('nc', ['-l', '127.0.0.1', String(NC_PORT)], { stdio: ['ignore', out, 'inherit'] });
      closeSync(out);
      await listening(NC_PORT, nc);
      const start = performance.now();
      const ended = once(nc, 'exit');
      await runPeer('send.py', NC_PORT, source);
      await ended;
      const seconds = (performance.now() - start) / 1000;
      await rm(target);
      return GiB / MiB / seconds;
    };
    const compared = await pairs(times5, ours, theirs, say);
    const grown = Math.max(...growth) / MiB;
    return [
      {
        work: '1 GiB from a peer into a session, captured whole',
        against: '`nc -l > file`',
        ours: mibPerSecond(compared.ours),
        theirs: mibPerSecond(compared.theirs),
        ratio: times(compared.ratio),
        atLeast: '0.8×, same SHA-256',
        holds: compared.ratio >= 0.8 && identical,
      },
      {
        work: 'the same: growth of the app’s memory at its highest',
        against: 'itself before',
        ours: `${Math.round(grown)} MiB`,
        theirs: '-',
        ratio: '-',
        atLeast: 'at most 200 MB',
        holds: grown * MiB <= 200e6,
      },
    ];
  } finally {
    await app.close();
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(path, { highWaterMark: MiB })) hash.update(bytes as Buffer);
  return hash.digest('hex');
}

async function sha256OfCapture(app: App, session: string): Promise<string> {
  const hash = createHash('sha256');
  for (let offset = 0; offset < GiB; offset += MiB) {
    const bytes = await app.client.capture.bytes({ session, direction: 'in', offset, length: MiB });
    hash.update(new Uint8Array(await bytes.arrayBuffer()));
  }
  return hash.digest('hex');
}
