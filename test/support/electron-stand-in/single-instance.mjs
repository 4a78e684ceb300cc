import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The lock of a user-data folder: a file with the holder's process id, and a socket by which others reach it. */
export class SingleInstance {
  /** Settles when the first instance has been told about this one, if there is a first one. */
  told = Promise.resolve();
  #lock = '';
  #server;

  /** True when this process is the first; otherwise the first one is told. */
  request(folder, onSecond) {
    const lock = join(folder, 'stand-in.lock');
    // A socket's path is short, and that of the folder may not be.
    const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
    const address = join(tmpdir(), `electron-stand-in-${name}.sock`);
    if (!take(lock)) {
      this.told = tell(address, { argv: process.argv, cwd: process.cwd() });
      return false;
    }
    this.#lock = lock;
    rmSync(address, { force: true });
    this.#server = createServer((socket) => {
      let text = '';
      socket.on('data', (chunk) => (text += chunk));
      socket.on('end', () => {
        const { argv, cwd } = JSON.parse(text);
        onSecond(argv, cwd);
        socket.end();
      });
    });
    this.#server.listen(address);
    this.#server.unref();
    return true;
  }

  release() {
    if (!this.#lock) return;
    rmSync(this.#lock, { force: true });
    this.#server.close();
    this.#lock = '';
  }
}

/** Makes the lock file, over one that a process left behind that is no more. */
function take(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  if (isAlive(Number(readFileSync(lock, 'utf8')))) return false;
  writeFileSync(lock, String(process.pid));
  return true;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function tell(address, message) {
  return new Promise((resolve) => {
    const socket = connect(address, () => socket.end(JSON.stringify(message)));
    socket.on('close', resolve);
    socket.on('error', resolve);
    socket.resume();
  });
}
