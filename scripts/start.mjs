// `npm start`: builds what changed, then opens Wirebench in Electron, or in the browser where Electron can't run.
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { buildIfStale } from './start/build.mjs';
import { findRuntime } from './start/runtime.mjs';

const root = resolve(import.meta.dirname, '..');
/** An Electron that ends this soon, and not well, never opened its window. In milliseconds. */
const FAILED_START = 5_000;
/** @type {NodeJS.Signals[]} */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

main().catch((error) => {
  console.error(`wirebench: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
});

async function main() {
  const options = readOptions();
  // While there is nothing to close, ending is a matter of leaving.
  const leave = () => process.exit(0);
  for (const signal of SIGNALS) process.on(signal, leave);
  await buildIfStale(root);
  /** @type {Awaited<ReturnType<typeof findRuntime>>} */
  const runtime = options.browser ? { path: null } : await findRuntime(root);
  for (const signal of SIGNALS) process.off(signal, leave);
  if (runtime.path === null) return serve(options, runtime.reason);
  const reason = await runElectron(runtime.path, options);
  await serve(options, reason);
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      browser: { type: 'boolean', default: false },
      port: { type: 'string' },
      'no-open': { type: 'boolean', default: false },
      'data-dir': { type: 'string' },
    },
  });
  return values;
}

/**
 * The browser host, in this process.
 * @param {ReturnType<typeof readOptions>} options
 * @param {string} [reason] why it is not Electron
 */
async function serve(options, reason) {
  if (reason) console.log(`Opening in the browser: ${reason}.`);
  const entry = resolve(root, 'out/main/serve.js');
  process.argv = [
    process.argv[0],
    entry,
    ...(options.port === undefined ? [] : [`--port=${options.port}`]),
    ...(options['no-open'] ? ['--no-open'] : []),
    ...(options['data-dir'] === undefined ? [] : [`--data-dir=${options['data-dir']}`]),
  ];
  await import(pathToFileURL(entry).href);
}

/**
 * Runs Electron, passes signals on and ends with its exit code. Resolves only when it could not start, with the reason.
 * @param {string} path
 * @param {ReturnType<typeof readOptions>} options
 * @returns {Promise<string>}
 */
function runElectron(path, options) {
  const env = { ...process.env };
  delete env.ELECTRON_RUN_AS_NODE;
  if (options['data-dir'] !== undefined) env.WIREBENCH_DATA = resolve(options['data-dir']);
  const started = performance.now();
  const child = spawn(path, [root], { cwd: root, env, stdio: 'inherit', windowsHide: false });
  let asked = false;
  /** @type {Array<[NodeJS.Signals, () => void]>} */
  const handlers = SIGNALS.map((signal) => [
    signal,
    () => {
      asked = true;
      child.kill(signal);
    },
  ]);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return new Promise((fallBack) => {
    const ended = (/** @type {number | null} */ code, /** @type {string} */ how) => {
      if (asked || code === 0) process.exit(asked ? 0 : code);
      if (performance.now() - started > FAILED_START) process.exit(code ?? 1);
      for (const [signal, handler] of handlers) process.off(signal, handler);
      fallBack(`Electron could not start (${how})`);
    };
    child.once('error', (error) => ended(1, error.message));
    child.once('exit', (code, signal) => ended(code, signal ? `ended by ${signal}` : `exit code ${code}`));
  });
}
