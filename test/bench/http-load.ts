import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { asking, loaded } from '../support/http-load.ts';
import { program } from '../support/needs.ts';
import { startNginx } from '../support/nginx.ts';
import { startApp } from './support/app.ts';
import { pairs, perSecond, type Result, times } from './support/compare.ts';
import type { Say } from './support/peers.ts';

const run = promisify(execFile);
const CONNECTIONS = 64;
const SECONDS = 3;
const LEAST = 0.9;

/** Many requests for a small answer of nginx, over 64 connections: against autocannon and against wrk. */
export async function httpLoad(runs: number, say: Say): Promise<Result[]> {
  const app = await startApp();
  const nginx = await startNginx();
  try {
    await writeFile(join(nginx.root, 'small'), 'sixteen bytes...');
    const url = `http://127.0.0.1:${nginx.port}/small`;
    const ours = async () => {
      const load = await loaded(app.client, asking(url), {
        amount: { kind: 'time', ms: SECONDS * 1000 },
        pace: { kind: 'together', atOnce: CONNECTIONS },
      });
      if (load.counts.failed > 0) throw new Error(`requests failed: ${JSON.stringify(load.errors)}`);
      await app.client.httpLoad.remove({ loads: [load.id] });
      return load.perSecond;
    };
    const results: Result[] = [];
    for (const [against, theirs, least] of [
      ['autocannon', () => byAutocannon(url), LEAST],
      ['`wrk -t1`', () => byWrk(url), null],
    ] as const) {
      say(`  against ${against}`);
      const compared = await pairs(runs, ours, theirs, say);
      results.push({
        work: `many requests, ${CONNECTIONS} connections, small answer from nginx`,
        against,
        ours: perSecond(compared.ours),
        theirs: perSecond(compared.theirs),
        ratio: times(compared.ratio),
        atLeast: least === null ? '-' : times(least),
        holds: least === null || compared.ratio >= least,
      });
    }
    return results;
  } finally {
    await nginx.stop();
    await app.close();
  }
}

/** In a process of its own, as ours has a thread. */
async function byAutocannon(url: string): Promise<number> {
  const { stdout } = await run(process.execPath, [
    'node_modules/autocannon/autocannon.js',
    ...['-c', String(CONNECTIONS), '-d', String(SECONDS), '-p', '1', '-j', '-n', url],
  ]);
  const result = JSON.parse(stdout) as { requests: { total: number }; duration: number };
  return result.requests.total / result.duration;
}

async function byWrk(url: string): Promise<number> {
  const { stdout } = await run(program('wrk'), ['-t1', `-c${CONNECTIONS}`, `-d${SECONDS}s`, url]);
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]);
}
