/** The browser host's entry: the bench under plain Node, its window in any browser of this machine. Wiring only. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { version } from '../../package.json';
import { openBench } from './bench/bench.ts';
import { keepThreads } from './bench/files/batch-thread.ts';
import { Downloads } from './hosts/browser/downloads.ts';
import { hasDisplay, openBrowser } from './hosts/browser/open-browser.ts';
import { readOptions } from './hosts/browser/options.ts';
import { openBrowserServer } from './hosts/browser/server.ts';
import { browserServices } from './hosts/browser/services.ts';
import { startFailure } from './hosts/browser/start-failure.ts';
import { exitOnSignal, surviveFaults } from './hosts/common/lifecycle.ts';
import { openSite } from './hosts/common/site.ts';

surviveFaults();
keepThreads();
try {
  const options = readOptions(process.argv.slice(2));
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const site = await openSite(join(import.meta.dirname, '../renderer'));
  const downloads = new Downloads();
  const bench = await openBench({ host: browserServices(downloads), version, dataDir: options.dataDir });
  const server = await openBrowserServer({
    site,
    downloads,
    handleChannel: bench.handleChannel,
    port: options.port,
  }).catch(async (error: unknown) => {
    await bench.close();
    throw error;
  });
  exitOnSignal(async () => {
    await server.close();
    await bench.close();
  });
  console.log(`Wirebench is at ${server.url}`);
  if (options.open && hasDisplay()) openBrowser(server.openingUrl());
} catch (error) {
  console.error(startFailure(error));
  process.exit(1);
}
