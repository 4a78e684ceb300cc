import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { listening } from './peers.ts';

const PORT = 25_743;

/** What moves a file over a socket elsewhere: what listens writes its output, what connects reads its input. */
const MOVERS: Record<string, { listen: string[]; connect: string[] }> = {
  nc: { listen: ['nc', '-l', '127.0.0.1', `${PORT}`], connect: ['nc', '-N', '127.0.0.1', `${PORT}`] },
  socat: {
    listen: ['socat', '-u', '-b262144', `TCP-LISTEN:${PORT},bind=127.0.0.1,reuseaddr`, 'STDOUT'],
    connect: ['socat', '-u', '-b262144', 'STDIN', `TCP:127.0.0.1:${PORT}`],
  },
  ncat: {
    listen: ['ncat', '-l', '--recv-only', '127.0.0.1', `${PORT}`],
    connect: ['ncat', '--send-only', '127.0.0.1', `${PORT}`],
  },
};

export const MOVER_NAMES = Object.keys(MOVERS);

/** Moves a file with the program of this name, into a new one; answers the seconds it took. */
export async function moveBy(name: string, from: string, to: string): Promise<number> {
  const { listen = [], connect = [] } = MOVERS[name] ?? {};
  await rm(to, { force: true });
  const [input, output] = [openSync(from, 'r'), openSync(to, 'w')];
  const server = start(listen, ['ignore', output, 'inherit']);
  closeSync(output);
  await listening(PORT, server);
  const begun = performance.now();
  const client = start(connect, [input, 'ignore', 'inherit']);
  closeSync(input);
  await Promise.all([through(server), through(client)]);
  return (performance.now() - begun) / 1000;
}

/** Moves one thing of a folder, or all that is in it, by `tar c | nc` to `nc | tar x`; answers the seconds it took. */
export async function moveByTar(from: string, to: string, name = '.'): Promise<number> {
  const shell = (script: string, ...args: string[]) =>
    start(['bash', '-c', `set -o pipefail; ${script}`, 'bash', ...args], ['ignore', 'inherit', 'inherit']);
  // bash stays until both of its programs have ended.
  const server = shell(`nc -l 127.0.0.1 ${PORT} | tar x -C "$1"`, to);
  await listening(PORT, server);
  const begun = performance.now();
  const client = shell(`tar c -C "$1" "$2" | nc -N 127.0.0.1 ${PORT}`, from, name);
  await Promise.all([through(server), through(client)]);
  return (performance.now() - begun) / 1000;
}

/** Runs `sha256sum` on both files at the same time, as each end would; answers the seconds, and whether they agree. */
export async function hashBoth(one: string, other: string): Promise<{ seconds: number; same: boolean }> {
  const begun = performance.now();
  const hashOf = async (path: string) => {
    const child = spawn('sha256sum', [path], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (bytes: Buffer) => (text += bytes.toString()));
    await once(child, 'close');
    return text.split(' ')[0] ?? '';
  };
  const [ours, theirs] = await Promise.all([hashOf(one), hashOf(other)]);
  return { seconds: (performance.now() - begun) / 1000, same: ours !== '' && ours === theirs };
}

function start([program = '', ...args]: string[], stdio: StdioOptions): ChildProcess {
  return spawn(program, args, { stdio });
}

async function through(program: ChildProcess): Promise<void> {
  const [code] = program.exitCode === null ? await once(program, 'exit') : [program.exitCode];
  if (code !== 0) throw new Error(`${program.spawnfile} ended with ${String(code)}`);
}
