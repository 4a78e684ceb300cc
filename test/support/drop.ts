import type { Locator, Page } from 'playwright-core';
import type { Launched } from './app.ts';

/**
 * Drags real files and folders from outside onto a part of the window and lets go of them there, as Chromium is told
 * by the system. `hold` runs while they are held over it.
 */
export async function dropFiles(
  { page, dropping }: Pick<Launched, 'page' | 'dropping'>,
  target: Locator,
  paths: string[],
  hold?: () => Promise<void>,
): Promise<void> {
  await dropping?.(paths);
  const box = await target.boundingBox();
  if (!box) throw new Error('nothing to drop on');
  const cdp = await page.context().newCDPSession(page);
  try {
    const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    const data = { items: [], files: paths, dragOperationsMask: 1 };
    await cdp.send('Input.dispatchDragEvent', { type: 'dragEnter', ...at, data });
    await cdp.send('Input.dispatchDragEvent', { type: 'dragOver', ...at, data });
    await hold?.();
    await cdp.send('Input.dispatchDragEvent', { type: 'drop', ...at, data });
  } finally {
    await cdp.detach();
  }
}

/** Lets go of the files nowhere: the user changes their mind. */
export async function dragAway(page: Page): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  try {
    const data = { items: [], dragOperationsMask: 1 };
    await cdp.send('Input.dispatchDragEvent', { type: 'dragCancel', x: 1, y: 1, data });
  } finally {
    await cdp.detach();
  }
}
