import { Script } from 'node:vm';

/** How long one match may take, in milliseconds. */
export const LIMIT_MS = 50;

export const RAN_AWAY = Symbol('ran away');

const KEY = Symbol.for('wirebench.guarded');
const script = new Script('globalThis[Symbol.for("wirebench.guarded")]()');
const slot = globalThis as { [KEY]?: (() => void) | undefined };

/**
 * Runs `job`, and ends it after {@link LIMIT_MS} wherever it is, also in the middle of a regular expression: nothing
 * else in the process can. It costs about 50 µs (a thread that watches the clock), so take one for many small jobs. The
 * job may be cut anywhere: it should do nothing but compute.
 */
export function guarded(job: () => void): typeof RAN_AWAY | undefined {
  slot[KEY] = job;
  try {
    script.runInThisContext({ timeout: LIMIT_MS });
    return undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
      return RAN_AWAY;
    throw error;
  } finally {
    slot[KEY] = undefined;
  }
}
