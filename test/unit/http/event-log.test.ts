import { expect, test } from 'vitest';
import { AnswerBodies } from '../../../src/main/tools/http/view/bodies.ts';
import { EventLog, EventLogs } from '../../../src/main/tools/http/view/event-logs.ts';
import { bodyOf } from '../../support/http-bodies.ts';

const STREAM =
  'event: tick\nid: 7\ndata: one\ndata: more\n\n: a comment\n\ndata: caf\u00e9\n\ndata: unfinished';

test('events are those of the stream, split at every byte', async () => {
  const bytes = Buffer.from(STREAM);
  for (const size of [1, 2, 3, 7, 1000]) {
    const body = bodyOf('', false);
    const log = new EventLog(body);
    const stop = log.watch(() => undefined);
    for (let at = 0; at < bytes.length; at += size)
      body.grow(bytes.subarray(at, at + size), at + size >= bytes.length);
    await expect.poll(() => log.state.whole).toBe(true);
    stop();
    expect(log.page(0, 10)).toMatchObject([
      { event: 'tick', id: '7', data: 'one\nmore', more: 0 },
      { event: '', data: 'café' },
    ]);
    // They came while somebody looked.
    expect(log.page(0, 1)[0]!.time).toEqual(expect.any(Number));
    expect(body.watchers).toBe(0);
  }
});

test('what was there before anybody looked has no time', async () => {
  const body = bodyOf('data: early\n\n', false);
  const log = new EventLog(body);
  const stop = log.watch(() => undefined);
  await expect.poll(() => log.state.events).toBe(1);
  body.grow(Buffer.from('data: late\n\n'), true);
  await expect.poll(() => log.state.events).toBe(2);
  stop();
  expect(log.page(0, 2).map(({ time }) => time === null)).toEqual([true, false]);
});

test('a long event is cut, one without an end is given up, and what is no event is told', async () => {
  const long = new EventLog(bodyOf(`data: ${'x'.repeat(5000)}\n\nnonsense: 1\n\n`));
  let stop = long.watch(() => undefined);
  await expect.poll(() => long.state.whole).toBe(true);
  stop();
  expect(long.page(0, 1)[0]).toMatchObject({ more: 4000 });
  expect(long.state.note).toMatch(/nonsense/);

  const endless = new EventLog(bodyOf(`data: ${'x'.repeat(6_000_000)}`, false));
  stop = endless.watch(() => undefined);
  await expect.poll(() => endless.state.whole).toBe(true);
  expect(endless.state.note).toMatch(/4 MiB/);
  stop();
});

test('what was made of a body goes with it', async () => {
  const bodies = new AnswerBodies();
  bodies.add('one', bodyOf('data: x\n\n', false));
  const log = new EventLogs(bodies).of('one');
  bodies.remove('one');
  expect(log.removed).toBe(true);
  expect(() => bodies.get('one')).toThrow('There is no such answer.');
});
