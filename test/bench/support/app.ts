import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';
import type { Frame } from '../../../src/contract/bridge.ts';
import { createChannel } from '../../../src/contract/frame-channel.ts';
import { type BenchClient, createBenchClient } from '../../../src/renderer/bridge/client.ts';
import { Watch } from '../../support/watch.ts';

/** The built app in its browser host, in a process of its own, with a window that is a program. */
export interface App {
  readonly pid: number;
  readonly url: string;
  readonly client: BenchClient;
  readonly watch: Watch;
  close(): Promise<void>;
}

const SERVE = resolve('out/main/serve.js');

export async function startApp(): Promise<App> {
  const folder = await mkdtemp(join(tmpdir(), 'wirebench-bench-'));
  const child = spawn(process.execPath, [SERVE, '--port', '0', '--no-open', '--data-dir', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TMPDIR: folder },
  });
  if (child.pid === undefined) throw new Error('the app did not start');
  let url = '';
  for await (const line of createInterface(child.stdout)) {
    url = /http:\S+/.exec(line)?.[0] ?? '';
    if (url) break;
  }
  const { host, hash } = new URL(url);
  const socket = new WebSocket(
    `ws://${host}/bridge`,
    ['wirebench.v1', `token.${hash.slice('#token='.length)}`],
    {
      origin: `http://${host}`,
    },
  );
  socket.binaryType = 'nodebuffer';
  await once(socket, 'open');
  const ends = createChannel({ send: (frame: Frame) => socket.send(frame), close: () => socket.close() });
  socket.on('message', (data: Buffer, binary) =>
    ends.received(binary ? new Uint8Array(data) : data.toString()),
  );
  socket.on('close', () => ends.closed());
  const client = createBenchClient(ends.channel);
  const watch = new Watch(client);
  return {
    pid: child.pid,
    url,
    client,
    watch,
    async close() {
      socket.close();
      await watch.close();
      child.kill('SIGINT');
      if (child.exitCode === null) await once(child, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Resident memory of a process, now and at its highest, in bytes. */
export async function memoryOf(pid: number): Promise<{ now: number; peak: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const field = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1024;
  return { now: field('VmRSS'), peak: field('VmHWM') };
}
