import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';

/** A TCP socket that listens, or a bound UDP socket, of this machine, as the system tells it. */
export interface ListeningSocket {
  address: string;
  port: number;
  inode: string;
  /** For UDP: datagrams the system has dropped for want of room in the socket's receive buffer. */
  drops: number;
}

export type Protocol = 'tcp' | 'udp';

const run = promisify(execFile);
const LISTEN = '0A';

/** TCP sockets that listen on `port`; empty where the system does not tell (anything but Linux). */
export function listeningOn(port: number): Promise<ListeningSocket[]> {
  return socketsOn('tcp', port);
}

/**
 * Sockets that hold `port`: TCP ones that listen, or all UDP ones (without a port those of every port); empty where
 * the system does not tell.
 */
export async function socketsOn(protocol: Protocol, port?: number): Promise<ListeningSocket[]> {
  if (process.platform !== 'linux') return [];
  const tables = await Promise.all(
    [`/proc/net/${protocol}`, `/proc/net/${protocol}6`].map((file) =>
      readFile(file, 'latin1').catch(() => ''),
    ),
  );
  const end = port === undefined ? null : `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return tables.flatMap((table) =>
    table
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((columns) => columns[1] && (end === null || columns[1].endsWith(end)))
      .filter((columns) => protocol === 'udp' || columns[3] === LISTEN)
      .map((columns) => ({
        ...parseAddress(columns[1] ?? ''),
        inode: columns[9] ?? '',
        drops: Number(columns[12] ?? 0),
      })),
  );
}

/** `python3 (process 4711)`: who has a port, or null where the system does not tell. */
export async function ownerOf(port: number, protocol: Protocol = 'tcp'): Promise<string | null> {
  if (process.platform === 'linux') return ownerOnLinux(await socketsOn(protocol, port));
  if (process.platform === 'darwin') return ownerByLsof(port, protocol);
  return null;
}

async function ownerOnLinux(sockets: ListeningSocket[]): Promise<string | null> {
  if (sockets.length === 0) return null;
  const wanted = new Set(sockets.map((socket) => `socket:[${socket.inode}]`));
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    const folder = `/proc/${pid}/fd`;
    // Other users' processes can't be looked into; they are passed over.
    const fds = await readdir(folder).catch(() => []);
    const links = await Promise.all(fds.map((fd) => readlink(`${folder}/${fd}`).catch(() => '')));
    if (!links.some((link) => wanted.has(link))) continue;
    if (Number(pid) === process.pid) return 'Wirebench itself';
    const name = (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')).trim();
    return `${name || 'a process'} (process ${pid})`;
  }
  return null;
}

async function ownerByLsof(port: number, protocol: Protocol): Promise<string | null> {
  const which = protocol === 'tcp' ? [`-iTCP:${port}`, '-sTCP:LISTEN'] : [`-iUDP:${port}`];
  const args = ['-nP', ...which, '-Fpc'];
  const text = await run('lsof', args, { timeout: 2000 }).then(
    ({ stdout }) => stdout,
    () => '',
  );
  const pid = /^p(\d+)$/m.exec(text)?.[1];
  const name = /^c(.+)$/m.exec(text)?.[1];
  if (!pid) return null;
  return Number(pid) === process.pid ? 'Wirebench itself' : `${name ?? 'a process'} (process ${pid})`;
}

/** `0100007F:1389` → 127.0.0.1, 5001: words of four bytes in the machine's order, which is little-endian here. */
function parseAddress(text: string): { address: string; port: number } {
  const [hex = '', port = ''] = text.split(':');
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) =>
    (word.match(/../g) ?? []).reverse().map((byte) => Number.parseInt(byte, 16)),
  );
  const address =
    bytes.length === 4
      ? bytes.join('.')
      : (bytes.every((b) => b === 0) && '::') ||
        (bytes.slice(0, 15).every((b) => b === 0) && bytes[15] === 1 && '::1') ||
        'other';
  return { address, port: Number.parseInt(port, 16) };
}
