import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Row } from '../../src/contract/capture.ts';
import { type Direction, MAX_ROWS } from '../../src/contract/rows.ts';
import type { Settings } from '../../src/contract/settings.ts';
import { type Bench, openBench } from '../../src/main/bench/bench.ts';
import type { HostServices, Picked, SaveResult, SaveSource, Where } from '../../src/main/bench/host.ts';
import { type BenchClient, createBenchClient } from '../../src/renderer/bridge/client.ts';
import { channelPair } from './memory-channel.ts';
import { Watch } from './watch.ts';

const MiB = 1024 * 1024;

/** A host that keeps what is saved, and has no menu. */
class MemoryHost implements HostServices {
  readonly kind = 'browser';
  readonly nativeDialogs = false;
  readonly saved: { name: string; bytes: Buffer }[] = [];

  async save(source: SaveSource, signal?: AbortSignal): Promise<SaveResult> {
    const pieces: Uint8Array[] = [];
    for await (const piece of source.read(signal)) pieces.push(piece);
    const bytes = Buffer.concat(pieces);
    this.saved.push({ name: source.name, bytes });
    return { kind: 'saved', path: source.name, bytes: bytes.length };
  }

  /** Where the next files are to be put; a host without a dialog where there is nothing. */
  readonly places: Where[] = [];

  async saveAs(): Promise<Where> {
    return this.places.shift() ?? { kind: 'download' };
  }

  /** What the next dialogs come to; a cancelled one where there is nothing. */
  readonly picks: string[][] = [];
  readonly asked: { what: Picked; title: string }[] = [];

  async pick(what: Picked, title: string): Promise<string[] | null> {
    this.asked.push({ what, title });
    return this.picks.shift() ?? null;
  }

  async downloads(): Promise<string> {
    return tmpdir();
  }

  async *commands(): AsyncGenerator<never, void> {
    yield* [];
  }

  setTheme(): void {
    return;
  }
}

/** A window on the bench: a client over a channel of its own. */
export interface TestWindow {
  client: BenchClient;
  watch: Watch;
  /** Goes away as a closed browser tab does, with whatever it has open. */
  close(): Promise<void>;
}

export interface TestBench extends TestWindow {
  bench: Bench;
  host: MemoryHost;
  folder: string;
  /** Opens one more window. */
  openWindow(): TestWindow;
  /** All rows of a session. */
  rows(session: string): Promise<Row[]>;
  /** All bytes that went one way. */
  bytes(session: string, direction: Direction): Promise<Buffer>;
  /** Their SHA-256, without having all of them in memory. */
  sha256(session: string, direction: Direction, through?: BenchClient): Promise<string>;
}

/** Opens a real bench, with a window on it over a MessageChannel, and closes both whatever the body does. */
export async function withBench(
  body: (bench: TestBench) => Promise<void>,
  { spillDir, dataDir, settings }: { spillDir?: string; dataDir?: string; settings?: Partial<Settings> } = {},
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'wirebench-test-'));
  const host = new MemoryHost();
  const bench = await openBench({
    host,
    version: '0.0.0-test',
    dataDir: dataDir ?? folder,
    spillDir: spillDir ?? folder,
  });
  const windows: TestWindow[] = [];
  const openWindow = (): TestWindow => {
    const [ours, theirs] = channelPair();
    bench.handleChannel(theirs);
    const client = createBenchClient(ours);
    const watch = new Watch(client);
    const close = async () => {
      ours.close();
      await watch.close();
    };
    const opened = { client, watch, close };
    windows.push(opened);
    return opened;
  };
  try {
    if (settings !== undefined) await bench.settings.update(settings);
    const window = openWindow();
    const { client } = window;
    const pieces = async function* (session: string, direction: Direction, through = client) {
      for (let offset = 0; ;) {
        const blob = await through.capture.bytes({ session, direction, offset, length: MiB });
        if (blob.size === 0) return;
        offset += blob.size;
        yield Buffer.from(await blob.arrayBuffer());
      }
    };
    await body({
      ...window,
      bench,
      host,
      folder,
      openWindow,
      async rows(session) {
        const rows: Row[] = [];
        while (true) {
          const page = await client.capture.rows({ session, from: rows.length, count: MAX_ROWS });
          rows.push(...page.rows);
          if (page.rows.length === 0 || rows.length >= page.total) return rows;
        }
      },
      async bytes(session, direction) {
        const all: Buffer[] = [];
        for await (const piece of pieces(session, direction)) all.push(piece);
        return Buffer.concat(all);
      },
      async sha256(session, direction, through) {
        const hash = createHash('sha256');
        for await (const piece of pieces(session, direction, through)) hash.update(piece);
        return hash.digest('hex');
      },
    });
  } finally {
    for (const window of windows) await window.close();
    await bench.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Text as the payload of a call. */
export const blob = (bytes: string | Uint8Array<ArrayBuffer>): Blob => new Blob([bytes]);
