import { once } from 'node:events';
import type { HostServices } from '../../bench/host.ts';
import { downloadsFolder } from './downloads-folder.ts';
import type { Downloads } from './downloads.ts';

/** What the bench gets in a browser: saving is a download, and there is neither a native menu nor a native frame. */
export function browserServices(downloads: Downloads): HostServices {
  return {
    kind: 'browser',
    nativeDialogs: false,
    save: (source) => Promise.resolve({ kind: 'download', url: downloads.offer(source) }),
    saveAs: () => Promise.resolve({ kind: 'download' }),
    pick: () => Promise.resolve(null),
    downloads: downloadsFolder,
    // oxlint-disable-next-line require-yield
    async *commands(signal) {
      if (!signal.aborted) await once(signal, 'abort');
    },
    setTheme() {
      // The page draws all there is.
    },
  };
}
