import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { REQUIRED, threads } from './scripts/threads.ts';

export default defineConfig({
  main: {
    plugins: [threads()],
    resolve: { alias: REQUIRED },
    build: {
      // serve.js runs under plain Node 20; the default for this Electron would keep syntax that Node 20 lacks.
      target: 'node20.19',
      rollupOptions: {
        // A library for histograms has one, in a part that is not used here.
        checks: { eval: false },
        // One graph, two entries: Electron and the browser host.
        input: { index: resolve('src/main/index.ts'), serve: resolve('src/main/serve.ts') },
      },
    },
  },
  preload: {
    build: {
      rollupOptions: {
        input: { index: resolve('src/preload/index.ts') },
        // A sandboxed preload must be CommonJS.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    plugins: [react()],
    // No `data:` addresses: the page's policy lets fonts come from files only.
    build: { minify: true, assetsInlineLimit: 0 },
  },
});
