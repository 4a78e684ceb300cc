import { afterEach, expect, test } from 'vitest';
import type { Step } from '../../../src/contract/messages.ts';
import { PLAIN } from '../../../src/contract/payload/message.ts';
import { withBench } from '../../support/bench.ts';
import { stopAwkward } from '../../support/awkward.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { stopPeers } from '../../support/peer.ts';
import { connect, listen, onlyClient } from '../../support/tcp.ts';
import { bind, datagrams } from '../../support/udp.ts';
import { hex, regex, run, say, states, talking, text } from './steps.ts';
import { followRuns, item, saved } from './support.ts';

failOnLeaks();
afterEach(stopPeers);
afterEach(stopAwkward);

describeWith('python3', 'a sequence', () => {
  test('passes, and changed it fails and shows what was expected and what came', () =>
    withBench(async (bench) => {
      const session = await talking(bench);
      const steps = [
        say('NAME {{counter}}', { template: true }),
        text('HELLO '),
        text('1\\r\\n', 10_000, true),
      ];
      const passed = await run(bench, session, steps);
      expect(passed).toMatchObject({ state: 'passed', name: 'test', session });
      expect(states(passed)).toEqual(['passed', 'passed', 'passed']);
      expect(passed.steps[0]).toMatchObject({
        title: 'Send “NAME {{counter}}”',
        passed: 1,
        done: { text: 'NAME 1\\r\\n' },
      });
      expect(passed.steps[1]).toMatchObject({
        title: 'Wait for “HELLO ”',
        done: { bytes: 6, hex: '48 45 4c 4c 4f 20' },
      });

      const failed = await run(bench, session, [say('NAME 2'), text('HELLO 3', 10_000, true), say('NAME 4')]);
      expect(failed.state).toBe('failed');
      expect(states(failed)).toEqual(['passed', 'failed', 'waiting']);
      expect(failed.steps[1]).toMatchObject({
        problem: 'Something else came: byte 7 differs.',
        expected: { text: 'HELLO 3' },
      });
      expect(failed.steps[1]?.came?.text).toMatch(/^HELLO 2/);
    }));

  test('says what came when the time is over', () =>
    withBench(async (bench) => {
      const session = await talking(bench);
      const failed = await run(bench, session, [say('NAME x'), text('HELLO y', 50)]);
      expect(failed.steps[1]).toMatchObject({
        state: 'failed',
        problem: 'Not within 50 ms.',
        expected: { text: 'HELLO y' },
      });
      expect(failed.steps[1]?.took).toBeGreaterThanOrEqual(49);
    }));

  test('finds bytes that come one by one, hex and patterns, each from where the step before ended', () =>
    withBench(async (bench) => {
      const session = await talking(bench);
      const passed = await run(bench, session, [
        say('SLOW'),
        hex('00 ff'),
        regex('^d(.)n'),
        hex('65', true),
        { kind: 'wait', expected: { kind: 'any' }, withinMs: 10_000 },
        say('NAME Zoë'),
        regex('ë\\r\\n'),
        say('SLOW'),
        regex('[\\xfe\\xff]done'),
      ]);
      expect(passed.steps.map(({ problem }) => problem)).toEqual(Array(9).fill(null));
    }));

  test('repeats a block, and tells the round that did not pass', () =>
    withBench(async (bench) => {
      const session = await talking(bench);
      const block = (wanted: Step): Step => ({
        kind: 'repeat',
        times: 3,
        steps: [say('NAME {{counter}}', { template: true }), { kind: 'repeat', times: 1, steps: [wanted] }],
      });
      const passed = await run(bench, session, [block(regex('HELLO [123]\\r\\n'))]);
      expect(passed.steps.map((s) => [s.depth, s.state, s.passed])).toEqual([
        [0, 'passed', 3],
        [1, 'passed', 3],
        [1, 'passed', 1],
        [2, 'passed', 3],
      ]);
      const failed = await run(bench, session, [block(text('HELLO 1\\r\\n', 10_000, true))]);
      expect(failed.steps[0]).toMatchObject({
        state: 'failed',
        passed: 1,
        problem: 'Round 2 of 3 did not pass.',
      });
    }));

  test('stops a pattern that runs away, and the bench goes on', () =>
    withBench(async (bench) => {
      const session = await talking(bench);
      const failed = await run(bench, session, [
        say('FLOOD 50000'),
        text('!'),
        say('FLOOD 50000'),
        regex('^\\s*(a+)+$'),
      ]);
      expect(failed.steps[3]?.state).toBe('failed');
      expect(failed.steps[3]?.problem).toMatch(/^The pattern ran away on [\d,]+ bytes and was stopped/);
      expect((await run(bench, session, [say('NAME x'), text('HELLO x')])).state).toBe('passed');
    }));

  test('finds the end of 4 MiB, and leaves a pattern at one', () =>
    withBench(async (bench) => {
      const session = await talking(bench);
      const passed = await run(bench, session, [say('FLOOD 4194304'), text('aaa!\\r\\n', 20_000)]);
      expect(passed.state).toBe('passed');
      const failed = await run(bench, session, [say('FLOOD 4194304'), regex('!', 20_000)]);
      expect(failed.steps[1]?.problem).toBe('The pattern matches nothing in the first 1,048,576 bytes.');
    }));

  test('expects silence', () =>
    withBench(async (bench) => {
      const session = await talking(bench);
      const quiet: Step = { kind: 'silence', forMs: 30 };
      expect((await run(bench, session, [quiet, { kind: 'pause', ms: 5 }])).state).toBe('passed');
      const failed = await run(bench, session, [say('NAME x'), { kind: 'silence', forMs: 10_000 }]);
      expect(failed.steps[1]).toMatchObject({ state: 'failed', problem: 'Something came.' });
      expect(failed.steps[1]?.came?.text).toMatch(/^H/);
    }));

  test('sends saved messages, framed as they say, and says when one is gone', () =>
    withBench(async (bench) => {
      const { listener, port } = await listen(bench, { respond: { mode: 'echo' } });
      const session = await connect(bench, { port });
      await onlyClient(bench, listener);
      const framed = saved('ping', {
        spec: {
          ...PLAIN,
          text: 'ping',
          framing: { kind: 'length-prefixed', width: 2, endian: 'big', counts: 'body' },
        },
      });
      const { id } = await bench.client.messages.put({ item: framed });
      const steps: Step[] = [{ kind: 'send', message: { saved: id } }, hex('00 04 70 69 6e 67')];
      const sequence = item({ kind: 'sequence', name: 'framed', steps, key: null });
      const { id: saves } = await bench.client.messages.put({ item: sequence });
      const runs = followRuns(bench.client);
      const first = await bench.client.messages.run({ session: session.id, sequence: { id: saves } });
      const passed = await runs.until(first.run, (now) => now.state !== 'running');
      expect(passed).toMatchObject({ state: 'passed', sequence: saves });
      expect(passed.steps[0]?.title).toBe('Send “ping”');
      await bench.client.messages.remove({ ids: [id] });
      const second = await bench.client.messages.run({ session: session.id, sequence: { id: saves } });
      const failed = await runs.until(second.run, (now) => now.state !== 'running');
      expect(failed.steps[0]?.problem).toMatch(/no longer there/);
      await runs.close();
    }));

  test('runs on a UDP socket too, and repeats a datagram that is made anew', () =>
    withBench(async (bench) => {
      const peer = await bind(bench, { respond: { mode: 'echo' } });
      const { session } = await bind(bench, { destination: `127.0.0.1:${peer.port}` });
      const spec = { ...PLAIN, text: 'n={{counter}};', template: true };
      const passed = await run(bench, session, [
        { kind: 'repeat', times: 2, steps: [{ kind: 'send', message: { spec } }, regex('n=\\d;')] },
      ]);
      expect(passed.state).toBe('passed');
      await bench.client.udp.repeat({ session, message: { spec, counter: 7 }, everyMs: 1, times: 2 });
      await datagrams(bench, peer.session, 4);
      expect((await bench.bytes(peer.session, 'in')).toString()).toBe('n=1;n=2;n=8;n=9;');
      const large = { ...spec, text: `{{random:60000}}{{random:9999}}` };
      await expect(
        bench.client.udp.repeat({ session, message: { spec: large, counter: 0 }, everyMs: 1 }),
      ).resolves.toEqual({});
      await bench.watch.session(
        session,
        'stops repeating',
        (s) => s.tool === 'udp' && s.details.repeat === null,
      );
      expect((await bench.rows(session)).at(-1)?.text).toMatch(/^Repeating ended: .*69,?999/);
    }));

  test('refuses what makes no sense by the name of the field', () =>
    withBench(async (bench) => {
      const session = await talking(bench);
      const refused = (steps: unknown[]) =>
        bench.client.messages.run({ session, sequence: { name: 'x', steps: steps as Step[] } }).then(
          () => 'taken',
          (error: { data?: unknown; message: string }) => JSON.stringify(error.data),
        );
      const block = Array.from({ length: 100 }, () => ({ kind: 'pause', ms: 0 }));
      const repeat = { kind: 'repeat', times: 1, steps: block };
      expect(await refused(Array.from({ length: 10 }, () => repeat))).toMatch(/at most 1000 steps/);
      expect(await refused([])).toMatch(/has no steps yet/);
      expect(await refused([regex('(')])).toMatch(/Pattern can’t be read: unterminated group/);
      expect(await refused([hex('4')])).toMatch(/half a byte/);
      expect(await refused([text('\\q')])).toMatch(/isn't an escape/);
      expect(await refused([{ kind: 'pause', ms: -1 }])).toMatch(/Pause must be a whole number/);
    }));
});
