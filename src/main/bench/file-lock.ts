import { rm, readFile, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { codeOf } from './failure.ts';

/** Work on a small file takes far less; a lock that is older was left behind, in milliseconds. */
const STALE_MS = 5000;
const AGAIN_MS = 10;

/**
 * Does `work` while no other process does any under the same lock, a file at `path`. The lock of a process that has
 * crashed is taken over: at once where it ran on this machine, else after five seconds.
 */
export async function locked<T>(path: string, work: () => Promise<T>): Promise<T> {
  await take(path);
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<void> {
  for (;;) {
    try {
      return await writeFile(path, `${hostname()} ${process.pid}`, { flag: 'wx', mode: 0o600 });
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    if (await isStale(path)) await rm(path, { force: true });
    else await pause(AGAIN_MS);
  }
}

async function isStale(path: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(path);
    if (Math.abs(Date.now() - mtimeMs) > STALE_MS) return true;
    const [host, pid] = (await readFile(path, 'utf8')).split(' ');
    return host === hostname() && pid !== undefined && !isRunning(Number(pid));
  } catch (error) {
    // It was let go of meanwhile.
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs as somebody else.
    return codeOf(error) !== 'ESRCH';
  }
}
