import { Script } from 'node:vm';

/** How long one search may take, in milliseconds; it holds up everything else meanwhile. */
export const LIMIT_MS = 50;

export const RAN_AWAY = Symbol('ran away');

const KEY = Symbol.for('wirebench.guarded');
const script = new Script('globalThis[Symbol.for("wirebench.guarded")]()');
const slot = globalThis as { [KEY]?: (() => void) | undefined };

/**
 * Runs `job`, and ends it after {@link LIMIT_MS} wherever it is, also in the middle of a regular expression: nothing
 * else in the process can. It costs about 50 µs (a thread that watches the clock), so take one for many small jobs. The
 * job may be cut anywhere: it should do nothing but compute. An expression that is too large for the engine on what it
 * was given, by its stack or its code, has run away as well.
 */
export function guarded(job: () => void): typeof RAN_AWAY | undefined {
  slot[KEY] = job;
  try {
    script.runInThisContext({ timeout: LIMIT_MS });
    return undefined;
  } catch (error) {
    const timedOut =
      error instanceof Error && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
    if (timedOut || error instanceof RangeError || error instanceof SyntaxError) return RAN_AWAY;
    throw error;
  } finally {
    slot[KEY] = undefined;
  }
}
