import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** Milliseconds to find out whether the runtime can be downloaded at all, and for the download itself. */
const PROBE_LIMIT = 4_000;
const DOWNLOAD_LIMIT = 5 * 60_000;
/** A download that failed is not tried again for this long, so that starting stays quick. In milliseconds. */
const TRY_AGAIN = 24 * 3_600_000;

/**
 * Where the Electron program is, or why there is none to be had. Downloads it once when it is missing: the package
 * brings only its types.
 * @param {string} root
 * @returns {Promise<{path: string} | {path: null, reason?: string}>}
 */
export async function findRuntime(root) {
  // Whoever names a program means it.
  const named = process.env.ELECTRON_EXEC_PATH;
  if (named) return existsSync(named) ? { path: named } : none(`ELECTRON_EXEC_PATH names no file (${named})`);
  if (process.platform === 'linux') {
    if (process.getuid?.() === 0) return none("Electron's sandbox does not run as root");
    if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return none('there is no display for Electron');
  }
  const found = await installed(root);
  if (found) return { path: found };
  if (process.env.ELECTRON_OVERRIDE_DIST_PATH) return none('ELECTRON_OVERRIDE_DIST_PATH holds no Electron');
  const reason = await download(root);
  const path = reason === null ? await installed(root) : null;
  return path
    ? { path }
    : none(`the Electron runtime is not installed and ${reason ?? 'its download is incomplete'}`);
}

/** @param {string} reason */
const none = (reason) => ({ path: null, reason });

/**
 * The program that the package `electron` would start, looked up without loading it: loading downloads.
 * @param {string} root
 */
async function installed(root) {
  const folder = resolve(root, 'node_modules/electron');
  const name = await readFile(join(folder, 'path.txt'), 'utf8').catch(() => 'electron');
  const path = join(process.env.ELECTRON_OVERRIDE_DIST_PATH || join(folder, 'dist'), name);
  return existsSync(path) ? path : null;
}

/**
 * Null when it worked, else why not.
 * @param {string} root
 */
async function download(root) {
  const failedBefore = resolve(root, 'node_modules/.cache/wirebench/electron-download-failed');
  const tried = await stat(failedBefore).catch(() => null);
  if (tried && Date.now() - tried.mtimeMs < TRY_AGAIN) return readFile(failedBefore, 'utf8');
  const reason = (await unreachable()) ?? (await runInstaller(root));
  if (reason === null) {
    await rm(failedBefore, { force: true });
  } else {
    await mkdir(dirname(failedBefore), { recursive: true });
    await writeFile(failedBefore, reason);
  }
  return reason;
}

/** Why the server that has the runtime can't be reached, or null. */
async function unreachable() {
  const server = new URL(process.env.ELECTRON_MIRROR || 'https://github.com/electron/electron/releases/');
  // Behind a proxy only the installer knows the way.
  if (process.env.ELECTRON_GET_USE_PROXY) return null;
  try {
    await fetch(server, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(PROBE_LIMIT) });
    return null;
  } catch (error) {
    if (error instanceof TypeError || error.name === 'TimeoutError')
      return `${server.host} can't be reached to fetch it`;
    throw error;
  }
}

/** @param {string} root */
function runInstaller(root) {
  console.log('Downloading the Electron runtime, once.');
  const installer = resolve(root, 'node_modules/electron/install.js');
  const child = spawn(process.execPath, [installer], { stdio: ['ignore', 'ignore', 'pipe'] });
  const stop = () => child.kill();
  process.once('exit', stop);
  let errors = '';
  child.stderr.on('data', (text) => (errors += text));
  const timer = setTimeout(() => child.kill('SIGKILL'), DOWNLOAD_LIMIT);
  return /** @type {Promise<string | null>} */ (
    new Promise((done) => {
      child.once('error', (error) => done(`its installer did not start (${error.message})`));
      child.once('close', (code) => {
        clearTimeout(timer);
        process.off('exit', stop);
        done(
          code === 0
            ? null
            : `its download failed (${errors.trim().split('\n', 1)[0] || 'no answer in time'})`,
        );
      });
    })
  );
}
