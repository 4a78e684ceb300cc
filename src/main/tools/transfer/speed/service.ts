import type { z } from 'zod';
import type {
  SpeedAnswering,
  speedAnswerInput,
  speedMeasureInput,
  SpeedUpdate,
} from '../../../../contract/tools/speed.ts';
import { BenchError } from '../../../bench/failure.ts';
import { dispatcher } from '../../../bench/dispatcher.ts';
import { pause } from '../../../bench/pause.ts';
import { wholePath } from '../../../bench/files/whole-path.ts';
import { Answerer } from './answerer.ts';
import { Measurement } from './measure.ts';
import { scratchIn } from './scratch.ts';

/** Least time between two updates to a window, in milliseconds. */
const UPDATE_MS = 100;
const never = new AbortController().signal;

/** The speed test: both ends of it live as long as the stream of the window that started them. */
export function speedService() {
  const d = dispatcher.transfer.speed;
  return {
    measure: d.measure.handler(({ input, signal }) => measure(input, signal ?? never)),
    answer: d.answer.handler(({ input, signal }) => answer(input, signal ?? never)),
  };
}

async function* measure(
  { folder, ...input }: z.output<typeof speedMeasureInput>,
  signal: AbortSignal,
): AsyncGenerator<SpeedUpdate, void> {
  const bell = new Bell(signal);
  const stop = new AbortController();
  const one = new Measurement({ ...input, scratch: scratchIn(wholePath(folder, 'folder')) }, () =>
    bell.ring(),
  );
  const running = { done: false, error: null as unknown };
  const task = one
    .run(AbortSignal.any([signal, stop.signal]))
    .catch((error: unknown) => void (running.error = error))
    .finally(() => {
      running.done = true;
      bell.ring();
    });
  try {
    while (!signal.aborted) {
      await bell.rung();
      if (signal.aborted) return;
      if (running.error) throw running.error;
      const isDone = running.done;
      yield one.update();
      if (isDone) return;
      await pause(UPDATE_MS, signal);
    }
  } finally {
    stop.abort(new BenchError({ code: 'CANCELLED', message: 'The speed test was cancelled.' }));
    await task;
  }
}

async function* answer(
  { folder, ...input }: z.output<typeof speedAnswerInput>,
  signal: AbortSignal,
): AsyncGenerator<SpeedAnswering, void> {
  const bell = new Bell(signal);
  const scratch = scratchIn(wholePath(folder, 'folder'));
  const one = await Answerer.start({ ...input, scratch, changed: () => bell.ring() });
  try {
    yield one.summary();
    while (!signal.aborted) {
      await bell.rung();
      if (signal.aborted) return;
      yield one.summary();
      await pause(UPDATE_MS, signal);
    }
  } finally {
    await one.close();
  }
}

/** Rung when there is something to tell; told once, however often it was rung meanwhile. */
class Bell {
  #rung = false;
  #wake: () => void = () => undefined;

  constructor(signal: AbortSignal) {
    signal.addEventListener('abort', () => this.ring(), { once: true });
  }

  ring(): void {
    this.#rung = true;
    this.#wake();
  }

  async rung(): Promise<void> {
    if (!this.#rung) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#rung = false;
  }
}
