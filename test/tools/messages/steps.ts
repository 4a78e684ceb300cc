import type { Run, Step } from '../../../src/contract/messages.ts';
import { PLAIN } from '../../../src/contract/payload/message.ts';
import type { TestBench, TestWindow } from '../../support/bench.ts';
import { python } from '../../support/peer.ts';
import { connect } from '../../support/tcp.ts';
import { followRuns } from './support.ts';

export const say = (text: string, rest: Partial<typeof PLAIN> = {}): Step => ({
  kind: 'send',
  message: { spec: { ...PLAIN, ending: 'CRLF', ...rest, text } },
});
export const text = (wanted: string, withinMs = 10_000, next = false): Step => ({
  kind: 'wait',
  expected: { kind: 'text', text: wanted, next },
  withinMs,
});
export const hex = (wanted: string, next = false): Step => ({
  kind: 'wait',
  expected: { kind: 'hex', hex: wanted, next },
  withinMs: 10_000,
});
export const regex = (pattern: string, withinMs = 10_000): Step => ({
  kind: 'wait',
  expected: { kind: 'regex', pattern, ignoreCase: false },
  withinMs,
});

/** Runs steps in a session and answers what became of them. */
export async function run(bench: TestWindow, session: string, steps: Step[], name = 'test'): Promise<Run> {
  const runs = followRuns(bench.client);
  try {
    const started = await bench.client.messages.run({ session, sequence: { name, steps } });
    return await runs.until(started.run, (now) => now.state !== 'running');
  } finally {
    await runs.close();
  }
}

/** A session with the Python server that speaks line by line. */
export async function talking(bench: TestBench): Promise<string> {
  const peer = python('script_server.py');
  const port = Number((await peer.until(/^\d+\n/))[0]);
  const session = await connect(bench, { port });
  await bench.watch.session(session.id, 'is greeted', (s) => s.counts.bytesIn === 7);
  return session.id;
}
export const states = ({ steps }: Run) => steps.map((step) => step.state);
