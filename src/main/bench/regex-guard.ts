import { Script } from 'node:vm';

/** How long one search may take, in milliseconds; it holds up everything else meanwhile. */
export const LIMIT_MS = 50;

/** A machine that had no time for us so often in a row is as good as one that hangs. */
const MOST_TRIES = 5;

export const RAN_AWAY = Symbol('ran away');

const KEY = Symbol.for('wirebench.guarded');
const script = new Script('globalThis[Symbol.for("wirebench.guarded")]()');
const slot = globalThis as { [KEY]?: (() => void) | undefined };

/**
 * Runs `job`, and ends it after {@link LIMIT_MS} wherever it is, also in the middle of a regular expression: nothing
 * else in the process can. It costs about 50 µs (a thread that watches the clock), so take one for many small jobs. The
 * job may be cut anywhere and begun again: it should do nothing but compute. An expression that is too large for the engine on what it
 * was given, by its stack or its code, has run away as well.
 */
export function guarded(job: () => void): typeof RAN_AWAY | undefined {
  slot[KEY] = job;
  try {
    for (let tries = 1; ; tries++) {
      const began = process.cpuUsage();
      try {
        script.runInThisContext({ timeout: LIMIT_MS });
        return undefined;
      } catch (error) {
        if (error instanceof RangeError || error instanceof SyntaxError) return RAN_AWAY;
        if (!isTimeout(error)) throw error;
        // The clock goes on while a busy machine gives its time to others: then it was not the expression.
        if (tries === MOST_TRIES || hasWorked(began)) return RAN_AWAY;
      }
    }
  } finally {
    slot[KEY] = undefined;
  }
}

const isTimeout = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';

/** Whether this process had the processor for most of the limit. */
function hasWorked(since: NodeJS.CpuUsage): boolean {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000 > LIMIT_MS / 2;
}
