import { afterEach, expect, test } from 'vitest';
import type { RuleSet } from '../../../src/contract/respond.ts';
import { withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { python, stopPeers } from '../../support/peer.ts';
import { bind, datagrams, sendTo, wire } from '../../support/udp.ts';

failOnLeaks();
afterEach(stopPeers);

const text = (answer: string) => ({
  kind: 'bytes' as const,
  encoding: 'text' as const,
  text: answer,
  delayMs: 0,
});
const SET: RuleSet = {
  id: 'greeter',
  name: 'Greeter',
  framing: { kind: 'raw' },
  frameAnswers: false,
  afterSteps: 'silent',
  otherwise: null,
  rules: [
    {
      id: 'first',
      name: 'First',
      on: true,
      step: 1,
      match: { kind: 'any' },
      answers: [text('welcome')],
      after: 'nothing',
    },
    {
      id: 'name',
      name: 'Name',
      on: true,
      step: null,
      match: { kind: 'regex', pattern: 'I am (\\w+)', flags: 'i', on: 'text' },
      answers: [text('hello $1'), text('and a second one')],
      after: 'nothing',
    },
    {
      id: 'bye',
      name: 'Bye',
      on: true,
      step: null,
      match: { kind: 'exact', encoding: 'text', text: 'bye' },
      answers: [text('gone')],
      after: 'close',
    },
  ],
};

describeWith('python3', 'rules answer datagrams', () => {
  test('each peer is counted by itself, each answer is a datagram, and a close begins its steps anew', () =>
    withBench(async (bench) => {
      await bench.client.rules.save(SET);
      const a = await bind(bench, { respond: { mode: 'rules', rules: SET.id } });
      const b = await bind(bench, { destination: `127.0.0.1:${a.port}` });
      const said = async (message: string, answers: number) => {
        await sendTo(bench, b.session, undefined, message);
        await datagrams(bench, b.session, answers);
      };
      await said('anything', 1);
      await said('I am Ada', 3);
      await said('bye', 4);
      await said('again', 5);
      expect(
        (await wire(bench, b.session)).filter(([kind]) => kind === 'in').map(([, , length]) => length),
      ).toEqual([7, 9, 16, 4, 7]);
      const [first, ...rest] = (await bench.bytes(b.session, 'in')).toString().split(/(?<=welcome)/);
      expect([first, ...rest].join('|')).toBe('welcome|hello Adaand a second onegonewelcome');
      // Another peer begins with its own first step.
      const peer = python('udp_client.py', '127.0.0.1', a.port, 'hi');
      await peer.until(/^welcome$/m);
    }));
});
