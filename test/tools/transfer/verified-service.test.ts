import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withBench } from '../../support/bench.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { outcome, path, receiver, sendTo, sha256 } from '../../support/transfer.ts';
import { treeOf } from '../../support/verified.ts';

failOnLeaks();

const KiB = 1024;

test('a folder goes from one end of the bench to the other, and the second time nothing of it has to', () =>
  withBench(async (bench) => {
    const folder = join(bench.folder, 'photos');
    await mkdir(join(folder, 'deep'), { recursive: true });
    const bytes = randomBytes(900 * KiB);
    await writeFile(join(folder, 'large'), bytes);
    for (let index = 0; index < 20; index++) await writeFile(join(folder, 'deep', `${index}`), `${index}`);
    const {
      listener,
      port,
      folder: received,
    } = await receiver(bench, { mode: 'verified', existing: 'continue' });
    for (const resumed of [0, bytes.length + 30]) {
      const sending = await sendTo(bench, port, { mode: 'verified', items: [path(folder)] });
      const count = resumed === 0 ? 1 : 2;
      const receiving = (await bench.watch.accepted(listener, count))[count - 1]?.id ?? '';
      for (const id of [sending, receiving]) {
        const { details, failure } = await outcome(bench, id);
        expect(failure).toBeNull();
        expect(details).toMatchObject({
          outcome: 'whole',
          bytes: { total: bytes.length + 30, moved: bytes.length + 30, resumed },
          files: { total: 21, failed: 0, refused: 0 },
        });
        const { files } = await bench.client.transfer.files({ session: id, from: 0, count: 100 });
        expect(files.find((one) => one.path === 'photos/large')).toMatchObject({
          state: 'done',
          sha256: sha256(bytes),
        });
      }
      expect((await treeOf(received))['photos/large']).toBe(sha256(bytes));
    }
  }));
