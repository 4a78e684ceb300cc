import { defineConfig } from 'vitest/config';
import { threads } from './scripts/threads.ts';
import { electronRuntime } from './test/support/electron-runtime.ts';
import { PATIENCE } from './test/support/wait.ts';

/** Time limits are for a slow, shared machine: no test waits for time to pass, so a good run never comes near them. */
const project = (name: string, seconds: number, rest: object = {}) => ({
  extends: true as const,
  test: {
    name,
    include: [`test/${name}/**/*.test.{ts,tsx}`],
    testTimeout: seconds * 1000,
    hookTimeout: seconds * 1000,
    ...rest,
  },
});

const electron = project('e2e', 300, {
  name: 'electron',
  env: { WIREBENCH_E2E_HOST: 'Electron' },
  maxWorkers: 1,
  sequence: { groupOrder: 3 },
  exclude: ['test/e2e/electron-host.test.ts', 'test/e2e/start.test.ts'],
});

export default defineConfig({
  plugins: [threads()],
  test: {
    pool: 'forks',
    // Vitest's own second is less than a busy machine takes for a click.
    expect: { poll: { timeout: PATIENCE } },
    maxWorkers: 2,
    // A leak check looks at the whole process, so the tests of one file run one after another.
    sequence: { concurrent: false },
    projects: [
      project('unit', 180),
      project('bridge', 180, { sequence: { groupOrder: 1 } }),
      project('tools', 300, { sequence: { groupOrder: 1 } }),
      // One window at a time: two browsers on two cores would only time each other out.
      project('e2e', 300, { maxWorkers: 1, sequence: { groupOrder: 2 } }),
      // The same tests once more, in Electron itself, where there is one.
      ...(electronRuntime() === null ? [] : [electron]),
    ],
  },
});
