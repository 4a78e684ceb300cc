import { openSink } from '../../src/main/bench/files/folder-sink.ts';
import type { SinkFile } from '../../src/main/bench/files/sink.ts';
import { contentOf, KILLED_FILES, killedEntry } from './sink-killed.ts';

/**
 * Receives the files of sink-killed.ts into a folder until it has said so many characters, where it is killed, or has
 * them all and says `done`. It says a dot for each step, and `=` for each part that it carries on.
 */
const [, , folder = '', untilSaid = ''] = process.argv;
let said = 0;
/** Whoever listens may hear it late, so that it sees to its end itself. */
const say = (sign: string) => {
  process.stdout.write(sign);
  if (++said === Number(untilSaid)) process.kill(process.pid, 'SIGKILL');
};
const sink = await openSink({
  folder,
  existing: 'continue',
  ask: () => Promise.reject(new Error('asked')),
  links: 'refuse',
  compares: true,
  maxFiles: 1e6,
  maxBytes: 1e12,
});

async function receive(n: number, file: SinkFile): Promise<void> {
  const content = contentOf(n);
  let from = file.have;
  if (from > 0) {
    const there = Buffer.alloc(from);
    await file.read(there, 0);
    if (!there.equals(content.subarray(0, from))) from = 0;
    else if (from < content.length) say('=');
  }
  await file.start(from);
  for (let at = from; at < content.length; at += 40_000) {
    await file.write(content.subarray(at, at + 40_000));
    say('.');
  }
  await file.finish();
  say('.');
}

const finishing: Promise<void>[] = [];
for (let n = 0; n < KILLED_FILES; n++) {
  const verdict = await sink.offer(killedEntry(n), new AbortController().signal);
  if (verdict.kind !== 'take' || verdict.file === null) throw new Error(JSON.stringify(verdict));
  finishing.push(receive(n, verdict.file));
  if (n % 4 === 3) await Promise.all(finishing.splice(0));
}
await Promise.all(finishing);
await sink.close(true);
process.stdout.write('done');
