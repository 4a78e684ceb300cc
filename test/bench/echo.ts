import { startApp } from './support/app.ts';
import { pairs, perSecond, type Result, times } from './support/compare.ts';
import { hold, runPeer, type Say } from './support/peers.ts';

/**
 * On few cores the rate of a ping-pong hangs on which of them its two ends happen to run, and doubles or halves from one
 * run to the next. Many short pairs even that out.
 */
const SHORT_PAIRS = 5;

const KINDS = [
  { peer: 'ping.py', count: 20_000, work: '64-byte ping-pong, echo with capture', least: 0.9 },
  {
    peer: 'pipeline.py',
    count: 400_000,
    work: '64-byte messages pipelined, echo with capture',
    least: 0.8,
  },
] as const;

/** The echo responder against a bare Node echo server, with the same client. */
export async function echo(runs: number, say: Say): Promise<Result[]> {
  const app = await startApp();
  const bare = await hold('node', 'bare-echo.mjs');
  try {
    const { port } = await app.client.tcp.listen({
      address: '127.0.0.1',
      port: 0,
      respond: { mode: 'echo' },
    });
    const results: Result[] = [];
    for (const { peer, count, work, least } of KINDS) {
      say(work);
      const rate = async (to: string | number) => Number(await runPeer(peer, to, count));
      const ours = async () => {
        const seen = await rate(port);
        await app.client.bench.remove({ ids: [...app.watch.sessions.keys()] });
        return seen;
      };
      const compared = await pairs(runs * SHORT_PAIRS, ours, () => rate(bare.line), say);
      results.push({
        work,
        against: 'a bare Node `net` echo',
        ours: perSecond(compared.ours),
        theirs: perSecond(compared.theirs),
        ratio: times(compared.ratio),
        atLeast: times(least),
        holds: compared.ratio >= least,
      });
    }
    return results;
  } finally {
    await bare.stop();
    await app.close();
  }
}
