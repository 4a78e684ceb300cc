import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { program } from '../support/needs.ts';
import { startApp } from './support/app.ts';
import { pairs, perSecond, type Result, times } from './support/compare.ts';
import { hold, type Say } from './support/peers.ts';

const run = promisify(execFile);
const KiB = 1024;
const SIZES = [16, 256, 1024];
const CONNECTIONS = 8;
const SECONDS = 3;

/** Files of middle size from a folder that our server serves, against a server in Node that pipes them. */
export async function httpFiles(runs: number, say: Say): Promise<Result[]> {
  const folder = await mkdtemp(join(tmpdir(), 'wirebench-files-'));
  const app = await startApp();
  const bare = await hold('node', 'bare-files.mjs', folder);
  try {
    const { port } = await app.client.httpServer.start({
      address: '127.0.0.1',
      port: 0,
      what: { serves: 'folder', folder, upload: false },
    });
    const results: Result[] = [];
    for (const size of SIZES) {
      const work = `HTTP server, files of ${size} KiB, ${CONNECTIONS} connections, log on`;
      say(work);
      await writeFile(join(folder, `${size}.bin`), randomBytes(size * KiB));
      const ours = async () => {
        const rate = await wrk(port, size);
        await app.client.bench.remove({ ids: [...app.watch.sessions.keys()] });
        return rate;
      };
      const compared = await pairs(runs, ours, () => wrk(Number(bare.line), size), say);
      results.push({
        work,
        against: 'a bare Node `http` that pipes files',
        ours: perSecond(compared.ours),
        theirs: perSecond(compared.theirs),
        ratio: times(compared.ratio),
        atLeast: times(0.8),
        holds: compared.ratio >= 0.8,
      });
    }
    return results;
  } finally {
    await bare.stop();
    await app.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function wrk(port: number, size: number): Promise<number> {
  const url = `http://127.0.0.1:${port}/${size}.bin`;
  const { stdout } = await run(program('wrk'), ['-t1', `-c${CONNECTIONS}`, `-d${SECONDS}s`, url]);
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(stdout);
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]);
}
