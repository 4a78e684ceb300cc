import { type Browser, chromium } from 'playwright-core';
import options from './chromium-options.json';
import { isRoot, program } from './needs.ts';

/** The Chromium that the tests drive: `CHROMIUM_PATH`, or the one that is installed. */
export const chromiumPath = (): string => process.env.CHROMIUM_PATH ?? program('chromium');

/** A headless Chromium; whoever launches it closes it. */
export function launchChromium(args: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath(),
    // Chromium's sandbox does not run as root.
    chromiumSandbox: !isRoot,
    args: [...options.args, ...args],
  });
}
