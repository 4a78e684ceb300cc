import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { KEPT_DATA } from '../../../src/main/tools/transfer/record.ts';
import { withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { stopPeers } from '../../support/peer.ts';
import { outcome, path, receiver, sendTo, sha256, sha256Of } from '../../support/transfer.ts';

failOnLeaks();
afterEach(stopPeers);

const MiB = 1024 * 1024;

test('a file goes from one end of the bench to the other, and both tell what went', () =>
  withBench(async (bench) => {
    const bytes = randomBytes(5 * MiB + 7);
    const file = join(bench.folder, 'a.bin');
    await writeFile(file, bytes);
    const { listener, port, folder } = await receiver(bench, { mode: 'plain', fileName: 'b.bin' });
    const sent = await outcome(bench, await sendTo(bench, port, { mode: 'plain', items: [path(file)] }));
    const [accepted] = await bench.watch.accepted(listener);
    const received = await outcome(bench, accepted?.id ?? '');

    expect(await sha256Of(join(folder, 'b.bin'))).toBe(sha256(bytes));
    expect(await readdir(folder)).toEqual(['b.bin']);
    for (const { details, state, failure } of [sent, received]) {
      expect({ state, failure, outcome: details.outcome, phase: details.phase }).toEqual({
        state: 'closed',
        failure: null,
        outcome: 'whole',
        phase: 'ended',
      });
      expect(details.bytes).toEqual({ total: bytes.length, moved: bytes.length, resumed: 0 });
      expect(details.files).toMatchObject({ total: 1, done: 1, failed: 0 });
      expect(details.notCaptured).toBe(bytes.length - KEPT_DATA);
    }
    expect(sent.twin).toBe(received.id);
    expect(received.twin).toBe(sent.id);
    const kept = bytes.subarray(0, KEPT_DATA);
    expect((await bench.bytes(sent.id, 'out')).equals(kept)).toBe(true);
    expect((await bench.bytes(received.id, 'in')).equals(kept)).toBe(true);
    const notes = (await bench.rows(sent.id)).map((row) => row.text ?? '').join('\n');
    expect(notes).toContain('counted only');
    expect(notes).toContain('everything is there');
    expect(await readFile(file)).toEqual(bytes);
  }));
