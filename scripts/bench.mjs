// npm run bench [-- RUNS NAME ...]: builds the app and the benchmarks, and runs them.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const out = resolve('node_modules/.cache/wirebench-bench');
const run = (...args) => {
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};
run('node_modules/electron-vite/bin/electron-vite.js', 'build', '--logLevel', 'warn');
run(
  'node_modules/vite/bin/vite.js',
  'build',
  '--ssr',
  'test/bench/main.ts',
  '--outDir',
  out,
  '--emptyOutDir',
  '--logLevel',
  'error',
);
run(resolve(out, 'main.js'), ...process.argv.slice(2));
