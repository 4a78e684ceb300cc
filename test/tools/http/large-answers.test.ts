import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { blankRequest, REQUEST_OPTIONS } from '../../../src/contract/payload/http-request.ts';
import { type TestBench, withBench } from '../../support/bench.ts';
import { exchangeUntil, send } from '../../support/http.ts';
import { failOnLeaks } from '../../support/leaks.ts';
import { describeWith } from '../../support/needs.ts';
import { type Nginx, startNginx } from '../../support/nginx.ts';

failOnLeaks();

const MiB = 1024 * 1024;
/** Many times what may be in memory; of more only the disk would be slower. */
const SIZE = 1536 * MiB;
const MOST = 300 * MiB;
/** What stands at the end of it, so that the end is known from the middle. */
const END = Buffer.from('the very end');

describeWith('nginx', 'an answer larger than memory may get', () => {
  let nginx: Nginx;
  let folder = '';

  beforeAll(async () => {
    nginx = await startNginx();
    folder = await mkdtemp(join(tmpdir(), 'wirebench-large-'));
    // It takes no room on the disk.
    const file = await open(join(nginx.root, 'large.bin'), 'w');
    await file.write(END, 0, END.length, SIZE - END.length);
    await file.close();
  });
  afterAll(async () => {
    await nginx.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** By how much the memory of this process, in which the bench is, grew at most while it came. */
  async function grew(bench: TestBench, saveTo?: string) {
    const options = { ...REQUEST_OPTIONS, capture: 'start' } as const;
    const request = blankRequest({ url: `http://127.0.0.1:${nginx.port}/large.bin`, options });
    const before = process.memoryUsage().rss;
    let most = 0;
    const { exchange } = await send(bench, request, saveTo);
    const detail = await exchangeUntil(bench, exchange, ({ summary }) => {
      most = Math.max(most, process.memoryUsage().rss - before);
      return summary.ms !== null;
    });
    expect(detail.summary).toMatchObject({ state: 'done', failure: null, bytes: { received: SIZE } });
    expect(detail.body).toMatchObject({ whole: true, note: null });
    const from = SIZE - END.length;
    const { bytes, size } = await bench.client.http.body({ exchange, form: 'decoded', from, length: MiB });
    expect([size, Buffer.from(await bytes.arrayBuffer()).toString()]).toEqual([SIZE, END.toString()]);
    return most;
  }

  it('is saved to a file while it comes, and is never in memory', () =>
    withBench(async (bench) => {
      const path = join(folder, 'saved.bin');
      expect(await grew(bench, path)).toBeLessThan(MOST);
      expect((await stat(path)).size).toBe(SIZE);
      await rm(path);
    }));

  it('that is not saved goes to the disk, and can be looked at', () =>
    withBench(
      async (bench) => {
        expect(await grew(bench)).toBeLessThan(MOST);
      },
      { spillDir: folder },
    ));
});
