import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import type { ServeInput } from '../../src/contract/tools/http-server.ts';
import type { TestBench } from './bench.ts';
import { program } from './needs.ts';
import { within } from './wait.ts';

const run = promisify(execFile);

/** Starts a server on any free port of 127.0.0.1. */
export const serve = ({ client }: Pick<TestBench, 'client'>, input: Partial<ServeInput> = {}) =>
  client.httpServer.start({ address: '127.0.0.1', port: 0, what: { serves: 'inspector' }, ...input });

/** What curl prints; rejects where it fails. */
export async function curl(...args: string[]): Promise<string> {
  const { stdout } = await run(program('curl'), ['-sS', '--max-time', '60', ...args]);
  return stdout;
}

/** The status that curl gets. */
export const curlStatus = async (...args: string[]): Promise<number> =>
  Number(await curl('-o', '/dev/null', '-w', '%{http_code}', ...args));

/** Says these bytes to a port, and answers all that came until the other side ended; `pieces`: one write each. */
export function raw(port: number, ...pieces: (string | Buffer)[]): Promise<string> {
  const said = new Promise<string>((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    let text = '';
    socket.setEncoding('latin1');
    socket.on('data', (more) => (text += more));
    // One who was refused in the middle of what it said is reset, perhaps.
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
    socket.on('connect', () => {
      void (async () => {
        for (const piece of pieces) {
          if (socket.destroyed) return;
          await new Promise<void>((taken) => socket.write(piece, () => taken()));
        }
      })().catch(reject);
    });
  });
  return within(said, () => `the end of the connection to port ${port}`);
}

/** The statuses of the answers in what a connection said. */
export const statuses = (said: string): number[] =>
  [...said.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map((found) => Number(found[1]));

/** The log of a server, all of it. */
export async function logOf({ client }: Pick<TestBench, 'client'>, listener: string) {
  const { rows } = await client.httpServer.log({ listener, from: 0, count: 512 });
  return rows;
}
