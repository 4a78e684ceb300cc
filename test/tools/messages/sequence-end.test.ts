import { afterEach, expect, test } from 'vitest';
import type { Run, Step } from '../../../src/contract/messages.ts';
import { withBench } from '../../support/bench.ts';
import { neverReads, stopAwkward } from '../../support/awkward.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { stopPeers } from '../../support/peer.ts';
import { connect } from '../../support/tcp.ts';
import { run, say, states, talking, text } from './steps.ts';
import { followRuns } from './support.ts';

failOnLeaks();
afterEach(stopPeers);
afterEach(stopAwkward);

describeWith('python3', 'a sequence that runs', () => {
  test('ends with its session: closed by the peer, closed here, and removed', () =>
    withBench(async (bench) => {
      const first = await talking(bench);
      const failed = await run(bench, first, [say('BYE'), text('GOOD'), text('MORE')]);
      expect(failed.steps[2]).toMatchObject({ state: 'failed', problem: 'The connection has ended.' });
      expect((await run(bench, first, [say('NAME x')])).steps[0]?.problem).toMatch(/not open|ended|closed/i);

      const second = await talking(bench);
      const runs = followRuns(bench.client);
      const forever = { name: 'forever', steps: [text('never', 3_600_000)] };
      const started = await bench.client.messages.run({ session: second, sequence: forever });
      await runs.until(started.run, (now) => now.steps[0]?.state === 'running');
      await expect(bench.client.messages.run({ session: second, sequence: forever })).rejects.toMatchObject({
        data: { code: 'BUSY' },
      });
      await bench.client.bench.remove({ ids: [second] });
      const gone = await runs.until(started.run, (now) => now.state !== 'running');
      expect(gone.steps[0]?.problem).toBe('The session was removed.');
      await runs.close();
    }));

  test('stops when asked, while it waits and while the peer does not read', () =>
    withBench(async (bench) => {
      const runs = followRuns(bench.client);
      const stopAt = async (session: string, steps: Step[], ready: (run: Run) => boolean) => {
        const { run: id } = await bench.client.messages.run({ session, sequence: { name: 'x', steps } });
        await runs.until(id, ready);
        await bench.client.messages.stop({ run: id });
        return runs.until(id, (now) => now.state !== 'running');
      };
      const waits = [say('NAME x'), text('never', 3_600_000), say('NAME y')];
      const first = await stopAt(await talking(bench), waits, (now) => now.steps[1]?.state === 'running');
      expect(first.state).toBe('stopped');
      expect(states(first)).toEqual(['passed', 'stopped', 'waiting']);

      const deaf = await connect(bench, { port: (await neverReads()).port });
      const much: Step[] = [{ kind: 'repeat', times: 1000, steps: [say('x'.repeat(100_000))] }];
      const { run: id } = await bench.client.messages.run({
        session: deaf.id,
        sequence: { name: 'much', steps: much },
      });
      await bench.watch.session(deaf.id, 'waits for the peer', (s) => s.queued > 0);
      await bench.client.messages.stop({ run: id });
      const second = await runs.until(id, (now) => now.state !== 'running');
      expect(second.state).toBe('stopped');
      expect(states(second)).toEqual(['stopped', 'stopped']);
      await runs.close();
    }));

  test('goes on when its window goes, and another one sees it', () =>
    withBench(async (bench) => {
      const session = await talking(bench);
      const window = bench.openWindow();
      const { run: id } = await window.client.messages.run({
        session,
        sequence: { name: 'long', steps: [text('HELLO late'), say('NAME on'), text('HELLO on')] },
      });
      await window.close();
      await bench.client.tcp.send({ session, bytes: new Blob(['NAME late\n']) });
      const runs = followRuns(bench.client);
      const now = await runs.until(id, (it) => it.state !== 'running');
      expect(now.state).toBe('passed');
      await runs.close();
    }));
});
