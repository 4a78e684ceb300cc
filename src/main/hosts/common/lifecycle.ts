/** How long closing may take before the process ends all the same, in milliseconds. */
export const CLOSE_LIMIT = 5_000;
/** One press of Ctrl+C may arrive twice: from the terminal, and passed on by the program that started this one. */
const SAME_PRESS = 400;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Calls `close` on the first signal that asks this process to end and then exits with 0; a second one does not wait
 * for the rest.
 */
export function exitOnSignal(close: () => Promise<void>): void {
  let since: number | undefined;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      const now = performance.now();
      if (since === undefined) {
        since = now;
        void within(CLOSE_LIMIT, close()).then(() => process.exit(0));
      } else if (now - since > SAME_PRESS) {
        process.exit(0);
      }
    });
  }
}

/** Waits for `work`, but not longer than `ms`; a failure is logged, because whoever calls is about to leave. */
export async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  try {
    await Promise.race([work, limit]);
  } catch (error) {
    logError('closing failed', error);
  } finally {
    clearTimeout(timer);
  }
}

/** A fault in one session must not take the others with it: it is logged in one line and the process goes on. */
export function surviveFaults(): void {
  process.on('uncaughtException', (error) => logError('unexpected error', error));
  process.on('unhandledRejection', (reason) => logError('unexpected rejection', reason));
  // A terminal that went away makes every write fail; there is nobody left to tell.
  process.stdout.on('error', ignore);
  process.stderr.on('error', ignore);
}

export function logError(what: string, error: unknown): void {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  console.error(`wirebench: ${what}: ${detail.replaceAll(/\s*\n\s*/g, ' | ')}`);
}

function ignore(): void {}
