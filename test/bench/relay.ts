import { spawn } from 'node:child_process';
import type { RelaySession } from '../../src/contract/tools/relay.ts';
import { type App, startApp } from './support/app.ts';
import { mibPerSecond, pairs, perSecond, type Result, times } from './support/compare.ts';
import { hold, listening, runPeer, type Say } from './support/peers.ts';

const MiB = 1024 ** 2;
const GiB = 1024 ** 3;
const SOCAT_PORT = 25_741;
const PINGS = 10_000;
/** As with the echo: many short pairs even out on which core each of the three happens to run. */
const SHORT_PAIRS = 5;

const BULK = [
  { work: '1 GiB through a relay, captured', up: GiB, down: 0 },
  { work: '1 GiB through a relay, half of it each way at once, both captured', up: GiB / 2, down: GiB / 2 },
] as const;

/** A relay with its capture against socat, between the same two ends. */
export async function relay(runs: number, say: Say): Promise<Result[]> {
  const target = await hold('python3', 'relay_target.py');
  const app = await startApp();
  const socat = spawn(
    'socat',
    [
      `TCP-LISTEN:${SOCAT_PORT},bind=127.0.0.1,reuseaddr,fork,nodelay`,
      `TCP:127.0.0.1:${target.line},nodelay`,
    ],
    { stdio: 'inherit' },
  );
  try {
    await listening(SOCAT_PORT, socat);
    const { listener, port } = await app.client.relay.start({
      listenAddress: '127.0.0.1',
      listenPort: 0,
      targetHost: '127.0.0.1',
      targetPort: Number(target.line),
    });
    const results: Result[] = [];
    for (const { work, up, down } of BULK) {
      say(work);
      let whole = true;
      const rate = async (to: number) => Number(await runPeer('relay_client.py', to, up, down)) / MiB;
      const ours = async () => {
        const seen = await rate(port);
        const session = await lastOf(app, listener);
        // Eight bytes say how much is wanted.
        whole &&= session.counts.bytesIn === up + 8 && session.counts.bytesOut === down;
        await app.client.bench.remove({ ids: [session.id] });
        return seen;
      };
      const compared = await pairs(runs, ours, () => rate(SOCAT_PORT), say);
      results.push({
        work,
        against: 'socat between the same two ends',
        ours: mibPerSecond(compared.ours),
        theirs: mibPerSecond(compared.theirs),
        ratio: times(compared.ratio),
        atLeast: '0.5×',
        holds: compared.ratio >= 0.5 && whole,
      });
    }
    const work = '64-byte ping-pong through a relay, captured';
    say(work);
    const rate = async (to: number) => Number(await runPeer('relay_client.py', to, 'ping', PINGS));
    const ours = async () => {
      const seen = await rate(port);
      await app.client.bench.remove({ ids: [(await lastOf(app, listener)).id] });
      return seen;
    };
    const compared = await pairs(runs * SHORT_PAIRS, ours, () => rate(SOCAT_PORT), say);
    results.push({
      work,
      against: 'socat between the same two ends',
      ours: perSecond(compared.ours),
      theirs: perSecond(compared.theirs),
      ratio: times(compared.ratio),
      atLeast: '0.7×',
      holds: compared.ratio >= 0.7,
    });
    return results;
  } finally {
    socat.kill('SIGKILL');
    await target.stop();
    await app.close();
  }
}

/** The one session of the relay that is there, once it has ended. */
function lastOf(app: App, listener: string): Promise<RelaySession> {
  return app.watch.until('the end of the relayed session', () => {
    for (const one of app.watch.sessions.values())
      if (one.tool === 'relay' && one.listener === listener && one.state === 'closed') return one;
    return null;
  });
}
