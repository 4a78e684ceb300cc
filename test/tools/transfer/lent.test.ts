import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { BenchClient } from '../../../src/renderer/bridge/client.ts';
import { type TestBench, withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { held, type HeldFile, lend, type Told } from '../../support/lend.ts';
import { outcome, receiver, sendTo, sha256, sha256Of, until } from '../../support/transfer.ts';

failOnLeaks();

type Tell = (truth: Told) => Told | Promise<Told>;

const MiB = 1024 * 1024;

test('what a page lends goes through the host to the socket, in every mode that names files', () =>
  withBench(async (bench) => {
    const files = [
      held('trip/map.pdf', randomBytes(5 * MiB + 3)),
      held('trip/notes/one.txt', randomBytes(10)),
      held('trip/empty', new Uint8Array()),
    ];
    const { loan, stop } = await lend(bench.client, files);
    const { listener, port, folder } = await receiver(bench, { mode: 'verified' });
    const items = [{ kind: 'loan' as const, loan }];
    const id = await sendTo(bench, port, { mode: 'verified', items });
    const sent = await outcome(bench, id);
    expect(sent.details).toMatchObject({ outcome: 'whole', what: 'trip', files: { done: 3 } });
    const [accepted] = await bench.watch.accepted(listener);
    await outcome(bench, accepted?.id ?? '');
    for (const { path, size, read } of files)
      expect(await sha256Of(join(folder, path))).toBe(sha256(await read(0, size)));
    await expect(sendTo(bench, port, { mode: 'plain', items })).rejects.toMatchObject({
      data: { code: 'ONE_FILE' },
    });
    stop();
  }));

test('many small files of a page are asked for in one go, and Node has nothing to warn of', () =>
  withBench(async (bench) => {
    const warnings: Error[] = [];
    const warned = (warning: Error) => warnings.push(warning);
    process.on('warning', warned);
    try {
      const files = Array.from({ length: 40 }, (_, n) => held(`many/${n}`, randomBytes(100)));
      const { loan, asked, stop } = await lend(bench.client, files);
      const { port } = await receiver(bench, { mode: 'verified' });
      const id = await sendTo(bench, port, { mode: 'verified', items: [{ kind: 'loan', loan }] });
      const { details } = await outcome(bench, id);
      expect(details).toMatchObject({ outcome: 'whole', files: { done: 40 } });
      // The first may be asked for while the others are still to be wanted.
      for (const { kind } of asked) expect(kind).toBe('askMany');
      expect(asked.length).toBeLessThan(8);
      stop();
    } finally {
      process.off('warning', warned);
    }
    expect(warnings).toEqual([]);
  }));

test('a page that goes away in the middle ends its transfers, and the receiver keeps no half file', () =>
  withBench(async (bench) => {
    const window = bench.openWindow();
    const forever = {
      path: 'endless',
      size: 64 * 1024 * MiB,
      read: (_offset: number, length: number) => Promise.resolve(new Uint8Array(length)),
    };
    const { loan } = await lend(window.client, [forever]);
    const { listener, port, folder } = await receiver(bench, { mode: 'plain', fileName: 'b' });
    const id = await sendTo(bench, port, { mode: 'plain', items: [{ kind: 'loan', loan }] });
    await until(bench, id, 'moves', ({ bytes }) => bytes.moved > MiB);
    await window.close();
    const { state, failure, details } = await outcome(bench, id);
    expect({ state, code: failure?.code, outcome: details.outcome }).toEqual({
      state: 'failed',
      code: 'LOAN_GONE',
      outcome: 'broken',
    });
    const [accepted] = await bench.watch.accepted(listener);
    expect((await outcome(bench, accepted?.id ?? '')).details.outcome).toBe('broken');
    expect((await readdir(folder)).filter((name) => !name.endsWith('.part'))).toEqual([]);
  }));

describe('a folder of small files of a page', () => {
  const COUNT = 500;
  const folder = () => Array.from({ length: COUNT }, (_, n) => held(`many/${n}`, randomBytes(n % 300)));
  /** Sends it to this bench, and answers what became of it and what is there afterwards. */
  const sent = async (bench: TestBench, client: BenchClient, files: HeldFile[], tell?: Tell) => {
    const { loan, asked, stop } = await lend(client, files, tell);
    const to = await receiver(bench, { mode: 'verified' });
    const id = await sendTo(bench, to.port, { mode: 'verified', items: [{ kind: 'loan', loan }] });
    const session = await outcome(bench, id);
    stop();
    const [accepted] = await bench.watch.accepted(to.listener);
    await outcome(bench, accepted?.id ?? '');
    const { files: problems } = await bench.client.transfer.files({
      session: id,
      from: 0,
      count: 500,
      filter: 'problems',
    });
    const there = await readdir(join(to.folder, 'many')).catch(() => []);
    const byPath = new Map(files.map((file) => [file.path, file]));
    for (const name of there) {
      const { size, read } = byPath.get(`many/${name}`)!;
      expect(await sha256Of(join(to.folder, 'many', name))).toBe(sha256(await read(0, size)));
    }
    return { session, asked, there, problems };
  };

  test('comes whole, and is asked for in few questions', () =>
    withBench(async (bench) => {
      const { session, asked, there } = await sent(bench, bench.client, folder());
      expect(session.details).toMatchObject({ outcome: 'whole', files: { done: COUNT } });
      expect(there).toHaveLength(COUNT);
      expect(asked.length).toBeLessThan(COUNT / 20);
    }));

  test('of which some can’t be read comes without these, and each is told with what the browser said', () =>
    withBench(async (bench) => {
      const files = folder();
      for (const n of [0, 17, 499])
        files[n] = { ...files[n]!, read: () => Promise.reject(new Error('NotReadableError')) };
      const { there, problems } = await sent(bench, bench.client, files);
      expect(there).toHaveLength(COUNT - 3);
      expect(problems.map(({ path }) => path)).toEqual(['many/0', 'many/17', 'many/499']);
      expect(problems[1]?.note).toContain('many/17 can’t be read by the page: it may have been changed');
    }));

  test('whose page says another size of some than before comes without these', () =>
    withBench(async (bench) => {
      // The first file of each answer has a byte of the second, where there is a second with a byte to lose:
      // how many files a question is for depends on how fast the ones before were sent.
      let moved = 0;
      const { there, problems } = await sent(bench, bench.client, folder(), ({ read, bytes }) => {
        const [first, second] = read.map(Number);
        if (!second) return { read, bytes };
        moved += 1;
        return { read: [first! + 1, second - 1, ...read.slice(2)], bytes };
      });
      expect(moved).toBeGreaterThan(0);
      expect(problems).toHaveLength(2 * moved);
      expect(there).toHaveLength(COUNT - 2 * moved);
      const ends = (how: string) =>
        problems.filter(({ path, note }) => note === `${path} changed while it was sent: ${how}.`);
      expect(ends('it has grown')).toHaveLength(moved);
      expect(ends('it has become shorter')).toHaveLength(moved);
    }));

  test.each<[string, Tell]>([
    ['of fewer files than it was asked for', ({ read, bytes }) => ({ read: read.slice(1), bytes })],
    ['with fewer bytes than it says', ({ read, bytes }) => ({ read, bytes: bytes.slice(1) })],
    ['with more bytes than it says', ({ read, bytes }) => ({ read, bytes: new Uint8Array([...bytes, 1]) })],
  ])('whose page answers %s is not sent, and each file is told', (_what, tell) =>
    withBench(async (bench) => {
      const { there, problems } = await sent(bench, bench.client, folder(), tell);
      expect(there).toEqual([]);
      expect(problems).toHaveLength(COUNT);
      for (const { path, note } of problems)
        expect(note).toMatch(new RegExp(`^${path} can’t be sent: the page answered `));
    }),
  );

  test('whose page goes away in the middle keeps what has come, and each other one is told', () =>
    withBench(async (bench) => {
      const window = bench.openWindow();
      let answers = 0;
      const { there, problems } = await sent(bench, window.client, folder(), async (truth) => {
        if (++answers > 1) await window.close();
        return truth;
      });
      expect(there.length).toBeGreaterThan(0);
      expect(problems).toHaveLength(COUNT - there.length);
      for (const { path, note } of problems)
        expect(note).toBe(`${path} can’t be sent any more: the page that holds it is gone.`);
    }));

  test('whose page says nothing does not keep the transfer from being cancelled', () =>
    withBench(async (bench) => {
      const { loan, asked, stop } = await lend(bench.client, folder(), () => new Promise(() => undefined));
      const { port } = await receiver(bench, { mode: 'verified' });
      const id = await sendTo(bench, port, { mode: 'verified', items: [{ kind: 'loan', loan }] });
      while (asked.length === 0) await new Promise(setImmediate);
      await bench.client.transfer.cancel({ session: id });
      expect((await outcome(bench, id)).details.outcome).toBe('cancelled');
      stop();
    }));
});
