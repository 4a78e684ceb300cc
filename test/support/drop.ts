import type { Locator } from 'playwright-core';
import type { Launched } from './app.ts';

type Window = Pick<Launched, 'page' | 'dropping'>;

/**
 * Drags real files and folders from outside onto a part of the window and lets go of them there, as Chromium is told
 * by the system. `held` runs while they are held over it.
 */
export const dropFiles = (window: Window, target: Locator, paths: string[], held?: () => Promise<void>) =>
  drag(window, target, paths, 'drop', held);

/** As {@link dropFiles}, and they are taken away over the corner of the window instead. */
export const dragAway = (window: Window, target: Locator, paths: string[], held: () => Promise<void>) =>
  drag(window, target, paths, 'dragCancel', held);

async function drag(
  { page, dropping }: Window,
  target: Locator,
  paths: string[],
  end: 'drop' | 'dragCancel',
  held?: () => Promise<void>,
): Promise<void> {
  await dropping?.(paths);
  const box = await target.boundingBox();
  if (!box) throw new Error('nothing to drop on');
  const cdp = await page.context().newCDPSession(page);
  try {
    const x = box.x + box.width / 2;
    const y = box.y + box.height / 2;
    const data = { items: [], files: paths, dragOperationsMask: 1 };
    await cdp.send('Input.dispatchDragEvent', { type: 'dragEnter', x, y, data });
    await cdp.send('Input.dispatchDragEvent', { type: 'dragOver', x, y, data });
    await held?.();
    if (end === 'drop') await cdp.send('Input.dispatchDragEvent', { type: end, x, y, data });
    else
      for (const type of ['dragOver', end] as const)
        await cdp.send('Input.dispatchDragEvent', { type, x: 1, y: 1, data });
  } finally {
    await cdp.detach();
  }
}
