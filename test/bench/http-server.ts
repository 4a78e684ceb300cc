import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startNginx } from '../support/nginx.ts';
import { program } from '../support/needs.ts';
import { type App, startApp } from './support/app.ts';
import { mibPerSecond, pairs, perSecond, type Result, times } from './support/compare.ts';
import { hold, type Say } from './support/peers.ts';

const run = promisify(execFile);
const MiB = 1024 * 1024;
const SIZE = 1024 * MiB;
const CONNECTIONS = 64;
const SECONDS = 3;

/** Our server against a bare one of Node with a small answer, and against nginx with a large file. */
export async function httpServer(runs: number, say: Say): Promise<Result[]> {
  return [await smallAnswers(runs, say), await largeFile(runs, say)];
}

async function smallAnswers(runs: number, say: Say): Promise<Result> {
  const work = `HTTP server, small answer, ${CONNECTIONS} connections, log on`;
  say(work);
  const bare = await hold('node', 'bare-http.mjs');
  const app = await startApp();
  try {
    const { port } = await app.client.httpServer.start({
      address: '127.0.0.1',
      port: 0,
      what: {
        serves: 'routes',
        routes: [
          {
            on: true,
            method: 'GET',
            path: '/',
            status: 200,
            headers: [{ name: 'content-type', value: 'text/plain' }],
            body: { kind: 'text', text: 'hello wirebench\n' },
            delayMs: 0,
            fault: 'none',
          },
        ],
      },
    });
    const ours = async () => {
      const rate = await wrk(port);
      await removeSessions(app);
      return rate;
    };
    const compared = await pairs(runs, ours, () => wrk(Number(bare.line)), say);
    return {
      work,
      against: 'a bare Node `http`',
      ours: perSecond(compared.ours),
      theirs: perSecond(compared.theirs),
      ratio: times(compared.ratio),
      atLeast: times(0.7),
      holds: compared.ratio >= 0.7,
    };
  } finally {
    await bare.stop();
    await app.close();
  }
}

async function wrk(port: number): Promise<number> {
  const args = ['-t1', `-c${CONNECTIONS}`, `-d${SECONDS}s`, `http://127.0.0.1:${port}/`];
  const { stdout } = await run(program('wrk'), args);
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(stdout);
  return Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]);
}

async function largeFile(runs: number, say: Say): Promise<Result> {
  const work = 'HTTP server, a file of 1 GiB';
  say(work);
  const folder = await mkdtemp(join(tmpdir(), 'wirebench-served-'));
  const nginx = await startNginx();
  const app = await startApp();
  try {
    await write(join(folder, 'large.bin'));
    // The same file, so that one disk cache serves both.
    await symlink(join(folder, 'large.bin'), join(nginx.root, 'large.bin'));
    const { url } = await app.client.httpServer.start({
      address: '127.0.0.1',
      port: 0,
      what: { serves: 'folder', folder, upload: false },
    });
    const ours = async () => {
      const rate = await fetched(`${url}large.bin`);
      await removeSessions(app);
      return rate;
    };
    const theirs = () => fetched(`http://127.0.0.1:${nginx.port}/large.bin`);
    const compared = await pairs(runs, ours, theirs, say);
    return {
      work,
      against: 'nginx (`sendfile`)',
      ours: mibPerSecond(compared.ours),
      theirs: mibPerSecond(compared.theirs),
      ratio: times(compared.ratio),
      atLeast: times(0.6),
      holds: compared.ratio >= 0.6,
    };
  } finally {
    await app.close();
    await nginx.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** MiB a second. */
async function fetched(url: string): Promise<number> {
  const what = '%{size_download} %{time_total}';
  const { stdout } = await run(program('curl'), ['-sS', '-o', '/dev/null', '-w', what, url]);
  const [size = 0, seconds = 1] = stdout.split(' ').map(Number);
  if (size !== SIZE) throw new Error(`curl got ${size} bytes`);
  return size / MiB / seconds;
}

async function write(path: string): Promise<void> {
  const file = createWriteStream(path);
  const piece = Buffer.alloc(MiB, 'wirebench ');
  for (let at = 0; at < SIZE; at += MiB) if (!file.write(piece)) await once(file, 'drain');
  file.end();
  await once(file, 'close');
}

const removeSessions = (app: App) => app.client.bench.remove({ ids: [...app.watch.sessions.keys()] });
