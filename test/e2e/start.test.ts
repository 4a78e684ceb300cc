import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { PROTOCOL } from '../../src/main/hosts/browser/guard.ts';
import { wsChannel } from '../../src/main/hosts/browser/ws-channel.ts';
import { createBenchClient } from '../../src/renderer/bridge/client.ts';
import { startBrowserHost } from '../support/browser-app.ts';
import { ProgramRun } from '../support/program-run.ts';
import { ask, within } from '../support/wait.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const SERVE = join(ROOT, 'out/main/serve.js');
const START = join(ROOT, 'scripts/start.mjs');
const ADDRESS = /^Wirebench is at (http:\/\/127\.0\.0\.1:(\d+)\/#token=[\w-]{43})$/m;

let dataDir: string;
const runs: ProgramRun[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'wirebench-start-'));
});
afterEach(async () => {
  for (const started of runs.splice(0)) await started.stop();
  await rm(dataDir, { recursive: true, force: true });
});

function run(command: string, args: readonly string[], env: Record<string, string> = {}): ProgramRun {
  // A group of its own, so that a test can press Ctrl+C as a terminal does.
  const child = spawn(command, args, {
    cwd: ROOT,
    detached: true,
    env: { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '', WIREBENCH_DATA: dataDir, ...env },
  });
  const started = new ProgramRun(child);
  runs.push(started);
  return started;
}

/** What a terminal does on Ctrl+C: a signal to everything in the group. */
const pressCtrlC = ({ child }: ProgramRun) => process.kill(-(child.pid as number), 'SIGINT');

const refused = (port: number) =>
  new Promise<boolean>((done) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      done(false);
    });
    socket.on('error', () => done(true));
  });

describe('the browser host', () => {
  test('prints one line, and on Ctrl+C closes every socket and exits with 0', async () => {
    const { url, host } = await startBrowserHost({ dataDir });
    runs.push(host);
    expect(host.output).toMatch(/^[^\n]+\n$/);
    expect(host.output).toMatch(ADDRESS);
    const { host: at, hash, port } = new URL(url);
    const token = hash.replace('#token=', 'token.');
    const socket = new WebSocket(`ws://${at}/bridge`, [PROTOCOL, token], { origin: `http://${at}` });
    const client = createBenchClient(wsChannel(socket));
    await once(socket, 'open');
    const listener = await client.tcp.listen({
      address: '127.0.0.1',
      port: 0,
      respond: { mode: 'nothing' },
    });
    const peer = connect(listener.port, '127.0.0.1');
    await once(peer, 'connect');
    const left = once(peer, 'close');

    const gone = once(socket, 'close');
    host.child.kill('SIGINT');
    expect(await host.ended()).toEqual({ code: 0, signal: null });
    expect((await gone)[0]).toBe(1001);
    await within(left, () => 'the connection to the listener to end');
    expect(await refused(Number(port))).toBe(true);
    expect(await refused(listener.port)).toBe(true);
  });

  test.each(['SIGTERM', 'SIGHUP'] as const)('exits with 0 on %s', async (signal) => {
    const { host } = await startBrowserHost({ dataDir });
    runs.push(host);
    host.child.kill(signal);
    expect(await host.ended()).toEqual({ code: 0, signal: null });
  });

  test('goes on after an error that nobody caught, and tells of it in one line', async () => {
    const plant = `process.on('SIGUSR2', () => {
      setImmediate(() => { throw new Error('planted throw'); });
      Promise.reject(new Error('planted rejection'));
    });`;
    const hook = `data:text/javascript,${encodeURIComponent(plant)}`;
    const host = run(process.execPath, ['--import', hook, SERVE, '--no-open']);
    const [, , port] = await host.prints(ADDRESS);
    host.child.kill('SIGUSR2');
    await host.prints(/^wirebench: unexpected error: Error: planted throw.*$/m);
    await host.prints(/^wirebench: unexpected rejection: Error: planted rejection.*$/m);
    expect(await refused(Number(port))).toBe(false);
    host.child.kill('SIGINT');
    expect(await host.ended()).toEqual({ code: 0, signal: null });
  });

  test('says that its port is in use, and exits with 1', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const host = run(process.execPath, [SERVE, '--port', String(port), '--no-open']);
    expect(await host.ended()).toEqual({ code: 1, signal: null });
    expect(host.output).toMatch(
      new RegExp(`^wirebench: port ${port} on 127.0.0.1 is in use; .*--port.*\\n$`),
    );
    taken.close();
  });

  test.each([
    [['--port', '99999'], /--port takes a number.*99999/],
    [['--port', 'abc'], /--port takes a number.*abc/],
    [['--port', ''], /--port takes a number/],
    [['--ports', '1'], /--ports/],
    [['extra'], /extra/],
  ])('refuses %j in one line, and exits with 1', async (args, reason) => {
    const host = run(process.execPath, [SERVE, ...args]);
    expect(await host.ended()).toEqual({ code: 1, signal: null });
    expect(host.output).toMatch(reason);
    expect(host.output).toMatch(/^wirebench: .*\n$/);
  });
});

describe('npm start', () => {
  test('opens the browser host that was asked for, and Ctrl+C exits with 0', async () => {
    const npm = run('npm', ['start', '--', '--browser', '--port', '0', '--no-open']);
    const [, , port] = await npm.prints(ADDRESS);
    pressCtrlC(npm);
    expect(await npm.ended()).toEqual({ code: 0, signal: null });
    expect(await refused(Number(port))).toBe(true);
  });

  test('ends with the program that started it', async () => {
    const npm = run('npm', ['start', '--', '--browser', '--no-open']);
    const [, , port] = await npm.prints(ADDRESS);
    npm.child.kill('SIGTERM');
    await npm.ended();
    await ask(() => refused(Number(port)), 'the server to end');
  });

  test('says in one line why it is not Electron', async () => {
    const start = run(process.execPath, [START, '--no-open']);
    await start.prints(ADDRESS);
    expect(start.output).toMatch(/^Opening in the browser: [^\n]+\.\nWirebench is at [^\n]+\n$/);
    pressCtrlC(start);
    expect((await start.ended()).code).toBe(0);
  });

  test('falls back when Electron does not start', async () => {
    const start = run(process.execPath, [START, '--no-open'], { ELECTRON_EXEC_PATH: '/bin/false' });
    await start.prints(ADDRESS);
    expect(start.output).toContain('Opening in the browser: Electron could not start (exit code 1).\n');
  });

  test('passes Ctrl+C on to Electron, and exits with 0', async () => {
    const program = join(dataDir, 'electron.sh');
    const standIn = resolve(import.meta.dirname, '../support/electron-stand-in/register.mjs');
    const said = `data:text/javascript,console.log('Electron runs')`;
    await writeFile(
      program,
      // Node says that it runs: a shell that said so may swallow the signal while it makes way for Node.
      `#!/bin/sh\nexec "${process.execPath}" --import "${said}" --import "${standIn}" "$@"\n`,
    );
    await chmod(program, 0o755);
    const start = run(process.execPath, [START], { ELECTRON_EXEC_PATH: program });
    await start.prints(/Electron runs/);
    start.child.kill('SIGINT');
    expect(await start.ended()).toEqual({ code: 0, signal: null });
  });

  test('names an option it does not know, and exits with 1', async () => {
    const start = run(process.execPath, [START, '--prot', '1']);
    expect((await start.ended()).code).toBe(1);
    expect(start.output).toMatch(/^wirebench: .*--prot.*\n$/);
  });
});
