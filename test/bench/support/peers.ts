import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { rmSync } from 'node:fs';

export type Say = (text: string) => void;

const peer = (name: string) => resolve('test/bench/peers', name);

/** Runs a Python peer to its end; answers what it printed. */
export async function runPeer(name: string, ...args: (string | number)[]): Promise<string> {
  const child = spawn('python3', [peer(name), ...args.map(String)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (bytes: Buffer) => (text += bytes.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${name} ended with ${code}`);
  return text.trim();
}

export interface Held {
  /** The first line it printed. */
  line: string;
  pid: number;
  stop(): Promise<void>;
}

/** Starts a peer that says one line when it is ready and then stays. */
export async function hold(
  command: 'python3' | 'node',
  name: string,
  ...args: (string | number)[]
): Promise<Held> {
  const program = command === 'node' ? process.execPath : command;
  const child = spawn(program, [peer(name), ...args.map(String)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  for await (const line of createInterface(child.stdout)) {
    return {
      line,
      pid: child.pid ?? 0,
      async stop() {
        child.kill('SIGKILL');
        await ended;
      },
    };
  }
  throw new Error(`${name} said nothing`);
}

/** Waits until a program listens, without connecting to it: some take one connection only. */
export async function listening(port: number, program: ChildProcess): Promise<void> {
  const row = new RegExp(`0100007F:${port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 0A`);
  const gone = once(program, 'exit').then(() => true);
  while (!row.test(await readFile('/proc/net/tcp', 'latin1'))) {
    if (await Promise.race([gone, new Promise((again) => setTimeout(() => again(false), 5))]))
      throw new Error(`${program.spawnfile} did not listen`);
  }
}

/** A file of random bytes in the temporary folder, removed when the process ends. */
export async function file(size: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'wirebench-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'bytes');
  const out = createWriteStream(path);
  for (let left = size; left > 0; left -= 1024 * 1024) {
    if (!out.write(randomBytes(Math.min(left, 1024 * 1024)))) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
  return path;
}

/** Files that are written at the same time. */
const AT_ONCE = 64;

/** A new folder with so many small files of random bytes. */
export async function smallFiles(folder: string, count: number, size: number): Promise<string> {
  await mkdir(folder);
  const names = Array.from({ length: count }, (_none, i) => join(folder, `file ${i}`));
  while (names.length > 0)
    await Promise.all(names.splice(-AT_ONCE).map((name) => writeFile(name, randomBytes(size))));
  return folder;
}
