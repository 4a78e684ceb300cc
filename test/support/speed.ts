import type { SpeedAnswering, SpeedStep, SpeedUpdate } from '../../src/contract/tools/speed.ts';
import type { BenchClient } from '../../src/renderer/bridge/client.ts';
import { Answerer } from '../../src/main/tools/transfer/speed/answerer.ts';
import { scratchIn, type Scratch } from '../../src/main/tools/transfer/speed/scratch.ts';

/** Answers speed tests through the bench while the body runs. */
export async function answering(
  client: BenchClient,
  folder: string,
  body: (port: number, last: () => SpeedAnswering | undefined) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const stream = await client.transfer.speed.answer(
    { address: '127.0.0.1', port: 0, folder },
    { signal: stop.signal },
  );
  const first = await stream.next();
  if (first.done) throw new Error('it does not answer');
  let last: SpeedAnswering | undefined = first.value;
  const follow = (async () => {
    for await (const update of stream) last = update;
  })().catch(() => undefined);
  try {
    await body(first.value.port, () => last);
  } finally {
    stop.abort();
    await follow;
  }
}

/** Answers in this process with a disk, or with work to do, of the test’s own. */
export async function answerer(
  folder: string,
  more: { scratch?: Partial<Scratch>; work?: (bytes: Uint8Array) => Promise<void> },
): Promise<{ port: number; close(): Promise<void> }> {
  const one = await Answerer.start({
    address: '127.0.0.1',
    port: 0,
    changed: () => undefined,
    ...more,
    scratch: { ...scratchIn(folder), ...more.scratch },
  });
  return { port: one.summary().port, close: () => one.close() };
}

/** Measures to the end; answers what became of it. */
export async function measured(
  client: BenchClient,
  input: { port: number; folder: string; ms?: number; disk?: boolean },
): Promise<SpeedUpdate> {
  let last: SpeedUpdate | undefined;
  for await (const update of await client.transfer.speed.measure({ host: '127.0.0.1', ms: 400, ...input }))
    last = update;
  if (!last) throw new Error('nothing was told');
  return last;
}

export const stepOf = (
  { steps }: SpeedUpdate,
  direction: SpeedStep['direction'],
  disk = false,
): SpeedStep => {
  const step = steps.find((one) => one.direction === direction && one.disk === disk);
  if (!step) throw new Error(`nothing was measured ${direction}`);
  return step;
};
