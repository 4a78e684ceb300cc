import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { held, lend } from '../../support/lend.ts';
import { outcome, receiver, sendTo, sha256, sha256Of, until } from '../../support/transfer.ts';

failOnLeaks();

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

test('many small files of a page are asked for at once, and Node has nothing to warn of', () =>
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
      expect(asked).toHaveLength(40);
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
