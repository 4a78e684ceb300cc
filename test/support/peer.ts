import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import { ask, within } from './wait.ts';

const running = new Set<Peer>();

/** Ends every peer that is still there; for `afterEach`. */
export async function stopPeers(): Promise<void> {
  await Promise.all([...running].map((peer) => peer.stop()));
}

/** The path of a peer program of ours under test/peers. */
export const peerFile = (name: string): string => resolve(import.meta.dirname, '../peers', name);

/** Starts a real program in a process group of its own, with its input and outputs as pipes. */
export function startPeer(command: string, args: string[] = [], env: Record<string, string> = {}): Peer {
  return new Peer(command, args, env);
}

/** A classic Python program under test/peers. */
export const python = (name: string, ...args: (string | number)[]): Peer =>
  startPeer('python3', ['-u', peerFile(name), ...args.map(String)]);

/** One that uses modules of Debian’s packages, which Debian’s own Python has. */
export const debianPython = (name: string, ...args: (string | number)[]): Peer =>
  startPeer('/usr/bin/python3', ['-u', peerFile(name), ...args.map(String)]);

export class Peer {
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #exit: Promise<number | null>;
  readonly #out: Buffer[] = [];
  readonly #err: Buffer[] = [];
  readonly #news = new Set<() => void>();

  constructor(command: string, args: string[], env: Record<string, string>) {
    this.#name = [command, ...args].join(' ');
    this.#child = spawn(command, args, { detached: true, env: { ...process.env, ...env } });
    this.#child.stdout?.on('data', (bytes: Buffer) => this.#tell(this.#out, bytes));
    this.#child.stderr?.on('data', (bytes: Buffer) => this.#tell(this.#err, bytes));
    // A peer that has gone takes no more input; what it said and how it ended tell the test more.
    this.#child.stdin?.on('error', (error) =>
      this.#tell(this.#err, Buffer.from(`(stdin: ${error.message})`)),
    );
    this.#exit = new Promise((done) => {
      this.#child.on('error', (error) => {
        this.#tell(this.#err, Buffer.from(`(not started: ${error.message})`));
        done(null);
      });
      this.#child.on('close', (code) => done(code));
    });
    running.add(this);
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error(`${this.#name} did not start: ${this.errors}`);
    return this.#child.pid;
  }

  /** Everything it wrote to its standard output so far. */
  get bytes(): Buffer {
    return Buffer.concat(this.#out);
  }
  get text(): string {
    return this.bytes.toString();
  }
  /** Everything it wrote to its standard error so far. */
  get errors(): string {
    return Buffer.concat(this.#err).toString();
  }

  /** Waits until its output, and what it says on standard error, match. */
  async until(pattern: RegExp): Promise<RegExpMatchArray> {
    let ended = false;
    void this.#exit.then(() => {
      ended = true;
      for (const look of this.#news) look();
    });
    let look: () => void = () => undefined;
    const found = new Promise<RegExpMatchArray>((done, fail) => {
      look = () => {
        const match = pattern.exec(this.text) ?? pattern.exec(this.errors);
        if (match) done(match);
        else if (ended) fail(new Error(`${this.#name} ended without ${pattern}: ${this.#said()}`));
      };
      this.#news.add(look);
      look();
    });
    try {
      return await within(found, () => `${pattern} of ${this.#name}: ${this.#said()}`);
    } finally {
      this.#news.delete(look);
    }
  }

  /** Waits until it listens, and answers the port. */
  async port(): Promise<number> {
    return ask(() => boundPorts(this.pid, 'tcp')[0], `a port of ${this.#name}: ${this.errors}`);
  }

  /**
   * Waits until it listens on these ports that were chosen for it, and answers true, or false where it ended before.
   * That somebody accepts there says nothing: it may be another program, which has the port already.
   */
  async listens(...ports: number[]): Promise<boolean> {
    let ended = false;
    void this.#exit.then(() => (ended = true));
    await ask(
      () => {
        const bound = ended ? [] : boundPorts(this.pid, 'tcp');
        return ended || ports.every((port) => bound.includes(port));
      },
      `${this.#name} on ${ports.join(', ')}`,
    );
    return !ended;
  }

  /** Waits until it has bound a UDP socket, and answers the port. */
  async udpPort(): Promise<number> {
    return ask(() => boundPorts(this.pid, 'udp')[0], `a UDP port of ${this.#name}: ${this.errors}`);
  }

  async write(bytes: string | Uint8Array): Promise<void> {
    if (this.#child.stdin?.write(bytes) === false) {
      await within(once(this.#child.stdin, 'drain'), () => `${this.#name} to read its input`);
    }
  }

  /** Ends its standard input. */
  end(): void {
    this.#child.stdin?.end();
  }

  /** Waits for its end and answers its exit code, null when a signal ended it. */
  exited(): Promise<number | null> {
    return within(this.#exit, () => `the end of ${this.#name}: ${this.#said()}`);
  }

  /** Ends it and everything it started, by a signal to its process group. */
  async stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    running.delete(this);
    if (this.#child.pid !== undefined) {
      try {
        process.kill(-this.#child.pid, signal);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    }
    await this.exited();
  }

  #tell(to: Buffer[], bytes: Buffer): void {
    to.push(bytes);
    for (const look of this.#news) look();
  }

  #said(): string {
    return JSON.stringify({ output: this.text.slice(-500), errors: this.errors.slice(-500) });
  }
}

/** The TCP ports that a process listens on, or the UDP ports it has, from the system's own tables. */
function boundPorts(pid: number, protocol: 'tcp' | 'udp'): number[] {
  const inodes = new Set(descriptorsOf(pid));
  const ports: number[] = [];
  for (const table of [`/proc/net/${protocol}`, `/proc/net/${protocol}6`]) {
    // A system without IPv6 has no table of it.
    const lines = existsSync(table) ? readFileSync(table, 'latin1').split('\n').slice(1) : [];
    for (const line of lines) {
      const columns = line.trim().split(/\s+/);
      const [local, , state] = columns.slice(1);
      if ((protocol === 'udp' || state === '0A') && inodes.has(`socket:[${columns[9]}]`))
        ports.push(Number.parseInt(local?.split(':')[1] ?? '', 16));
    }
  }
  return ports;
}

/** What a process has open; nothing where it has just gone. */
function descriptorsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`);
      } catch {
        return '';
      }
    });
  } catch {
    return [];
  }
}
