import { type Browser, chromium, type Page } from 'playwright-core';
import options from '../../support/chromium-options.json';

/** A headless Chromium without the test runner around it. Whoever launches it closes it. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    chromiumSandbox: process.getuid?.() !== 0,
    args: options.args,
  });
}

/** Opens the window and waits until it is connected. */
export async function openPage(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole('button', { name: 'Start listening' }).waitFor();
  return page;
}

/** The longest of each while something went on, in milliseconds. */
export interface WindowSeen {
  /** A task of the page's main thread; what is under 50 ms is not told by the browser and counts as 0. */
  task: number;
  /** From one frame to the next. */
  frame: number;
  /** From a press of the mouse to the frame that shows what it did. */
  click: number;
}

/** Watches the page's main thread, frames and clicks while `work` goes on. */
export async function watchFrames(page: Page, work: () => Promise<void>): Promise<WindowSeen> {
  const watching = await page.evaluateHandle(() => {
    const seen = { task: 0, frame: 0, click: 0 };
    const tasks = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.task = Math.max(seen.task, entry.duration);
    });
    tasks.observe({ type: 'longtask' });
    const clicks = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (entry.name === 'click') seen.click = Math.max(seen.click, entry.duration);
      }
    });
    clicks.observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
    let last = performance.now();
    let frame = requestAnimationFrame(function next(now) {
      seen.frame = Math.max(seen.frame, now - last);
      last = now;
      frame = requestAnimationFrame(next);
    });
    return {
      stop() {
        cancelAnimationFrame(frame);
        tasks.disconnect();
        clicks.disconnect();
        return seen;
      },
    };
  });
  await work();
  return watching.evaluate((watcher) => watcher.stop());
}
