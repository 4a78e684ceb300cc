import { type Faults, NO_FAULTS } from '../../src/contract/payload/faults.ts';
import { StreamPipeline } from '../../src/main/tools/relay/faults/stream.ts';

interface Written {
  at: number;
  bytes: Buffer;
}

/** A pipeline with a clock that is turned by hand: everything that is due is taken when it is due. */
export function run(faults: Partial<Faults>) {
  const told: string[] = [];
  const writes: Written[] = [];
  const others: { at: number; kind: string }[] = [];
  let now = 0;
  const pipeline = new StreamPipeline({ ...NO_FAULTS, ...faults }, now, ({ text }) => told.push(text));
  const take = () => {
    for (;;) {
      const op = pipeline.take(now);
      if (!op) return;
      if (op.kind === 'write') writes.push({ at: now, bytes: Buffer.from(op.bytes) });
      else others.push({ at: now, kind: op.kind });
    }
  };
  const until = (end: number) => {
    for (let steps = 0; ; steps++) {
      take();
      const next = pipeline.next(now);
      if (next === null || next > end) break;
      // What is due and not given out would go on for ever.
      if (steps > 100_000) throw new Error('the pipeline never comes to rest');
      now = Math.max(next, now + 1e-6);
    }
    now = Math.max(now, end);
    take();
  };
  return {
    pipeline,
    told,
    writes,
    others,
    until,
    set: (patch: Partial<Faults>) => pipeline.set({ ...NO_FAULTS, ...patch }, now),
    push: (text: string | Uint8Array) => {
      pipeline.push(Buffer.from(text as string), now);
      take();
    },
    end: () => {
      pipeline.end(now);
      take();
    },
    texts: () => writes.map(({ at, bytes }) => [Math.round(at), bytes.toString()]),
    all: () => Buffer.concat(writes.map(({ bytes }) => bytes)),
  };
}
