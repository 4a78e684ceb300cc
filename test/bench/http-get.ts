import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { link, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { blankRequest, REQUEST_OPTIONS } from '../../src/contract/payload/http-request.ts';
import { program } from '../support/needs.ts';
import { startNginx } from '../support/nginx.ts';
import { type App, startApp } from './support/app.ts';
import { mibPerSecond, pairs, type Result, times } from './support/compare.ts';
import { file, type Say } from './support/peers.ts';
import { warm } from './support/warm.ts';

const GiB = 1024 ** 3;
const MiB = 1024 ** 2;

/** GET of 1 GiB from nginx to a file, with the capture of the whole wire and of its start, against `curl -o`. */
export async function httpGet(runs: number, say: Say): Promise<Result[]> {
  const source = await file(GiB);
  const target = `${source}.got`;
  const nginx = await startNginx();
  // A folder on another disk is rare, and only makes it a copy.
  await link(source, join(nginx.root, 'big.bin'));
  const url = `http://127.0.0.1:${nginx.port}/big.bin`;
  const app = await startApp();
  try {
    // The capture of all of it is on the disk besides.
    const warmed = () => warm(target, 2 * GiB);
    const theirs = async () => {
      await warmed();
      const start = performance.now();
      const curl = spawn(program('curl'), ['-sS', '-o', target, url], { stdio: 'inherit' });
      const [code] = (await once(curl, 'exit')) as [number];
      if (code !== 0) throw new Error(`curl ended with ${code}`);
      return await rate(target, start);
    };
    const results: Result[] = [];
    for (const [capture, atLeast] of [
      ['start', 0.75],
      ['all', 0.5],
    ] as const) {
      say(`capture: ${capture}`);
      const ours = async () => {
        await warmed();
        const start = performance.now();
        const sessions = await get(app, url, target, capture);
        const speed = await rate(target, start);
        await app.client.bench.remove({ ids: sessions });
        return speed;
      };
      const compared = await pairs(runs, ours, theirs, say);
      results.push({
        work: `GET 1 GiB from nginx to a file, ${capture === 'all' ? 'every byte in the capture' : 'the start of it in the capture'}`,
        against: '`curl -o`',
        ours: mibPerSecond(compared.ours),
        theirs: mibPerSecond(compared.theirs),
        ratio: times(compared.ratio),
        atLeast: `${atLeast}×`,
        holds: compared.ratio >= atLeast,
      });
    }
    return results;
  } finally {
    await app.close();
    await nginx.stop();
  }
}

/** Answers with the connections it took. */
async function get(app: App, url: string, saveTo: string, capture: 'start' | 'all'): Promise<string[]> {
  const request = blankRequest({ url, options: { ...REQUEST_OPTIONS, capture, keepAlive: false } });
  const context = { collection: null, environment: null };
  const { exchange } = await app.client.http.send({ request, context, saveTo });
  const stop = new AbortController();
  try {
    for await (const { exchanges } of await app.client.http.watch(undefined, { signal: stop.signal })) {
      const one = exchanges.find(({ id }) => id === exchange);
      if (!one || one.ms === null) continue;
      if (one.state !== 'done') throw new Error(one.failure?.message ?? one.state);
      const { hops } = await app.client.http.detail({ exchange });
      return hops.flatMap(({ session }) => session ?? []);
    }
  } finally {
    stop.abort();
  }
  throw new Error('the watch ended');
}

/** MiB a second since `start`, of a file that has to be whole; it is removed. */
async function rate(path: string, start: number): Promise<number> {
  const seconds = (performance.now() - start) / 1000;
  const { size } = await stat(path);
  if (size !== GiB) throw new Error(`${size} bytes came`);
  await rm(path);
  return GiB / MiB / seconds;
}
