import type { Layout } from '../../../../contract/tools/http-view.ts';
import { find } from '../../../bench/capture/find.ts';
import { dispatcher } from '../../../bench/dispatcher.ts';
import { pause } from '../../../bench/pause.ts';
import type { AnswerBodies } from './bodies.ts';
import { compare } from './compare.ts';
import { EventLogs } from './event-logs.ts';
import { Layouts } from './layouts.ts';

/** Least time between two states that are told, in milliseconds. */
const TELL_MS = 80;

const never = new AbortController().signal;

/** How bodies are looked at. See the contract for each call. */
export function httpViewService({ bodies }: { bodies: AnswerBodies }) {
  const d = dispatcher.httpView;
  const layouts = new Layouts(bodies);
  const logs = new EventLogs(bodies);
  const laid = ({ exchange, layout }: { exchange: string; layout: Layout }) => layouts.of(exchange, layout);
  return {
    watch: d.watch.handler(async function* ({ input, signal }) {
      const one = laid(input);
      yield* states(one, () => one.state, signal ?? never);
    }),
    lines: d.lines.handler(async ({ input }) => ({ lines: await laid(input).page(input.from, input.count) })),
    line: d.line.handler(({ input }) => laid(input).line(input.line)),
    end: d.end.handler(async ({ input }) => ({ end: await laid(input).end(input.line) })),
    folds: d.folds.handler(({ input }) => laid(input).folds(input.depth)),
    find: d.find.handler(async ({ input, signal }) => {
      const one = laid(input);
      const needle = new TextEncoder().encode(input.text);
      const from = await one.startOf(input.from + (input.backwards ? 1 : 0));
      const options = { needle, from, backwards: input.backwards, ignoreCase: true };
      const at = await findIn(input.exchange, options, signal);
      return { line: at === null ? null : await one.lineAt(at) };
    }),
    findBytes: d.findBytes.handler(async ({ input, signal }) => {
      const needle = new Uint8Array(await input.needle.arrayBuffer());
      return { offset: await findIn(input.exchange, { ...input, needle }, signal) };
    }),
    watchEvents: d.watchEvents.handler(async function* ({ input, signal }) {
      const log = logs.of(input.exchange);
      yield* states(log, () => log.state, signal ?? never);
    }),
    events: d.events.handler(({ input }) => ({
      events: logs.of(input.exchange).page(input.from, input.count),
    })),
    compare: d.compare.handler(({ input: { left, right, layout }, signal }) =>
      compare(
        { body: bodies.get(left), laid: layout && layouts.of(left, layout) },
        { body: bodies.get(right), laid: layout && layouts.of(right, layout) },
        signal ?? never,
      ),
    ),
  };

  function findIn(
    exchange: string,
    options: { needle: Uint8Array; from: number; backwards: boolean; ignoreCase: boolean },
    signal?: AbortSignal,
  ): Promise<number | null> {
    const body = bodies.get(exchange);
    const source = {
      length: () => body.size,
      // What is searched is changed in place: a copy.
      read: async (_direction: string, from: number, length: number) =>
        Buffer.from(await body.read(from, length)),
    };
    return find(source, { direction: 'in', ...options }, signal);
  }
}

interface Watched {
  readonly removed: boolean;
  watch(tell: () => void): () => void;
}

/** What is known now, then what was found since, at most every {@link TELL_MS}. */
async function* states<S>(one: Watched, state: () => S, signal: AbortSignal): AsyncGenerator<S, void> {
  let changed = true;
  let wake: () => void = () => undefined;
  const unwatch = one.watch(() => {
    changed = true;
    wake();
  });
  const aborted = () => wake();
  signal.addEventListener('abort', aborted);
  try {
    while (!signal.aborted && !one.removed) {
      if (changed) {
        changed = false;
        yield state();
        await pause(TELL_MS, signal);
      } else await new Promise<void>((done) => (wake = done));
    }
  } finally {
    signal.removeEventListener('abort', aborted);
    unwatch();
  }
}
