import { memoryOf, startApp } from './support/app.ts';
import { median, type Result, times } from './support/compare.ts';
import { hold, type Say } from './support/peers.ts';

const CLIENTS = 10_000;
const SETTLE_MS = 1500;

/** 10,000 clients of one listener, against a bare Node server: all accepted, and memory for each. */
export async function clients(runs: number, say: Say): Promise<Result[]> {
  const ratios: number[] = [];
  const each = { ours: [] as number[], theirs: [] as number[] };
  let accepted = true;
  for (let i = 0; i < runs; i++) {
    const theirs = await bare();
    const ours = await app();
    accepted &&= ours.accepted;
    each.ours.push(ours.bytes);
    each.theirs.push(theirs);
    ratios.push(ours.bytes / theirs);
    say(`  run ${i + 1}: ${Math.round(ours.bytes)} B against ${Math.round(theirs)} B for each client`);
  }
  const kib = (bytes: number[]) => `${(median(bytes) / 1024).toFixed(1)} KiB each`;
  return [
    {
      work: `${CLIENTS.toLocaleString('en-US')} clients on one listener: memory`,
      against: 'a bare Node `net` server',
      ours: kib(each.ours),
      theirs: kib(each.theirs),
      ratio: times(median(ratios)),
      atLeast: 'all accepted, at most 3×',
      holds: accepted && median(ratios) <= 3,
    },
  ];
}

async function app(): Promise<{ bytes: number; accepted: boolean }> {
  const started = await startApp();
  try {
    const { listener, port } = await started.client.tcp.listen({
      address: '127.0.0.1',
      port: 0,
      backlog: 4096,
      respond: { mode: 'nothing' },
    });
    const before = (await memoryOf(started.pid)).now;
    const held = await hold('python3', 'clients.py', port, CLIENTS);
    const all = await started.watch.until('all clients', () => {
      const one = started.watch.listeners.get(listener);
      return one?.accepted === CLIENTS && one;
    });
    await settled();
    const after = (await memoryOf(started.pid)).now;
    await held.stop();
    return { bytes: (after - before) / CLIENTS, accepted: all.refused === 0 };
  } finally {
    await started.close();
  }
}

async function bare(): Promise<number> {
  const server = await hold('node', 'bare-echo.mjs', 'idle');
  const before = (await memoryOf(server.pid)).now;
  const held = await hold('python3', 'clients.py', server.line, CLIENTS);
  await settled();
  const after = (await memoryOf(server.pid)).now;
  await held.stop();
  await server.stop();
  return (after - before) / CLIENTS;
}

/** The same pause for both, for what a garbage collector may still do. */
const settled = () => new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
