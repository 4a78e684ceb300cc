import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { createServer, type Socket, connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileState } from '../../src/contract/tools/transfer.ts';
import { BenchError } from '../../src/main/bench/failure.ts';
import { Files } from '../../src/main/bench/files/files.ts';
import { openSink } from '../../src/main/bench/files/folder-sink.ts';
import type { Sink, SinkOptions } from '../../src/main/bench/files/sink.ts';
import type { Source } from '../../src/main/bench/files/source.ts';
import type { Control, Ended, Progress, Record } from '../../src/main/tools/transfer/mode.ts';
import type { Limits } from '../../src/main/tools/transfer/verified/link.ts';
import { verifiedMode } from '../../src/main/tools/transfer/verified/verified.ts';
import { PlainWire } from './plain-wire.ts';

export interface Row {
  path: string;
  state: FileState;
  moved: number;
  from: number;
  again: number;
  sha256?: string;
  note?: string;
  writtenTo?: string;
}

/** What a transfer told of itself. */
export class Told implements Progress, Record {
  readonly rows: Row[] = [];
  readonly left: string[] = [];
  readonly phases: string[] = [];
  readonly notes: string[] = [];
  readonly bytes = { in: [] as Buffer[], out: [] as Buffer[], dataIn: 0, dataOut: 0 };
  complete = false;
  there: boolean[] = [];
  /** Called after each thing that is told. */
  changed: (told: Told) => void = () => {};
  keepsBytes = true;

  phase(phase: string) {
    this.phases.push(phase);
    this.changed(this);
  }
  listed({ path }: { path: string }) {
    this.rows.push({ path, state: 'waiting', moved: 0, from: 0, again: 0 });
    return this.rows.length - 1;
  }
  leftOut(path: string, why: string) {
    this.left.push(`${path}: ${why}`);
  }
  allListed() {
    this.complete = true;
  }
  begun(index: number, from: number) {
    Object.assign(this.rows[index]!, { state: 'moving', from, moved: from });
    this.changed(this);
  }
  moved(index: number, bytes: number) {
    this.rows[index]!.moved += bytes;
    this.changed(this);
  }
  state(index: number, state: FileState, more: object = {}) {
    Object.assign(this.rows[index]!, { state, ...more });
    this.changed(this);
  }
  again(index: number) {
    this.rows[index]!.again++;
    this.changed(this);
  }
  pausedThere(on: boolean) {
    this.there.push(on);
    this.changed(this);
  }
  passed(direction: 'in' | 'out', bytes: Uint8Array, what: 'control' | 'data') {
    if (what === 'data') this.bytes[direction === 'in' ? 'dataIn' : 'dataOut'] += bytes.length;
    if (this.keepsBytes) this.bytes[direction].push(Buffer.from(bytes));
  }
  note(text: string) {
    this.notes.push(text);
  }

  row(path: string): Row {
    const row = this.rows.find((one) => one.path === path);
    if (row === undefined) throw new Error(`${path} was not listed`);
    return row;
  }

  /** How many are in each state. */
  get counts(): { [state: string]: number } {
    const counts: { [state: string]: number } = {};
    for (const { state } of this.rows) counts[state] = (counts[state] ?? 0) + 1;
    return counts;
  }
}

/** A hand on a transfer: `cancel`, `pause`. */
export class Hand implements Control {
  readonly #abort = new AbortController();
  readonly #watchers = new Set<(paused: boolean) => void>();
  #paused = false;
  #go: () => void = () => {};

  get signal() {
    return this.#abort.signal;
  }
  cancel() {
    this.#abort.abort();
  }
  pause(on: boolean) {
    this.#paused = on;
    for (const changed of this.#watchers) changed(on);
    if (!on) this.#go();
  }
  async gate() {
    while (this.#paused) await new Promise<void>((go) => (this.#go = go));
  }
  watchPause(changed: (paused: boolean) => void) {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  }
}

/** One side of a transfer under way. */
export interface Side {
  told: Told;
  hand: Hand;
  /** How it ended; a rejection is an answer, too. */
  ended: Promise<Ended | { thrown: unknown }>;
}

const side = (told: Told, hand: Hand, run: Promise<Ended>): Side => ({
  told,
  hand,
  ended: run.catch((thrown: unknown) => ({ thrown })),
});

/** The code of what ended a side: null when all went to its end. */
export async function codeOfEnd({ ended }: Side): Promise<string | null> {
  const how = await ended;
  if ('failure' in how) return how.failure?.code ?? null;
  if (how.thrown instanceof BenchError) return how.thrown.failure.code;
  throw how.thrown;
}

/** The sentence with which a side ended. */
export async function wordsOfEnd({ ended }: Side): Promise<string> {
  const how = await ended;
  return 'failure' in how ? (how.failure?.message ?? '') : (how.thrown as Error).message;
}

/** All that lies in a folder: what it is, and its hash. */
export async function treeOf(folder: string): Promise<{ [path: string]: string }> {
  const found: { [path: string]: string } = {};
  for (const one of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(one.parentPath, one.name);
    found[path.slice(folder.length + 1)] = one.isDirectory()
      ? 'folder'
      : one.isSymbolicLink()
        ? `link to ${await readlink(path)}`
        : createHash('sha256')
            .update(await readFile(path))
            .digest('hex');
  }
  return found;
}

export interface Place {
  root: string;
  /** What is sent lies here. */
  from: string;
  /** What receives. */
  to: string;
  source(...names: string[]): Source;
  send(socket: Socket, source: Source, options?: { limits?: Partial<Limits>; told?: Told }): Side;
  receive(
    socket: Socket,
    options?: Partial<SinkOptions> & { limits?: Partial<Limits>; told?: Told; sink?: Sink },
  ): Promise<Side>;
  /** Two sockets that are connected. */
  pair(): Promise<[Socket, Socket]>;
  /** A port that answers each connection so; it closes with the place. */
  serve(take: (socket: Socket) => void): Promise<number>;
  dial(port: number): Promise<Socket>;
}

/** A folder to send from and one to receive into, and sockets between them, for the length of `work`. */
export async function inPlace(work: (place: Place) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'verified-'));
  const from = join(root, 'from');
  const to = join(root, 'to');
  await mkdir(from);
  await mkdir(to);
  const files = new Files();
  const sockets = new Set<Socket>();
  const servers: ReturnType<typeof createServer>[] = [];
  const ends: Promise<unknown>[] = [];
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => {});
    return socket;
  };
  const place: Place = {
    root,
    from,
    to,
    source: (...names) =>
      files.source(
        names.map((name) => ({ kind: 'path', path: join(from, name) })),
        { links: 'keep' },
      ),
    send(socket, source, { limits, told = new Told() } = {}) {
      const hand = new Hand();
      const job = { wire: new PlainWire(socket), record: told, progress: told, control: hand, source };
      const run = verifiedMode(limits).send({ ...job, greeting: new Uint8Array(), awaitFirst: false });
      ends.push(run.catch(() => {}).then(() => source.close()));
      return side(told, hand, run);
    },
    async receive(socket, { limits, told = new Told(), sink: given, ...options } = {}) {
      const hand = new Hand();
      const wire = new PlainWire(socket);
      const sink =
        given ??
        (await openSink({
          folder: to,
          existing: 'continue',
          ask: () => Promise.reject(new Error('asked')),
          links: 'keep',
          compares: true,
          maxFiles: 1_000_000,
          maxBytes: 1e12,
          ...options,
        }));
      const job = { wire, record: told, progress: told, control: hand, sink };
      const receive = async () => {
        try {
          return await verifiedMode(limits).receive({ ...job, greeting: new Uint8Array(), fileName: '' });
        } finally {
          await sink.close();
        }
      };
      const run = receive();
      ends.push(run.catch(() => {}));
      return side(told, hand, run);
    },
    async pair() {
      const there = new Promise<Socket>(
        (take) => void place.serve(take).then((port) => (here = place.dial(port))),
      );
      let here = Promise.resolve(null as unknown as Socket);
      const taken = await there;
      return [await here, taken];
    },
    async serve(take) {
      const server = createServer({ allowHalfOpen: true }, (socket) => take(keep(socket)));
      servers.push(server);
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    },
    async dial(port) {
      const socket = keep(connect({ port, host: '127.0.0.1', allowHalfOpen: true }));
      await once(socket, 'connect');
      return socket;
    },
  };
  try {
    await work(place);
  } finally {
    for (const socket of sockets) socket.destroy();
    await Promise.all(ends);
    for (const server of servers) await new Promise((closed) => server.close(closed));
    files.close();
    await rm(root, { recursive: true, force: true });
  }
}
