import { readdir, readlink } from 'node:fs/promises';
import { type ListeningSocket, socketsOn } from '../../net/listening.ts';

/** A table read so recently is read for all who ask. */
let reading: Promise<ListeningSocket[]> | null = null;

function table(): Promise<ListeningSocket[]> {
  reading ??= socketsOn('udp').finally(() => (reading = null));
  return reading;
}

/** Inodes that are taken: sockets that share an address and port look alike in the system's table. */
const claimed = new Set<string>();

/** How long after traffic the system is asked what it has dropped, in milliseconds. */
const LOOK_MS = 500;

/** What the system has dropped of one socket's datagrams because its receive buffer was full, where it tells (Linux). */
export class KernelDrops {
  #inode: string | null = null;
  #over = false;
  #soon: NodeJS.Timeout | null = null;
  readonly #changed: () => void;
  /** As it was told last; null where the system does not tell. */
  count: number | null = null;

  /** `changed` is called when the count is not what it was. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Finds the socket that was bound to `port` just now in the system's table. */
  async find(port: number): Promise<void> {
    const found = (await socketsOn('udp', port)).filter((socket) => !claimed.has(socket.inode));
    const own = found.length > 1 ? await ownInodes() : null;
    const mine = found.findLast(
      (socket) => (own ? own.has(socket.inode) : true) && !claimed.has(socket.inode),
    );
    if (!mine || this.#over) return;
    this.#inode = mine.inode;
    claimed.add(mine.inode);
    this.count = mine.drops;
    this.#changed();
  }

  /** Something came: looks again a little later. */
  lookSoon(): void {
    this.#soon ??= setTimeout(() => {
      this.#soon = null;
      void this.look();
    }, LOOK_MS);
  }

  /** Looks again. Never rejects: what can't be read is not told. */
  async look(): Promise<void> {
    const inode = this.#inode;
    if (inode === null) return;
    const drops = (await table()).find((socket) => socket.inode === inode)?.drops;
    if (drops === undefined || drops === this.count) return;
    this.count = drops;
    this.#changed();
  }

  /** The socket is closed: its inode may be used anew. */
  end(): void {
    this.#over = true;
    if (this.#soon) clearTimeout(this.#soon);
    if (this.#inode !== null) claimed.delete(this.#inode);
    this.#inode = null;
  }
}

async function ownInodes(): Promise<Set<string>> {
  const fds = await readdir('/proc/self/fd').catch(() => []);
  const links = await Promise.all(fds.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
  return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
}
