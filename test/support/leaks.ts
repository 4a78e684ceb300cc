import { readdirSync, readlinkSync } from 'node:fs';
import { afterEach, beforeEach } from 'vitest';

/** Files, sockets and pipes that this process holds open, by what they are. */
function descriptors(): string[] {
  const list: string[] = [];
  for (const fd of readdirSync('/proc/self/fd')) {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`);
      if (!target.endsWith('/fd')) list.push(target);
    } catch {
      // The descriptor that read the folder is gone by the time it is looked at.
      continue;
    }
  }
  return list;
}

/** What `now` has more of than `before`. */
function more(before: string[], now: string[]): string[] {
  const left = new Map<string, number>();
  for (const name of before) left.set(name, (left.get(name) ?? 0) + 1);
  return now.filter((name) => {
    const count = left.get(name) ?? 0;
    left.set(name, count - 1);
    return count <= 0;
  });
}

const real = { setTimeout, setInterval, clearTimeout, clearInterval };

/** Timers that are set while a test runs and have neither fired nor been cleared, with where they were set. */
class Timers {
  readonly #running = new Map<unknown, string>();

  watch(): void {
    const running = this.#running;
    const set = (timer: unknown) => running.set(timer, new Error('set').stack?.split('\n')[3]?.trim() ?? '');
    const clear =
      (stop: (timer: NodeJS.Timeout | undefined) => void) => (timer: NodeJS.Timeout | undefined) => {
        running.delete(timer);
        stop(timer);
      };
    Object.assign(globalThis, {
      setTimeout: Object.assign((run: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => {
        const fired = () => {
          running.delete(timer);
          run(...args);
        };
        const timer = real.setTimeout(fired, ms);
        set(timer);
        return timer;
      }, real.setTimeout),
      setInterval: (run: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => {
        const timer = real.setInterval(run, ms, ...args);
        set(timer);
        return timer;
      },
      clearTimeout: clear(real.clearTimeout),
      clearInterval: clear(real.clearInterval),
    });
  }

  unwatch(): void {
    Object.assign(globalThis, real);
    this.#running.clear();
  }

  running(): string[] {
    return [...this.#running.values()].map((where) => `a timer set ${where}`);
  }
}

/**
 * Fails each test of the file that leaves a socket, file, pipe or timer behind. Closing takes the event loop a few
 * turns, so what is left gets a moment. Call it before other `afterEach` hooks: it then runs after them.
 */
export function failOnLeaks(): void {
  const timers = new Timers();
  let before: string[] = [];
  beforeEach(() => {
    before = descriptors();
    timers.watch();
  });
  afterEach(async () => {
    const leaks = () => [...more(before, descriptors()), ...timers.running()];
    let left = leaks();
    const end = performance.now() + 5000;
    while (left.length > 0 && performance.now() < end) {
      await new Promise((again) => real.setTimeout(again, 5));
      left = leaks();
    }
    timers.unwatch();
    if (left.length > 0) throw new Error(`the test leaves open: ${left.join(', ')}`);
  });
}
