import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, createReadStream, openSync } from 'node:fs';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { makeCertificate } from '../../src/main/net/tls/make-certificate.ts';
import { type App, startApp } from './support/app.ts';
import { mibPerSecond, pairs, type Result, times } from './support/compare.ts';
import { file, type Say } from './support/peers.ts';

const GiB = 1024 ** 3;
const MiB = 1024 ** 2;
const PORT = 25_741;
const LEAST = 0.6;

/** 1 GiB from openssl into a session inside TLS, captured whole, against openssl at both ends and a file. */
export async function tls(runs: number, say: Say): Promise<Result[]> {
  const source = await file(GiB);
  const hash = await sha256(createReadStream(source, { highWaterMark: MiB }));
  const target = `${source}.received`;
  const pem = { cert: `${source}.crt`, key: `${source}.key` };
  const made = await makeCertificate(['localhost', '127.0.0.1']);
  await writeFile(pem.cert, made.cert);
  await writeFile(pem.key, made.key);
  const app = await startApp();
  const own = ['-cert', pem.cert, '-key', pem.key];
  const server = ['s_server', '-quiet', '-accept', `127.0.0.1:${PORT}`, ...own];
  const client = (port: number) => ['s_client', '-quiet', '-connect', `127.0.0.1:${port}`];
  let identical = true;

  /** Waits for all of it in a session, looks at it, and takes it off the bench. */
  const whole = async (start: number, of: (id: string) => boolean) => {
    const session = await app.watch.until('the whole file', () =>
      [...app.watch.sessions.values()].find((one) => of(one.id) && one.counts.bytesIn === GiB),
    );
    const seconds = (performance.now() - start) / 1000;
    identical &&= (await sha256(captured(app, session.id))) === hash;
    await app.client.bench.remove({ ids: [session.id] });
    return GiB / MiB / seconds;
  };
  const theirs = async () => {
    const serving = openssl(server, null, target);
    await listening();
    const start = performance.now();
    const asking = openssl(client(PORT), source, null);
    await until('openssl to write it all', async () => (await stat(target)).size >= GiB);
    const seconds = (performance.now() - start) / 1000;
    await Promise.all([serving.end(), asking.end()]);
    await rm(target);
    return GiB / MiB / seconds;
  };
  const ours = async () => {
    const certificate = { kind: 'pem' as const, ...made };
    const { listener, port } = await app.client.tcp.listen({
      address: '127.0.0.1',
      port: 0,
      respond: { mode: 'nothing' },
      tls: { certificate },
    });
    const start = performance.now();
    const peer = openssl(client(port), source, null);
    const rate = await whole(start, (id) => app.watch.sessions.get(id)?.listener === listener);
    await peer.end();
    await app.client.bench.remove({ ids: [listener] });
    return rate;
  };
  try {
    const compared = await pairs(runs, ours, theirs, say);
    return [
      {
        work: '1 GiB inside TLS 1.3 into a session, captured whole',
        against: '`openssl s_client` to `openssl s_server > file`',
        ours: mibPerSecond(compared.ours),
        theirs: mibPerSecond(compared.theirs),
        ratio: times(compared.ratio),
        atLeast: `${times(LEAST)}, same SHA-256`,
        holds: compared.ratio >= LEAST && identical,
      },
    ];
  } finally {
    await app.close();
  }
}

/** openssl with a file as its input (or an open one that never ends), and a file for its output. */
function openssl(args: string[], input: string | null, output: string | null) {
  const from = input === null ? null : openSync(input, 'r');
  const to = output === null ? null : openSync(output, 'w');
  const child: ChildProcess = spawn('openssl', args, { stdio: [from ?? 'pipe', to ?? 'ignore', 'ignore'] });
  for (const fd of [from, to]) if (fd !== null) closeSync(fd);
  const ended = once(child, 'exit');
  // One that outlived a run that failed would be in the way of the next.
  const kill = () => child.kill('SIGKILL');
  process.on('exit', kill);
  return {
    async end() {
      kill();
      await ended;
      process.removeListener('exit', kill);
    },
  };
}

async function* captured(app: App, session: string): AsyncGenerator<Uint8Array, void> {
  for (let offset = 0; offset < GiB; offset += MiB) {
    const bytes = await app.client.capture.bytes({ session, direction: 'in', offset, length: MiB });
    yield new Uint8Array(await bytes.arrayBuffer());
  }
}

async function sha256(pieces: AsyncIterable<unknown>): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of pieces) hash.update(piece as Uint8Array);
  return hash.digest('hex');
}

/** Waits until openssl listens, without connecting to it. */
function listening(): Promise<void> {
  const hex = PORT.toString(16).toUpperCase().padStart(4, '0');
  const row = new RegExp(`0100007F:${hex} 00000000:0000 0A`);
  return until('openssl to listen', async () => row.test(await readFile('/proc/net/tcp', 'latin1')));
}

/** Asks again and again, with an end. */
async function until(what: string, question: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 120_000;
  while (!(await question())) {
    if (performance.now() > end) throw new Error(`waited too long for ${what}`);
    await new Promise((again) => setTimeout(again, 5));
  }
}
