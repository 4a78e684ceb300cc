import { expect, test } from 'vitest';
import { App, withApp } from '../support/app.ts';
import { electronRuntime } from '../support/electron-runtime.ts';
import { describeIf } from '../support/needs.ts';

// The other files of this folder run a second time, in Electron, where there is one: see the project `electron`.
describeIf(
  electronRuntime() !== null,
  'an Electron runtime, a display, and another user than root',
  'the same suite through Electron itself',
  () => {
    test('opens a sandboxed window on the bench', () =>
      withApp('Electron', async ({ page }) => {
        await new App(page).ready();
        expect(await page.evaluate(() => [typeof process, typeof require])).toEqual([
          'undefined',
          'undefined',
        ]);
      }));
  },
);
