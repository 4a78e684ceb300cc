import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type App, startApp } from './support/app.ts';
import { median, perSecond, type Result, times } from './support/compare.ts';
import type { Say } from './support/peers.ts';

/** How long datagrams are sent at one rate, in seconds. */
const SECONDS = 0.7;
/**
 * What is sent, and how many of it at most. Long datagrams fill the room in memory within half a second: from then on
 * they are moved to the disk meanwhile, which takes a share of the cores that the other receivers, who keep nothing, do
 * not need. A burst of 50,000 fits.
 */
const CASES = [
  { size: 1400, most: 50_000, name: '1,400-byte datagrams, a burst that fits in memory' },
  { size: 1400, most: Number.POSITIVE_INFINITY, name: '1,400-byte datagrams, in part spilled to the disk' },
  { size: 64, most: Number.POSITIVE_INFINITY, name: '64-byte datagrams' },
] as const;
/** The rates between which the ceiling is looked for, and how near to it. */
const LOWEST = 5_000;
const HIGHEST = 400_000;
const NEAR = 1.06;
/** A rate is held when one of so many tries loses nothing: on a shared machine any program is kept from running at times. */
const TRIES = 3;
/** What is asked of the bench in any case, for so many seconds. */
const STEADY = { rate: 20_000, seconds: 3 };

/** What came of `count` datagrams: how many arrived, and the rate at which they were sent in fact, per second. */
interface Arrived {
  arrived: number;
  rate: number;
}

/** Takes `count` datagrams of `size` bytes at a rate. */
type Receive = (size: number, rate: number, count: number) => Promise<Arrived>;

/**
 * The highest rate at which datagrams are received without loss: by a session that captures them, by a bare Node
 * receiver, and by one in C. The sender is in C and needs little, so that the receiver is what is measured.
 */
export async function udp(runs: number, say: Say): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'wirebench-bench-udp-'));
  const made = (name: string) => {
    const to = join(folder, name);
    execFileSync('gcc', ['-O2', '-pthread', '-o', to, resolve('test/bench/peers', `${name}.c`)]);
    return to;
  };
  const send = sender(made('udp-send'));
  const app = await startApp();
  const node = counting(send, process.execPath, [resolve('test/bench/peers/bare-dgram.mjs')]);
  const c = counting(send, made('udp-receive'), []);
  try {
    const ours = session(app, send);
    const results: Result[] = [];
    for (const { size, most, name } of CASES) {
      const count = Math.min(STEADY.rate * STEADY.seconds, most);
      const { arrived } = await best(() => ours(size, STEADY.rate, count), count);
      results.push({
        work: `UDP: ${count.toLocaleString('en-US')} datagrams of ${size.toLocaleString('en-US')} bytes at ${perSecond(STEADY.rate)}, captured`,
        against: 'what was sent',
        ours: arrived.toLocaleString('en-US'),
        theirs: count.toLocaleString('en-US'),
        ratio: times(arrived / count),
        atLeast: 'no loss',
        holds: arrived === count,
      });
      const seen: { ours: number; node: number; c: number }[] = [];
      for (let run = -1; run < runs; run++) {
        const one = {
          node: await ceiling(node.receive, size, most),
          ours: await ceiling(ours, size, most),
          c: await ceiling(c.receive, size, most),
        };
        say(
          `  ${name}, ${run < 0 ? 'warm-up' : `run ${run + 1}`}: ${perSecond(one.ours)}, bare Node ${perSecond(one.node)}, C ${perSecond(one.c)}`,
        );
        if (run >= 0) seen.push(one);
      }
      for (const [other, against, least] of [
        ['node', 'a bare Node `dgram` receiver', 0.8],
        ['c', 'a receiver in C', null],
      ] as const) {
        const ratio = median(seen.map((one) => one.ours / one[other]));
        results.push({
          work: `UDP: ${name}, captured without loss, at most`,
          against,
          ours: perSecond(median(seen.map((one) => one.ours))),
          theirs: perSecond(median(seen.map((one) => one[other]))),
          ratio: times(ratio),
          atLeast: least === null ? 'as far as Node allows' : times(least),
          holds: least === null || ratio >= least,
        });
      }
    }
    return results;
  } finally {
    node.stop();
    c.stop();
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const run = promisify(execFile);

/** Sends, and answers at what rate that was when all are on their way. */
const sender =
  (program: string) =>
  async (port: number, size: number, rate: number, count: number): Promise<number> => {
    const { stdout } = await run(program, [port, size, rate, count].map(String));
    const [sent, seconds] = stdout.trim().split(' ').map(Number);
    return (sent ?? 0) / (seconds ?? 1);
  };

/** The best of a few tries: the first that loses nothing ends them. */
async function best(attempt: () => Promise<Arrived>, count: number): Promise<Arrived> {
  let most = await attempt();
  for (let left = TRIES - 1; left > 0 && most.arrived < count; left--) {
    const next = await attempt();
    if (next.arrived > most.arrived) most = next;
  }
  return most;
}

/** The highest rate without loss, looked for by halves on a scale of ratios; the sender's own where that is less. */
async function ceiling(receive: Receive, size: number, most: number): Promise<number> {
  let [held, lost, fastest] = [LOWEST, HIGHEST, 0];
  while (lost / held > NEAR) {
    const rate = Math.round(Math.sqrt(held * lost));
    const count = Math.min(most, Math.round(rate * SECONDS));
    const came = await best(() => receive(size, rate, count), count);
    if (came.arrived < count) lost = rate;
    else {
      held = rate;
      fastest = Math.max(fastest, came.rate);
      // It does not send faster than this, whatever is asked.
      if (came.rate < rate / NEAR) break;
    }
  }
  return fastest;
}

/** A socket of the app: what counts is what its timeline holds. */
function session(app: App, send: ReturnType<typeof sender>): Receive {
  return async (size, rate, count) => {
    const { session: id, port } = await app.client.udp.open({ address: '127.0.0.1', port: 0 });
    const sentAt = await send(port, size, rate, count);
    // All that was sent has come or was dropped: the system tells what it has dropped.
    const done = await app.watch.session(id, 'has all that came', (s) => {
      if (s.tool !== 'udp') return false;
      const { received, droppedByKernel } = s.details.datagrams;
      return received + (droppedByKernel ?? 0) >= count;
    });
    await app.client.bench.remove({ ids: [id] });
    return { arrived: done.counts.bytesIn / size, rate: sentAt };
  };
}

/** A program that prints its port, and for each line on its input how many datagrams have come since the last. */
function counting(send: ReturnType<typeof sender>, program: string, args: string[]) {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => Number((await lines.next()).value);
  const port = next();
  const receive: Receive = async (size, rate, count) => {
    const sentAt = await send(await port, size, rate, count);
    let arrived = 0;
    // What waits in its buffer comes within a moment.
    for (let still = 0; still < 4 && arrived < count; still++) {
      await pause(50);
      child.stdin.write('\n');
      const more = await next();
      if (more > 0) still = 0;
      arrived += more;
    }
    return { arrived, rate: sentAt };
  };
  return { receive, stop: () => child.kill('SIGKILL') };
}
