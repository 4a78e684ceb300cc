import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { floods, stopAwkward } from '../../support/awkward.ts';
import { withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeIf, isRoot } from '../../support/needs.ts';
import { connect, ended, listen, received, send } from '../../support/tcp.ts';

const MiB = 1024 * 1024;
const SETTINGS = { memoryLimit: 16 * MiB };

failOnLeaks();
afterEach(stopAwkward);

/** Whether this process may mount a small disk in memory, which not every root may. */
function canMount(): boolean {
  if (!isRoot) return false;
  const folder = mkdtempSync(join(tmpdir(), 'wirebench-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describeIf(canMount(), 'root that may mount', 'a full disk under the spill', () => {
  let disk: string;
  beforeEach(() => {
    disk = mkdtempSync(join(tmpdir(), 'wirebench-disk-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk]);
    // Something else takes most of it.
    writeFileSync(join(disk, 'other'), Buffer.alloc(60 * MiB));
  });
  afterEach(() => {
    execFileSync('umount', ['-l', disk]);
    rmSync(disk, { recursive: true, force: true });
  });

  test('receiving pauses with the reason, others go on, and after space is freed nothing is missing', () =>
    withBench(
      async (bench) => {
        const peer = await floods(48 * MiB);
        const { id } = await connect(bench, { port: peer.port });
        const { stalled, state } = await bench.watch.session(id, 'stalls', (s) => s.stalled !== null);
        expect(state).toBe('open');
        expect(stalled).toMatchObject({ code: 'ENOSPC', cause: { code: 'ENOSPC' } });
        expect(stalled?.message).toContain(disk);
        expect(stalled?.hint).toContain('Nothing captured is lost');

        const { port } = await listen(bench, { respond: { mode: 'upper-case' } });
        const talk = await connect(bench, { port });
        await send(bench, talk.id, 'still talking');
        expect((await received(bench, talk.id, 13)).toString()).toBe('STILL TALKING');

        rmSync(join(disk, 'other'));
        await bench.client.capture.resume({ session: id });
        const session = await bench.watch.session(id, 'ends', ended);
        expect(session).toMatchObject({
          state: 'closed',
          stalled: null,
          counts: { bytesIn: 48 * MiB, dropped: 0 },
        });
        expect(await bench.sha256(id, 'in')).toBe(peer.sha256);
      },
      { spillDir: disk, settings: SETTINGS },
    ));

  test('removing another session frees the space as well', () =>
    withBench(
      async (bench) => {
        rmSync(join(disk, 'other'));
        const first = await floods(48 * MiB);
        const { id: old } = await connect(bench, { port: first.port });
        await bench.watch.session(old, 'ends', ended);
        const second = await floods(48 * MiB);
        const { id } = await connect(bench, { port: second.port });
        await bench.watch.session(id, 'stalls', (s) => s.stalled !== null);
        await bench.client.bench.remove({ ids: [old] });
        await bench.watch.session(id, 'ends', ended);
        expect(await bench.sha256(id, 'in')).toBe(second.sha256);
      },
      { spillDir: disk, settings: SETTINGS },
    ));
});

test('the limit on the disk pauses in the same way, and raising it goes on', () =>
  withBench(
    async (bench) => {
      const peer = await floods(48 * MiB);
      const { id } = await connect(bench, { port: peer.port });
      const { stalled } = await bench.watch.session(id, 'stalls', (s) => s.stalled !== null);
      expect(stalled?.code).toBe('SPILL_LIMIT');
      await bench.client.settings.update({ spillLimit: 64 * MiB });
      await bench.watch.session(id, 'ends', ended);
      expect(await bench.sha256(id, 'in')).toBe(peer.sha256);
    },
    { settings: { ...SETTINGS, spillLimit: 4 * MiB } },
  ));
