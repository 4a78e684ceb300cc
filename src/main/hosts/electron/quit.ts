import { app } from 'electron';
import { CLOSE_LIMIT, within } from '../common/lifecycle.ts';

/** Closes the bench before the app ends, within a bound; signals ask the app to quit like its menu does. */
export function closeBeforeQuit(close: () => Promise<void>): void {
  let state: 'running' | 'closing' | 'closed' = 'running';
  app.on('will-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    void within(CLOSE_LIMIT, close()).then(() => {
      state = 'closed';
      app.quit();
    });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
}
