import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, stat, writeFile } from 'node:fs/promises';
import { type App, memoryOf, startApp } from './support/app.ts';
import { mibPerSecond, pairs, type Result, times } from './support/compare.ts';
import { file, runPeer, type Say } from './support/peers.ts';

const GiB = 1024 ** 3;
const MiB = 1024 ** 2;

/** A session of 1 GiB as pcapng through the built host to a file, against `cp` of the same bytes. */
export async function exports(runs: number, say: Say): Promise<Result[]> {
  const source = await file(GiB);
  const target = `${source}.pcapng`;
  const app = await startApp();
  const growth: number[] = [];
  let whole = true;
  try {
    const session = await filled(app, source);
    const ours = async () => {
      await settle(app.pid);
      const before = (await memoryOf(app.pid)).now;
      const start = performance.now();
      let written = -1;
      let fetched: Promise<void> | undefined;
      const stream = await app.client.export.start({ name: 'x.pcapng', format: 'pcapng', what: { session } });
      for await (const event of stream) {
        if (event.kind === 'download')
          fetched = run(
            'curl',
            '-sS',
            '--fail',
            '--noproxy',
            '*',
            '-o',
            target,
            new URL(event.url, app.url).href,
          );
        if (event.kind === 'done') written = event.written;
      }
      await fetched;
      const seconds = (performance.now() - start) / 1000;
      growth.push((await memoryOf(app.pid)).peak - before);
      whole &&= (await stat(target)).size === written && written > GiB;
      await rm(target);
      return GiB / MiB / seconds;
    };
    const theirs = async () => {
      const start = performance.now();
      await run('cp', source, target);
      const seconds = (performance.now() - start) / 1000;
      await rm(target);
      return GiB / MiB / seconds;
    };
    const compared = await pairs(runs, ours, theirs, say);
    const grown = Math.max(...growth) / MiB;
    say(`  growth ${growth.map((bytes) => Math.round(bytes / MiB)).join(' ')} MiB`);
    return [
      {
        work: 'a session of 1 GiB as pcapng to a file',
        against: '`cp` of the same bytes',
        ours: mibPerSecond(compared.ours),
        theirs: mibPerSecond(compared.theirs),
        ratio: times(compared.ratio),
        atLeast: '0.3×',
        holds: compared.ratio >= 0.3 && whole,
      },
      {
        work: 'the same: growth of the app’s memory at its highest',
        against: 'itself before',
        ours: `${Math.round(grown)} MiB`,
        theirs: '-',
        ratio: '-',
        atLeast: 'at most 100 MB',
        holds: grown * MiB <= 100e6,
      },
    ];
  } finally {
    await app.close();
  }
}

/** A session that has received the whole file. */
async function filled(app: App, source: string): Promise<string> {
  const { port } = await app.client.tcp.listen({
    address: '127.0.0.1',
    port: 0,
    respond: { mode: 'nothing' },
  });
  await runPeer('send.py', port, source);
  const session = await app.watch.until('the whole file', () =>
    [...app.watch.sessions.values()].find((one) => one.counts.bytesIn === GiB && one.state === 'closed'),
  );
  return session.id;
}

/** Forgets how much memory a process had at its highest. */
async function settle(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, '5');
}

async function run(command: string, ...args: string[]): Promise<void> {
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${command} ended with ${code}`);
}
