import { mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { mibPerSecond, pairs, pairsWithBest, type Result, times } from './support/compare.ts';
import { cutAfter } from './support/cutter.ts';
import { Ends, type To } from './support/ends.ts';
import { hashBoth, MOVER_NAMES, moveBy, moveByTar } from './support/movers.ts';
import { file, type Say, smallFiles } from './support/peers.ts';
import { warm } from './support/warm.ts';

const MiB = 1024 ** 2;
const GiB = 1024 ** 3;
const LARGE = 5 * GiB;
const SMALL_FILES = 10_000;
const SMALL_FILE = 4096;
const CUT_AT = 0.9;
const MOST_GROWTH = 150e6;

/** Files over a socket, from one app to another, against what people do that with. */
export async function transfer(runs: number, say: Say): Promise<Result[]> {
  const source = await file(GiB);
  await onDisk(source);
  const ends = await Ends.start();
  const folder = dirname(source);
  const many = await smallFiles(join(folder, 'many'), SMALL_FILES, SMALL_FILE);
  const work = { ends, runs, say, source, many, folder };
  try {
    return [
      await plain(work),
      await verified(work),
      await tar(work),
      await manyFiles(work, 'verified'),
      await manyFiles(work, 'tar'),
      await resumed(work),
      await memory(work),
    ];
  } finally {
    await ends.close();
  }
}

interface Work {
  ends: Ends;
  runs: number;
  say: Say;
  /** 1 GiB of random bytes. */
  source: string;
  /** A folder of small ones. */
  many: string;
  /** Where everything is put; goes at the end. */
  folder: string;
}

async function plain({ ends, runs, say, source, folder }: Work): Promise<Result> {
  say('plain');
  const to = await ends.receive('plain', join(folder, 'plain'));
  const target = join(folder, 'plain', 'received');
  let same = true;
  const ours = async () => {
    await warm(target, GiB);
    const seconds = await ends.sendWhole(source, to);
    same &&= (await hashBoth(source, target)).same;
    await rm(target);
    return GiB / MiB / seconds;
  };
  const others = movers(source, async (seconds, moved) => {
    await rm(moved);
    return GiB / MiB / seconds;
  });
  const compared = await pairsWithBest(runs, ours, others, say);
  return {
    work: 'plain, 1 GiB from file to file',
    against: `the best of \`nc\`, \`socat -b262144\`, \`ncat\`: ${compared.best}`,
    ours: mibPerSecond(compared.ours),
    theirs: mibPerSecond(compared.theirs),
    ratio: times(compared.ratio),
    atLeast: '0.9×, same SHA-256',
    holds: compared.ratio >= 0.9 && same,
  };
}

async function verified({ ends, runs, say, source, folder }: Work): Promise<Result> {
  say('verified');
  const to = await ends.receive('verified', join(folder, 'verified'));
  const target = join(folder, 'verified', 'bytes');
  let same = true;
  const ours = async () => {
    await warm(target, GiB);
    const seconds = await ends.sendWhole(source, to);
    same &&= (await hashBoth(source, target)).same;
    await rm(target);
    return GiB / MiB / seconds;
  };
  const others = movers(source, async (seconds, moved) => {
    const hashed = await hashBoth(source, moved);
    await rm(moved);
    return GiB / MiB / (seconds + hashed.seconds);
  });
  const compared = await pairsWithBest(runs, ours, others, say);
  return {
    work: 'verified, 1 GiB from file to file, hash checked',
    against: `the best of these, then \`sha256sum\` on both ends at once: ${compared.best}`,
    ours: mibPerSecond(compared.ours),
    theirs: mibPerSecond(compared.theirs),
    ratio: times(compared.ratio),
    atLeast: '1.1×, same SHA-256',
    holds: compared.ratio >= 1.1 && same,
  };
}

async function manyFiles(
  { ends, runs, say, many: from, folder }: Work,
  mode: 'verified' | 'tar',
): Promise<Result> {
  say(`${SMALL_FILES} small files, ${mode}`);
  // Each into a folder of its own, and nothing is removed before the end: for some seconds ext4 looks for a new file's
  // place past each file that was removed.
  const made: string[] = [];
  const fresh = async () => {
    const one = join(folder, `many ${made.length}`);
    await mkdir(one);
    made.push(one);
    return one;
  };
  const ours = async () =>
    SMALL_FILES / (await ends.sendWhole(from, await ends.receive(mode, await fresh())));
  const theirs = async () => SMALL_FILES / (await moveByTar(from, await fresh()));
  const compared = await pairs(runs, ours, theirs, say);
  for (const one of made) await rm(one, { recursive: true });
  const rate = (files: number) => `${Math.round(files).toLocaleString('en-US')} files/s`;
  return {
    work: `${SMALL_FILES.toLocaleString('en-US')} files of 4 KiB, ${mode}`,
    against: '`tar c \\| nc` to `nc \\| tar x`',
    ours: rate(compared.ours),
    theirs: rate(compared.theirs),
    ratio: times(compared.ratio),
    atLeast: '0.8×',
    holds: compared.ratio >= 0.8,
  };
}

async function tar({ ends, runs, say, source, folder }: Work): Promise<Result> {
  say('tar');
  const into = join(folder, 'tar');
  const to = await ends.receive('tar', into);
  const target = join(into, 'bytes');
  let same = true;
  const ours = async () => {
    await warm(target, GiB);
    const seconds = await ends.sendWhole(source, to);
    same &&= (await hashBoth(source, target)).same;
    await rm(target);
    return GiB / MiB / seconds;
  };
  const theirs = async () => {
    await warm(target, GiB);
    const seconds = await moveByTar(folder, into, 'bytes');
    await rm(target);
    return GiB / MiB / seconds;
  };
  const compared = await pairs(runs, ours, theirs, say);
  return {
    work: 'tar, 1 GiB from file to file',
    against: '`tar c \\| nc` to `nc \\| tar x`',
    ours: mibPerSecond(compared.ours),
    theirs: mibPerSecond(compared.theirs),
    ratio: times(compared.ratio),
    atLeast: '0.9×, same SHA-256',
    holds: compared.ratio >= 0.9 && same,
  };
}

async function resumed({ ends, runs, say, source, folder }: Work): Promise<Result> {
  say('resume');
  const whole = await ends.receive('verified', join(folder, 'whole'));
  const broken = await ends.receive('verified', join(folder, 'broken'));
  const full = async () => {
    await warm(join(folder, 'whole', 'bytes'), GiB);
    const seconds = await ends.sendWhole(source, whole);
    await rm(join(folder, 'whole', 'bytes'));
    return 1 / seconds;
  };
  const again = async () => {
    await warm(join(folder, 'broken', 'bytes'), GiB);
    await breakOff(ends, source, broken);
    const { seconds, received } = await ends.send(source, broken);
    const { outcome, bytes } = received.details;
    if (outcome !== 'whole') throw new Error(`the resumed one is ${outcome}: ${received.failure?.message}`);
    if (bytes.resumed < (CUT_AT - 0.05) * GiB) throw new Error(`only ${bytes.resumed} bytes were carried on`);
    await rm(join(folder, 'broken', 'bytes'));
    return 1 / seconds;
  };
  const compared = await pairs(runs, again, full, say);
  const seconds = (rate: number) => `${(1 / rate).toFixed(2)} s`;
  return {
    work: 'resume at 90% of 1 GiB, prefix checked by hash',
    against: 'the full transfer',
    ours: seconds(compared.ours),
    theirs: seconds(compared.theirs),
    ratio: `${(1 / compared.ratio).toFixed(2)} of its time`,
    atLeast: 'at most 0.6 of its time',
    holds: 1 / compared.ratio <= 0.6,
  };
}

async function breakOff(ends: Ends, source: string, to: To): Promise<void> {
  const cutter = await cutAfter(CUT_AT * GiB, to.port);
  const { received } = await ends.send(source, { ...to, through: cutter.port });
  await cutter.close();
  if (received.details.outcome !== 'broken') throw new Error(`it is ${received.details.outcome}`);
}

async function memory({ ends, say, folder }: Work): Promise<Result> {
  say('memory');
  const source = join(folder, 'large');
  const sparse = await open(source, 'w');
  await sparse.truncate(LARGE);
  await sparse.close();
  const growths: number[] = [];
  for (const mode of ['plain', 'verified'] as const) {
    const target = join(folder, `${mode} large`);
    const to = await ends.receive(mode, target);
    growths.push(await ends.growth(() => ends.sendWhole(source, to)));
    say(`  ${mode}: ${Math.round((growths.at(-1) ?? 0) / MiB)} MiB`);
    await rm(target, { recursive: true });
  }
  const grown = Math.max(...growths);
  return {
    work: 'memory while 5 GiB move, plain and verified: growth at its highest, of the end that grows more',
    against: 'itself before',
    ours: `${Math.round(grown / MiB)} MiB`,
    theirs: '-',
    ratio: '-',
    atLeast: 'at most 150 MB',
    holds: grown <= MOST_GROWTH,
  };
}

/**
 * Resolves when a file is on the disk and not on its way there. What is measured writes new files into memory; what was
 * written before is removed, so that nobody waits for the disk on account of another.
 */
async function onDisk(path: string): Promise<void> {
  const written = await open(path, 'r+');
  await written.sync();
  await written.close();
}

/** Moving a file by each of the other programs; `rate` makes of the seconds what counts, and removes what was moved. */
function movers(source: string, rate: (seconds: number, moved: string) => Promise<number>) {
  const moved = `${source}.moved`;
  const by = (name: string) => async () => {
    await warm(moved, GiB);
    return rate(await moveBy(name, source, moved), moved);
  };
  return new Map(MOVER_NAMES.map((name) => [name, by(name)]));
}
