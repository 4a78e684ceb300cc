import { spawn } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { resolve } from 'node:path';

const SOURCES = [
  'src',
  'resources',
  'package.json',
  'package-lock.json',
  'electron.vite.config.ts',
  'tsconfig.json',
];
const BUILT = ['out/main/index.js', 'out/main/serve.js', 'out/preload/index.cjs', 'out/renderer/index.html'];

/**
 * Builds unless everything built is newer than every source.
 * @param {string} root
 */
export async function buildIfStale(root) {
  const built = await Promise.all(BUILT.map((file) => changed(resolve(root, file))));
  const sources = await Promise.all(SOURCES.map((file) => newest(resolve(root, file))));
  if (Math.min(...built) > Math.max(...sources)) return;
  await build(root);
}

/** @param {string} root */
function build(root) {
  const command = resolve(root, 'node_modules/electron-vite/bin/electron-vite.js');
  const child = spawn(process.execPath, [command, 'build'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = () => child.kill();
  process.once('exit', stop);
  let output = '';
  child.stdout.on('data', (text) => (output += text));
  child.stderr.on('data', (text) => (output += text));
  return /** @type {Promise<void>} */ (
    new Promise((done, failed) => {
      child.once('error', failed);
      child.once('close', (code) => {
        process.off('exit', stop);
        if (code === 0) return done();
        process.stderr.write(output);
        failed(new Error('the build failed, see above'));
      });
    })
  );
}

/**
 * When a file was last changed, in ms; -Infinity when it isn't there.
 * @param {string} file
 */
async function changed(file) {
  try {
    return (await stat(file)).mtimeMs;
  } catch (error) {
    if (error.code === 'ENOENT') return -Infinity;
    throw error;
  }
}

/**
 * When anything at or below a path was last changed; a folder counts too, for it changes when a file goes.
 * @param {string} path
 * @returns {Promise<number>}
 */
async function newest(path) {
  const own = await changed(path);
  if (own === -Infinity || !(await stat(path)).isDirectory()) return own;
  const entries = await readdir(path, { recursive: true });
  return Math.max(own, ...(await Promise.all(entries.map((entry) => changed(resolve(path, entry))))));
}
