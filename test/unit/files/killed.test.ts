import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inScene, tree } from '../../support/sink.ts';
import { contentOf, KILLED_FILES, killedEntry } from '../../support/sink-killed.ts';

let built = '';

beforeAll(async () => {
  built = await mkdtemp(join(tmpdir(), 'sink-child-'));
  const root = resolve(import.meta.dirname, '../../..');
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: 'test/support/sink-child.ts',
      outDir: built,
      rollupOptions: { output: { entryFileNames: 'child.mjs' } },
    },
  });
});
afterAll(() => rm(built, { recursive: true, force: true }));

/** Runs the receiver until it has said so many characters, at which it is killed; answers with all it said. */
async function receive(folder: string, untilSaid: number): Promise<string> {
  const child = spawn(process.execPath, [join(built, 'child.mjs'), folder, String(untilSaid)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()));
  await once(child, 'close');
  return said;
}

test(
  'a receiver that is killed leaves nothing half-written under its name, and a later one goes on',
  () =>
    inScene(async ({ folder }) => {
      const whole = new Map(
        Array.from({ length: KILLED_FILES }, (_, n) => [killedEntry(n).path, contentOf(n)]),
      );
      const check = async () => {
        let parts = 0;
        for (const [path, text] of Object.entries(await tree(folder))) {
          if (text === '/') continue;
          if (path.endsWith('.part')) parts++;
          else expect(text === whole.get(path)?.toString(), path).toBe(true);
        }
        return parts;
      };
      let parts = 0;
      let carriedOn = '';
      for (const said of [1, 3, 8, 20, 45, 90, 150, 230]) {
        const saw = await receive(folder, said);
        expect(saw).not.toContain('done');
        carriedOn += saw;
        parts += await check();
      }
      expect(parts).toBeGreaterThan(0);
      expect(carriedOn).toContain('=');
      expect(await receive(folder, Infinity)).toContain('done');
      expect(await check()).toBe(0);
      expect(Object.keys(await tree(folder))).toHaveLength(KILLED_FILES + 3);
    }),
  300_000,
);
