import { describe, expect, it } from 'vitest';
import { AnswerQueue, type Reply, type Shared } from '../../../src/main/net/respond/answer-queue.ts';
import type { ResponderPort } from '../../../src/main/net/respond/port.ts';

const shared = (): Shared => ({ replies: 0, bytes: 0, told: false });
const reply = (text: string, rest: Partial<Reply> = {}): Reply => ({
  answers: () => [{ delayMs: 0, what: Buffer.from(text) }],
  size: text.length,
  plain: true,
  after: 'nothing',
  ...rest,
});
const late = (): Reply =>
  reply('late', { plain: false, answers: () => [{ delayMs: 3_600_000, what: Buffer.from('late') }] });

/** A port whose peer takes nothing until `take` is called. */
function port(rest: Partial<ResponderPort> = {}) {
  const wrote: string[] = [];
  const notes: string[] = [];
  let take: () => void = () => undefined;
  const made: ResponderPort = {
    writable: true,
    write: (bytes) => wrote.push(Buffer.from(bytes).toString()) < 0,
    taken: (signal) =>
      new Promise((resolve, reject) => {
        const abort = () => reject(new Error('aborted'));
        signal.addEventListener('abort', abort);
        take = () => {
          signal.removeEventListener('abort', abort);
          resolve();
        };
      }),
    end: () => undefined,
    reset: () => undefined,
    note: (_, text) => notes.push(text),
    resume: () => notes.push('resume'),
    ...rest,
  };
  return { made, wrote, notes, take: () => take() };
}

describe('answers that wait', () => {
  it('are made one at a time as the peer takes them, however many one read asks for', async () => {
    const { made, wrote, take } = port();
    const queue = new AnswerQueue(made, shared());
    let rendered = 0;
    const long = (n: number) =>
      reply('x', {
        answers: () => {
          rendered++;
          return [{ delayMs: 0, what: Buffer.from(String(n)) }];
        },
      });
    for (let n = 0; n < 30_000; n++) expect(queue.push(long(n))).toBe(n === 0 || n >= 1000);
    expect([rendered, queue.full]).toEqual([1, true]);
    for (let n = 1; n < 3; n++) {
      take();
      await new Promise(setImmediate);
      expect(rendered).toBe(n + 1);
    }
    expect(wrote).toEqual(['0', '1', '2']);
    queue.end();
  });

  it('keep their order, and tell when there is room again', async () => {
    const { made, wrote, notes, take } = port();
    const all = shared();
    const queue = new AnswerQueue(made, all);
    for (let n = 0; n < 2500; n++) queue.push(reply(String(n)));
    while (!queue.idle) {
      take();
      await new Promise(setImmediate);
    }
    expect(wrote).toEqual(Array.from({ length: 2500 }, (_, n) => String(n)));
    expect(notes).toEqual(['resume']);
    expect(all).toEqual(shared());
  });

  it('of many peers of one datagram socket are bounded together, which is told once', () => {
    const all = shared();
    const told: string[] = [];
    const queues = Array.from({ length: 50 }, () => {
      const { made } = port({ datagram: 1400, note: (_, text) => told.push(text) });
      return new AnswerQueue(made, all);
    });
    for (const queue of queues) for (let n = 0; n < 900; n++) queue.push(late());
    expect(told).toHaveLength(1);
    expect(all.replies).toBeLessThanOrEqual(20_050);
    for (const queue of queues) queue.end();
  });
});
