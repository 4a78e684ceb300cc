import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Session } from '../../src/contract/bench.ts';
import { Capture } from '../../src/main/bench/capture/capture.ts';
import { CaptureStore } from '../../src/main/bench/capture/store.ts';

const MiB = 1024 * 1024;

/** A capture of its own, for tests of what is made of captures. */
export async function withCapture(body: (capture: Capture, folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'wirebench-export-'));
  const store = new CaptureStore(folder, { memory: 64 * MiB, spill: 1024 * MiB });
  const capture = new Capture(store, 'test');
  try {
    await body(capture, folder);
  } finally {
    await capture.remove();
    await store.close();
    await rm(folder, { recursive: true });
  }
}

/** A TCP client's session, as far as it matters to an export. */
export function sessionOf(capture: Capture, facts: Partial<Session> & { details?: object } = {}): Session {
  const made = {
    tool: 'tcp',
    id: 'tcp-1',
    role: 'client',
    listener: null,
    twin: null,
    state: 'closed',
    title: 'localhost:40123',
    local: { family: 'IPv4', address: '127.0.0.1', port: 51_234 },
    remote: { family: 'IPv4', address: '127.0.0.1', port: 40_123 },
    createdAt: 1_700_000_000_000,
    openedAt: 1_700_000_000_001,
    closedAt: null,
    closeReason: null,
    failure: null,
    stalled: null,
    counts: capture.counts(),
    queued: 0,
    details: {
      noDelay: true,
      keepAlive: false,
      keepAliveDelayMs: 60_000,
      canReconnect: false,
      repeat: null,
      file: null,
    },
    ...facts,
  };
  return made as Session;
}

export async function gather(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(Uint8Array.from(piece));
  return Buffer.concat(all);
}
